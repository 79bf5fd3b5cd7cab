"""Thirteen months for everything: what a session holds too long, and until when each thing stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from assessments import lived
from assessments.device import device_of
from assessments.models import KEPT, SelfAssessment
from learners.elsewhere import places_of
from resources.progress import done_lessons, kept_until
from search import choices, goals, learner


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept about one person: how much of each thing, and when the first of it and the last of it go."""

    part: str
    count: int
    first: datetime
    last: datetime
    text: str = ""


def kept_about(request: HttpRequest) -> list[Kept]:
    """Part by part ("answers", "choices", "goals", "missions", "workshops", "context", "lessons"), only what there is."""
    return list(_kept(request))


def _kept(request: HttpRequest) -> Iterator[Kept]:
    device = device_of(request)
    if device and (started := list(SelfAssessment.objects.of_device(device).values_list("started", flat=True))):
        yield _of("answers", started)
    for part, rows in (("choices", choices.choices(request)), ("goals", goals.goals(request))):
        if rows:
            yield _of(part, [datetime.fromisoformat(row["when"]) for row in rows.values()])
    if noted := lived.notes(request):
        yield _of("missions", [note.when for note in noted.values()])
    if places := places_of(request):
        moments = [place.until for place in places]
        yield Kept("workshops", len(places), min(moments), max(moments))
    context = learner.stored_context(request)
    if "age" in context or "place" in context:
        age = ngettext("%(age)s an", "%(age)s ans", context["age"]) % {"age": context["age"]} if "age" in context else ""
        words = ", ".join(filter(None, [context.get("place", ""), age]))
        yield _of("context", [datetime.fromisoformat(context["when"])], words)
    if until := kept_until(request):
        yield Kept("lessons", len(done_lessons(request)), until, until)


def _of(part: str, moments: list[datetime], text: str = "") -> Kept:
    return Kept(part, len(moments), min(moments) + KEPT, max(moments) + KEPT, text)


# --- purge ----------------------------------------------------------------------------------------


def prune(data: dict[str, Any], now: datetime) -> bool:
    """Drop from a session's data what was said more than thirteen months ago; True when something was."""
    before = dict(data)
    for key in (choices.KEY, goals.KEY, lived.KEY):
        if isinstance(rows := data.get(key), dict):
            data[key] = {name: row for name, row in rows.items() if not _is_old(row, now)}
    if _is_old(data.get(learner.KEY) or {}, now):
        del data[learner.KEY]
    return data != before


def _is_old(row: dict[str, Any], now: datetime) -> bool:
    return "when" in row and datetime.fromisoformat(row["when"]) < now - KEPT


def prune_sessions(now: datetime | None = None) -> int:
    """Prune every living session; how many changed. A session's own end stays when it was."""
    store, changed = SessionStore(), 0
    for row in Session.objects.iterator(500):
        data = row.get_decoded()
        if prune(data, now or timezone.now()):
            changed += Session.objects.filter(pk=row.pk, session_data=row.session_data).update(session_data=store.encode(data))
    return changed
