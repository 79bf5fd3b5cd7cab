"""What a run counts while it reads, and what it says at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from missions.feeds.parsed import Refusal

LISTED_REFUSALS = 5000
# Of each kind of difference: enough to see what happens, little enough for a page and a row.
LISTED_CHANGES = 200


@dataclass
class ImportReport:
    """What a run did. Every row read is exactly one of created, changed, unchanged, skipped or refused.

    `skipped` counts rows their platform withdrew; `closed` counts missions, withdrawn or absent. `gone` are the
    missions that a dry run would close, or that wait for a person. `warnings` are codes with their facts (`said`).
    """

    source: str
    dry_run: bool = False
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    closed: int = 0
    complete: bool = False
    not_modified: bool = False
    state: str = ""
    run: int | None = None
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    altered: list[dict[str, Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    gone_listed: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, row: int, refusal: Refusal) -> None:
        self.refused[refusal.why.value] += 1
        if len(self.refusals) < LISTED_REFUSALS:
            self.refusals.append(
                {
                    "row": row,
                    "client_id": refusal.client_id,
                    "field": refusal.field,
                    "value": refusal.value,
                    "why": refusal.why.value,
                    "reason": refusal.reason,
                }
            )

    def warn(self, code: str, **facts: Any) -> None:
        self.warnings.append({"code": code, **facts})

    @property
    def counts(self) -> dict[str, int]:
        names = ("read", "created", "changed", "unchanged", "skipped", "closed")
        return {**{name: getattr(self, name) for name in names}, "refused": self.refused.total()}

    @property
    def diff(self) -> dict[str, Any]:
        return {"new": self.new, "changed": self.altered, "gone": self.gone_listed}

    def to_json(self) -> dict[str, Any]:
        facts = {
            "source": self.source,
            "dry_run": self.dry_run,
            "state": self.state,
            "run": self.run,
            **self.counts,
            "refused_by_reason": dict(self.refused.most_common()),
            "refusals": self.refusals,
            "complete": self.complete,
            "not_modified": self.not_modified,
            "would_close": len(self.gone),
            "warnings": [said(warning) for warning in self.warnings],
        }
        return {**facts, "diff": self.diff} if self.dry_run else facts


def said(warning: dict[str, Any]) -> str:
    """A warning's sentence in the active language."""
    match warning["code"]:
        case "empty":
            return _("Le flux est vide : rien n'a été fermé.")
        case "refused":
            return _("Plus de la moitié des lignes ont été refusées.")
        case "incomplete":
            return _("Le flux n'est pas complet : %(count)d missions absentes restent ouvertes.") % warning
        case "brake":
            return (
                _("%(count)d missions sur %(total)d auraient disparu d'un coup : elles restent ouvertes, à vérifier.") % warning
            )
        case "doubt":
            return str(warning["text"])
    return str(warning["code"])
