"""The level picture."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from skills.level_path import level_path as draw
from skills.levels import Level, named_level

register = template.Library()

# A flight of four steps in a 28 x 20 box: (x, height) of each.
_STEPS = ((0, 5), (7.5, 10), (15, 15), (22.5, 20))


@register.inclusion_tag("ui/level_path.html")
def level_path(estimate: float, low: float, high: float, joy: bool = False) -> dict[str, Any]:
    """The rising path for an estimate of 0-4 within low..high; decorative, the text beside says it.

    With `joy` the ball runs up to where somebody stands: for the moment a result is first seen.
    """
    path, here = draw(estimate, low, high), named_level(estimate)
    return {
        "path": path,
        "labels": [(Level(level).label, x, y, anchor, level == here) for level, x, y, anchor in path.names],
        "joy": joy,
    }


@register.simple_tag
def level_steps(level: int) -> str:
    """Four rising steps, the first `level` of them filled; decorative, the level's name stands beside it."""
    steps = format_html_join(
        "",
        '<rect x="{}" y="{}" width="5.5" height="{}" rx="2" fill="var(--{})"/>',
        ((x, 20 - height, height, "violet" if number <= level else "path-ahead") for number, (x, height) in enumerate(_STEPS, 1)),
    )
    return format_html('<svg class="level-steps-mark" viewBox="0 0 28 20" aria-hidden="true" focusable="false">{}</svg>', steps)
