"""What somebody said of what we recommended: kept, done, not for me. In their session, nowhere else.

A session begins with the first choice, never with a visit.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.lived import notes

KEY = "choices"
LIMIT = 500
ITEM_ID = re.compile(r"(article|video|course|mission|skill):[\w-]{1,80}")


class Verdict(StrEnum):
    KEPT = "kept"
    DONE = "done"
    REFUSED = "refused"


OVER = frozenset({Verdict.DONE, Verdict.REFUSED})

REFUSAL_REASONS = {
    "too-easy": _("Trop facile"),
    "too-hard": _("Trop difficile"),
    "no-time": _("Pas le temps"),
    "too-far": _("Trop loin"),
    "not-my-thing": _("Ça ne me parle pas"),
}


def choices(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Item id -> {verdict, why, when}; empty without a session."""
    stored = request.session.get(KEY, {})
    return stored if isinstance(stored, dict) else {}


def choose(request: HttpRequest, item_id: str, verdict: str, why: str = "", twin: str = "") -> None:
    """Remember a verdict, or forget one with an empty verdict. ValueError on anything unknown.

    `twin` names what the item is wherever else it is offered (search.twins.twin_key).
    """
    if not ITEM_ID.fullmatch(item_id):
        raise ValueError("unknown item")
    stored = dict(choices(request))
    if not verdict:
        stored.pop(item_id, None)
    else:
        reason = why if why in REFUSAL_REASONS else ""
        stored[item_id] = {"verdict": Verdict(verdict).value, "why": reason, "twin": twin, "when": timezone.now().isoformat()}
    # The oldest go first when somebody has said a great deal.
    kept = sorted(stored.items(), key=lambda pair: pair[1]["when"])[-LIMIT:]
    if kept:
        request.session[KEY] = dict(kept)
    else:
        request.session.pop(KEY, None)


def excluded(request: HttpRequest) -> tuple[frozenset[str], frozenset[str]]:
    """Ids, and twin keys, of what must not be recommended again: done or refused, and missions noted in any state."""
    closed = {item_id: choice for item_id, choice in choices(request).items() if choice.get("verdict") in OVER}
    noted = notes(request).values()
    twins = [*(choice.get("twin") for choice in closed.values()), *(note.twin for note in noted)]
    return frozenset(closed) | {note.item for note in noted}, frozenset(filter(None, twins))
