"""A feed's row, read as far as no database is needed: parsed, made fit to store, tagged.

Pure, so that any process may do it (missions/runs/ahead.py), and the same wherever it is done.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from missions import ages
from missions.feeds.feed import Parse
from missions.feeds.parsed import ParsedMission, Refusal, Withdrawn
from missions.quality.preparing import prepared
from missions.tagging.tagger import as_data, load_tagger, tag


@dataclass(frozen=True, slots=True)
class ReadRow:
    """`parsed` is fit to store (quality/preparing.py); `tagging` what the tagger says of it (tagging/tagger.py)."""

    parsed: ParsedMission
    min_age: int
    tagging: dict[str, Any]


Reading = ReadRow | Withdrawn | Refusal


def read_row(parse: Parse, raw: Any, tagged: bool = True) -> Reading:
    """What a row says; without `tagged` nothing is said of its skills, for who only wants to look."""
    parsed = parse(raw)
    if not isinstance(parsed, ParsedMission):
        return parsed
    fit = prepared(parsed)
    text = ages.text_of(fit.title, fit.description, fit.requirements, fit.audience)
    said = as_data(tag(fit.title, fit.description, fit.soft_skills)) if tagged else {}
    return ReadRow(fit, ages.min_age(fit.type, fit.open_to_minors, text), said)


def read_rows(asked: tuple[Parse, Sequence[Any]]) -> list[Reading]:
    """Several rows at once, for a worker."""
    parse, rows = asked
    return [read_row(parse, raw) for raw in rows]


def make_ready() -> None:
    """Load what every row needs, once, and spare the collector from looking at it ever again."""
    load_tagger()
    gc.collect()
    gc.freeze()
