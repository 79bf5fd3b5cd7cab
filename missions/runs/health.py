"""What is wrong with a source, in words and with what to do: see docs/missions-imports.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import ImportRun, Source

STALE = timedelta(hours=48)
# How far the number of rows may be from the usual one.
SUDDEN = 0.30
LOOKED_AT = 8
_State = ImportRun.State


@dataclass(frozen=True, slots=True)
class Warned:
    """`code` is stable: failed, waiting, empty, refused, stale, sudden."""

    code: str
    text: str
    run: ImportRun | None = None


def warnings_of(source: Source, now: datetime | None = None) -> list[Warned]:
    """The warnings of a source as of `now`; none for one that rests."""
    if not source.active:
        return []
    ended = source.runs.filter(dry_run=False, state__in=[_State.DONE, _State.WAITING, _State.FAILED])
    runs = list(ended.defer("refusals", "diff", "gone", "last_chunk").order_by("-pk")[:LOOKED_AT])
    found = [_failed(runs), _waiting(source), *_last_reading(runs), _stale(source, now or timezone.now())]
    return [warning for warning in found if warning]


def _failed(runs: list[ImportRun]) -> Warned | None:
    if not runs or runs[0].state != _State.FAILED:
        return None
    return Warned("failed", _("Le dernier import a échoué : %(error)s") % {"error": runs[0].error}, runs[0])


def _waiting(source: Source) -> Warned | None:
    run = source.runs.filter(state=_State.WAITING).first()
    if run is None:
        return None
    return Warned("waiting", _("%(count)d missions absentes du flux attendent une décision.") % {"count": len(run.gone)}, run)


def _last_reading(runs: list[ImportRun]) -> list[Warned]:
    """What the last feed that was read says of itself and beside those before it."""
    read = [run for run in runs if run.state != _State.FAILED and not run.not_modified]
    if not read:
        return []
    last, before = read[0], [run.read for run in read[1:] if run.read]
    if not last.read:
        return [Warned("empty", _("0 mission dans le dernier flux lu."), last)]
    found = []
    if last.refused * 2 > last.read:
        found.append(
            Warned(
                "refused",
                _("%(part)d %% des lignes refusées au dernier import.") % {"part": 100 * last.refused // last.read},
                last,
            )
        )
    usual = median(before) if before else last.read
    if abs(last.read - usual) > SUDDEN * usual:
        found.append(
            Warned(
                "sudden", _("%(read)d lignes lues au lieu de %(usual)d d'habitude.") % {"read": last.read, "usual": usual}, last
            )
        )
    return found


def _stale(source: Source, now: datetime) -> Warned | None:
    if not source.feed_url or source.kind == Source.Kind.MANUAL:
        return None
    first = source.runs.order_by("pk").values_list("started", flat=True).first()
    since = source.last_success or first
    if since is None or since > now - STALE:
        return None
    hours = int((now - since).total_seconds() // 3600)
    return Warned("stale", _("Aucun import réussi depuis %(hours)d heures.") % {"hours": hours})
