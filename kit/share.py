"""The picture shown where a page is shared (Open Graph, https://ogp.me): 1200 x 630 pixels, drawn from the page's own words."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from math import pi, sin

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
INK, SURFACE, CORAL, VIOLET = "#1b1440", "#ffffff", "#ff5a3c", "#5b3df5"
# The colour fields of the style sheet (static/css/tokens.css), by what is shared.
FIELDS = {
    "article": "#e9e3ff", "skill": "#e9e3ff", "course": "#cfe4ff", "video": "#d6f2e7", "mission": "#ffdcd4",
}  # fmt: skip
SUN = "#ffc83d"
FONT = "vendor/bricolage-grotesque/bricolage-grotesque-700.woff2"
SIZES = (80, 72, 64, 56, 50, 46)
# What the title may fill, between the label and the trail.
TOP, ROOM, LEADING = 232, 300, 1.12
# Raised when the drawing changes, so that pictures kept before are drawn again.
DESIGN = 1


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a picture says: `kind` gives its colour, `label` stands over the title, `picture` is a name in static/img/share/."""

    kind: str
    title: str
    label: str = ""
    picture: str = "jump"

    @property
    def digest(self) -> str:
        """Names the picture: the same words and drawing, the same name."""
        return hashlib.sha256(repr((DESIGN, *astuple(self))).encode()).hexdigest()[:24]


def _static(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return found


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_static(FONT), size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _fitted(text: str, width: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which the title fits; what the smallest cannot hold is cut."""
    for size in SIZES:
        font = _font(size)
        lines = _wrapped(text, font, width)
        most = int(ROOM // (size * LEADING))
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            return font, lines
    return font, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def _dots(draw: ImageDraw.ImageDraw, points: Iterable[tuple[float, float]], radius: float) -> None:
    for x, y in points:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)


def _logo(draw: ImageDraw.ImageDraw) -> None:
    left, top = MARGIN, 64
    rise = ((step / 60, step / 60) for step in range(61))
    _dots(draw, ((left + 46 * x, top + 44 - 32 * (share - sin(2 * pi * share) / (2 * pi))) for x, share in rise), 5)
    draw.ellipse((left + 46, top - 6, left + 72, top + 20), fill=CORAL)
    draw.text((left + 92, top + 22), "Tremplin", font=_font(44), fill=INK, anchor="lm")


def _trail(draw: ImageDraw.ImageDraw) -> None:
    """The dotted line of the jump along the lower edge, rising to the right."""
    width = WIDTH - 2 * MARGIN
    _dots(draw, ((MARGIN + width * step / 55, HEIGHT - 40 - 26 * (step / 55) ** 2) for step in range(54)), 3)
    draw.ellipse((WIDTH - MARGIN - 16, HEIGHT - 84, WIDTH - MARGIN + 16, HEIGHT - 52), fill=CORAL)


def _label(draw: ImageDraw.ImageDraw, text: str, top: int) -> None:
    font = _font(30)
    draw.rounded_rectangle((MARGIN, top, MARGIN + font.getlength(text) + 44, top + 54), 27, fill=SURFACE)
    draw.text((MARGIN + 22, top + 27), text, font=font, fill=INK, anchor="lm")


def draw_share_card(card: ShareCard) -> bytes:
    """PNG of a card, about 25 KB."""
    image = Image.new("RGB", (WIDTH, HEIGHT), FIELDS.get(card.kind, SUN))
    draw = ImageDraw.Draw(image)
    _logo(draw)
    _trail(draw)
    with Image.open(_static(f"img/share/{card.picture}.png")) as drawing:
        picture = drawing.convert("RGBA").resize((360, round(360 * drawing.height / drawing.width)), Image.Resampling.LANCZOS)
    image.paste(picture, (WIDTH - MARGIN - 360, 190), picture)
    if card.label:
        _label(draw, card.label, 156)
    font, lines = _fitted(card.title, WIDTH - 2 * MARGIN - 400)
    for number, line in enumerate(lines):
        draw.text((MARGIN, TOP + number * font.size * LEADING), line, font=font, fill=INK)
    output = io.BytesIO()
    image.quantize(96).save(output, "PNG", optimize=True)
    return output.getvalue()
