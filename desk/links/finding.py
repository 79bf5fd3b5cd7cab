"""Every link of a page, whatever its fields: rich text, stream blocks, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.db.models import URLField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

LONGEST = 1000
_WEB = ("https://", "http://")


class _Anchors(HTMLParser):
    """The targets of a rich text's links, in Wagtail's way of storing them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag != "a":
            return
        if facts.get("linktype") in {"page", "document"} and facts.get("id"):
            self.found.append(f"{facts['linktype']}:{facts['id']}")
        elif (href := (facts.get("href") or "").strip()).startswith((*_WEB, "/")):
            self.found.append(href)


def links_of(page: Page) -> set[str]:
    """Web addresses, paths of ours ("/missions/"), "page:12" and "document:7" of a specific page."""
    found = {link for text in texts_of(page) for link in _links_in(text)}
    return {link.partition("#")[0] for link in found if len(link) <= LONGEST} - {""}


def _links_in(text: str) -> Iterable[str]:
    if text.startswith(_WEB) and not any(character in text for character in " <"):
        return [text]
    if "<a" not in text:
        return []
    parser = _Anchors()
    parser.feed(text)
    return parser.found


def texts_of(page: Page) -> Iterator[str]:
    """Every text of a specific page's streams, rich texts and addresses, as stored."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from strings_in(list(getattr(page, field.name).raw_data))
        elif isinstance(field, (RichTextField, URLField)):
            yield getattr(page, field.name) or ""


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a stream's raw data, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings_in(part)
