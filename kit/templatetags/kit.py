"""Tags every template has."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from kit.structured_data import json_ld as write_json_ld

register = template.Library()


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    return write_json_ld(data)


@register.filter
def mailto(address: str) -> str:
    """A mail link whose address is filled in by an editor."""
    return f"mailto:{address}"
