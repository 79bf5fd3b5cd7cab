"""Tags every template has."""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from math import ceil
from pathlib import Path
from typing import Any

from django import template
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from kit import pictures
from kit.structured_data import json_ld as write_json_ld

register = template.Library()


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    return write_json_ld(data)


@register.simple_block_tag
def page_titles(content: str) -> SafeString:
    """A page's title and description, split by <!--|-->, said once for browsers and once for whoever shares the page."""
    title, _mark, description = (part.strip() for part in content.partition("<!--|-->"))
    return format_html(
        '<title>{0}</title><meta name="description" content="{1}">'
        '<meta property="og:title" content="{0}"><meta property="og:description" content="{1}">',
        mark_safe(title),  # noqa: S308 (rendered by the template, escaped there)
        mark_safe(description),  # noqa: S308
    )


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any) -> SafeString:
    """What stands inside a <select>: (value, words) each, `chosen` being the value in force."""
    return mark_safe(  # noqa: S308 (all of it escaped here)
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(str(words))}</option>'
            for value, words in choices
        )
    )


@register.simple_tag
def links(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """Links of a menu: url, label, and `current` for where somebody is."""
    return mark_safe(  # noqa: S308 (all of it escaped here)
        "".join(
            f'<a href="{escape(entry["url"])}"{_CURRENT if entry.get("current") else ""}>{escape(entry["label"])}</a>'
            for entry in entries
        )
    )


_CURRENT = ' aria-current="page"'


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as people count them on a phone plan, by thousands: "42 ko", "1,3 Mo"."""
    size = size or 0
    if size < 1_000_000:
        return _("%s ko") % ceil(size / 1000)
    return _("%s Mo") % number_format(size / 1_000_000, 1)


@register.filter
def mailto(address: str) -> str:
    """A mail link whose address is filled in by an editor."""
    return f"mailto:{address}"


@register.simple_tag(takes_context=True)
def saves_data(context: Context) -> bool:
    """Whether this page goes to somebody in the low-data mode; also inside `include … only` and blocks."""
    request = getattr(context, "request", None) or context.get("request")
    return getattr(request, "saves_data", False)


@register.simple_tag
def photo(image: AbstractImage, alternative: str, first: bool = False) -> str:
    return pictures.picture(image, alternative, first)


ICONS = Path(__file__).resolve().parent.parent / "icons"
# Drawn once a page (templates/ui/symbols.html), since lists show them again and again.
KINDS = frozenset({"article", "course", "video", "mission", "skill"})


# They point along the line of reading, and turn with it.
DIRECTIONAL = frozenset({"arrow", "back"})


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative picture by name (kit/icons); ValueError for a name there is none for."""
    if name in KINDS:
        inner = f'<use href="#kind-{name}"/>'
    else:
        path = ICONS / f"{name}.svg"
        if not name.isidentifier() or not path.is_file():
            raise ValueError(f"no icon {name!r}")
        inner = path.read_text(encoding="utf-8").strip()
    kind = "icon icon--along" if name in DIRECTIONAL else "icon"
    return mark_safe(f'<svg class="{kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inner}</svg>')  # noqa: S308
