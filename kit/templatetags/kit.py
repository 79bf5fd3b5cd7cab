"""Tags every template has: the level picture, structured data, query strings."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kit.level_path import level_path as draw
from kit.structured_data import json_ld as write_json_ld

register = template.Library()

@register.inclusion_tag("ui/level_path.html")
def level_path(estimate: float, low: float, high: float) -> dict[str, Any]:
    """The rising path for an estimate of 0-4 within low..high; decorative, the text beside says it."""
    names = {1: _("découverte"), 2: _("pratique"), 3: _("confirmé"), 4: _("expert")}
    path = draw(estimate, low, high)
    here = max((level for level in names if estimate >= level - 0.25), default=0)
    labels = [(names[level], x, y, anchor, level == here) for level, x, y, anchor in path.names]
    return {"path": path, "labels": labels}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    return write_json_ld(data)


@register.filter
def mailto(address: str) -> str:
    """A mail link whose address is filled in by an editor."""
    return f"mailto:{address}"
