"""What a row says otherwise than the mission we have: old and new of each field, shortened to where they part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.encoding import force_str

from missions.feeds.parsed import ParsedMission, shorten
from missions.models import Mission
from missions.writing import COPIED

# Said by another field already, or only our own reading of it.
_DERIVED = {"description_html", "summary", "contact_data"}
COMPARED = [name for name in COPIED if name not in _DERIVED]
_CONTEXT = 20


def differences(old: Mapping[str, Any], parsed: ParsedMission) -> list[tuple[str, str, str]]:
    """(field's name for people, before, after) for each field that changes. `old` holds COMPARED and `organisation__name`."""
    pairs = [(name, old[name], getattr(parsed, name)) for name in COMPARED]
    pairs.append(("organisation", old["organisation__name"], parsed.organisation.name))
    return [(_label(name), *_parting(_shown(before), _shown(after))) for name, before, after in pairs if before != after]


def _label(name: str) -> str:
    return force_str(Mission._meta.get_field(name).verbose_name)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _parting(before: str, after: str) -> tuple[str, str]:
    """Both texts, long ones from shortly before the first difference."""
    if max(len(before), len(after)) <= 80:
        return shorten(before), shorten(after)
    same = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), min(len(before), len(after))
    )
    start = max(0, same - _CONTEXT)
    lead = "…" if start else ""
    return lead + shorten(before[start:]), lead + shorten(after[start:])
