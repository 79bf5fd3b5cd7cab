"""The level picture."""

from typing import Any

from django import template

from skills.level_path import level_path as draw
from skills.levels import Level, named_level

register = template.Library()


@register.inclusion_tag("ui/level_path.html")
def level_path(estimate: float, low: float, high: float) -> dict[str, Any]:
    """The rising path for an estimate of 0-4 within low..high; decorative, the text beside says it."""
    path, here = draw(estimate, low, high), named_level(estimate)
    return {"path": path, "labels": [(Level(level).label, x, y, anchor, level == here) for level, x, y, anchor in path.names]}
