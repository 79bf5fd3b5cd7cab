"""Where a map's tiles come from, for the content security policy."""

from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

_TEMPLATE = re.compile(r"(https://)(\{s\}\.)?([a-z0-9.-]+(?::\d+)?)/\S*\{z\}\S*", re.IGNORECASE)


def tile_origins(template: str) -> list[str]:
    """The origins of a tile server's address template, [] for none. Raises ImproperlyConfigured when it is no such template."""
    if not template:
        return []
    found = _TEMPLATE.fullmatch(template)
    if not found or not all(part in template for part in ("{x}", "{y}")):
        raise ImproperlyConfigured("MAP_TILES_URL looks like https://tiles.example.org/{z}/{x}/{y}.png")
    return [f"{found[1]}{'*.' if found[2] else ''}{found[3]}"]
