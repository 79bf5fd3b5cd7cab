"""What people paste, made clean when it is saved: Word, Google Docs and web pages bring more than words.

Draftail drops foreign styles and makes lists of Word's paragraphs; static/js/paste.js brings in first-level headings.
What is left is in the text itself: rows of spaces, empty paragraphs, bullets that are letters, and spaces where a
French line must not break.
"""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from wagtail import blocks
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.rich_text import RichText

_SPACES = re.compile(r"[ \u00a0\t]{2,}|\t")
# Only where there is a space already: English has none there, and addresses and smileys keep theirs.
_BEFORE = re.compile(r" (?=[;:!?»](?:[\s\u00a0]|$))")
_AFTER = re.compile(r"(?<=«) ")
# The last two: bullets of Word's Symbol and Wingdings fonts.
_BULLET = re.compile(r"^\s*[·•▪◦●‣\uf0b7\uf0a7][\s\u00a0]+")
_EMPTY = "p, h2, h3, h4, li, ul, ol"
_CONTENT = ("embed", "img", "hr")


def tidy(html: str) -> str:
    """The same text without the traces of where it was copied from; unchanged where there are none."""
    soup = BeautifulSoup(html, "html.parser")
    before = str(soup)
    _make_lists(soup)
    for text in soup.find_all(string=True):
        new = _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", _SPACES.sub(" ", text)))
        if new != text:
            text.replace_with(new)
    # From the inside out: a list whose items all go goes too.
    for element in reversed(soup.select(_EMPTY)):
        if not element.get_text().strip() and not element.find(_CONTENT):
            element.decompose()
    after = str(soup)
    return html if after == before else after


def _make_lists(soup: BeautifulSoup) -> None:
    """Paragraphs that begin with a bullet become the items of a list."""
    for paragraph in soup.find_all("p"):
        first = paragraph.find(string=True)
        if first is None or not (bullet := _BULLET.match(first)):
            continue
        first.replace_with(first[bullet.end() :])
        previous = paragraph.find_previous_sibling()
        made = isinstance(previous, Tag) and previous.name == "ul"
        items = previous if made else soup.new_tag("ul")
        if not made:
            paragraph.insert_before(items)
        paragraph.name = "li"
        items.append(paragraph.extract())


class RichTextBlock(blocks.RichTextBlock):
    def value_from_form(self, value: Any) -> RichText:
        return super().value_from_form(tidy(value))


class RichTextField(WagtailRichTextField):
    def clean(self, value: Any, model_instance: Any) -> Any:
        return tidy(super().clean(value, model_instance) or "")

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        # The database knows nothing of it: no migration.
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs
