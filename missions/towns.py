"""Towns of a mission in words, from a place's columns. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable


def town_label(city: str, department_code: str) -> str:
    """« Lyon (69) », or as much of it as is known."""
    return f"{city} ({department_code})" if city and department_code else city or department_code


def towns_label(labels: Iterable[str]) -> str:
    """The towns, each once, the first two by name: « Lyon (69), Bron (69) +1 »."""
    towns = list(dict.fromkeys(filter(None, labels)))
    return ", ".join(towns[:2]) + (f" +{len(towns) - 2}" if len(towns) > 2 else "")
