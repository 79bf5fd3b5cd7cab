"""The map's tile server: none by default, and its origin alone in the content security policy."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from kit.tiles import tile_origins


@pytest.mark.parametrize(
    ("template", "origins"),
    [
        ("", []),
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
        ("https://{s}.tiles.example.org:8443/a/{z}/{x}/{y}.png?key=1", ["https://*.tiles.example.org:8443"]),
    ],
)
def test_origin_is_that_of_the_template(template: str, origins: list[str]) -> None:
    assert tile_origins(template) == origins


@pytest.mark.parametrize(
    "template", ["http://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org/", "https://a; script-src *//{z}/{x}/{y}"]
)
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        tile_origins(template)
