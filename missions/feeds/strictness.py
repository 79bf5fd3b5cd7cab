"""Rules that one partner platform has beyond the public aggregator's; a source may ask for them (`Source.strict`)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from missions.feeds.feed import Parse
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn, shorten

OLDEST = timedelta(days=183)
SOON, SHORT = timedelta(days=7), timedelta(days=21)
DESCRIPTION_MINIMUM = 300


def strictly(parse: Parse) -> Parse:
    """`parse`, with those rules after it."""
    return partial(_strictly, parse)


def _strictly(parse: Parse, row: Any) -> ParsedMission | Withdrawn | Refusal:
    result = parse(row)
    return (_refusal(result) or result) if isinstance(result, ParsedMission) else result


def _refusal(mission: ParsedMission) -> Refusal | None:
    now, today = timezone.now(), timezone.localdate()
    starts, client_id = mission.starts or today, mission.client_id
    if mission.posted and mission.posted < now - OLDEST:
        return Refusal(Why.TOO_OLD, "postedAt", f"{mission.posted:%d/%m/%Y}", client_id)
    if mission.ends and starts < today + SOON and mission.ends < today + SHORT:
        return Refusal(Why.TOO_SHORT, "endAt", f"{starts:%d/%m/%Y} – {mission.ends:%d/%m/%Y}", client_id)
    if len(mission.description) < DESCRIPTION_MINIMUM:
        return Refusal(Why.DESCRIPTION_TOO_SHORT, "description", shorten(mission.description), client_id)
    if not any(place.city for place in mission.locations):
        return Refusal(Why.NO_TOWN, "city", "", client_id)
    return None
