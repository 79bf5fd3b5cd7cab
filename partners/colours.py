"""Colours of a partner's theme, checked so that everybody can read them. Pure functions.

Source: WCAG 2.2, "relative luminance" and "contrast ratio"; success criterion 1.4.3.
"""

from __future__ import annotations

import re

WHITE, INK = "#ffffff", "#1b1440"
READABLE = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether a text is a colour as we keep it: `#rrggbb`, small letters."""
    return bool(_COLOUR.fullmatch(text))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """White or ink, whichever reads better on a colour."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))
