"""The style guide shows what there is, and the two themes have the same tokens wherever they are set."""

import re

import pytest
from django.conf import settings
from django.test import Client

from kit.templatetags.kit import ICONS


@pytest.mark.parametrize(
    ("query", "theme", "direction"),
    [("", "light", "ltr"), ("?theme=dark&dir=rtl", "dark", "rtl"), ("?theme=x&dir=%22", "light", "ltr")],
)
def test_style_guide_shows_a_theme_and_a_direction(client: Client, home: object, query: str, theme: str, direction: str) -> None:
    html = client.get(f"/styleguide/{query}").content.decode()
    assert f'data-theme="{theme}" dir="{direction}"' in html
    assert 'content="noindex"' in html


def test_style_guide_shows_every_icon(client: Client, home: object) -> None:
    html = client.get("/styleguide/").content.decode()
    missing = [path.stem for path in ICONS.glob("*.svg") if f"<code>{path.stem}</code>" not in html]
    assert missing == []


def test_dark_tokens_are_the_same_by_device_and_by_theme() -> None:
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    blocks = [
        dict(re.findall(r"(--[\w-]+): ([^;]+);", found))
        for found in re.findall(r'(?:\[data-theme="dark"\]|:root:not\(\[data-theme="light"\]\)) \{([^}]*)\}', css)
    ]
    assert len(blocks) == 2
    assert blocks[0]
    assert blocks[0] == blocks[1]
