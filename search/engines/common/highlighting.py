"""Where a text answers: matched words in <mark>, everything else escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from search.contract import CatalogueItem
from search.engines.common.analysis import LANGUAGES, LONGEST_WORD, WORD, Word, clean, word
from search.stopwords import STOPWORDS

EXCERPT_CHARACTERS = 220
# Where an excerpt starts before its first match, to show what led to it.
_BEFORE = 60
# Enough of a long text to find a good excerpt in.
_READ_CHARACTERS = 8_000
# Texts kept as they were read, some 3 KB each: what is shown once is shown again, page after page.
_MOST_TEXTS = 2_000


@dataclass(frozen=True, slots=True)
class _Text:
    """A text ready to be marked, and its words, each once."""

    text: str
    words: Sequence[Word]


@lru_cache(maxsize=_MOST_TEXTS)
def _read(raw: str) -> _Text:
    """Depends on the text alone, so it never gets old."""
    return _with_words(" ".join(clean(raw).split()))


@lru_cache(maxsize=_MOST_TEXTS)
def _read_title(raw: str) -> _Text:
    """With its spaces as they are."""
    return _with_words(clean(raw))


def _with_words(text: str) -> _Text:
    # Each once: a long text says many of its words again and again.
    once = set(WORD.findall(" ".join(set(text.split()))))
    # As they stand in the text: what is indexed is cut where it is very long.
    return _Text(text, tuple([word(raw) if len(raw) <= LONGEST_WORD else replace(word(raw), raw=raw) for raw in once]))


class Highlighter:
    """Marks the words of a question in items; finds inflected forms in the item's own language."""

    def __init__(self, marks: Iterable[Word]) -> None:
        self._marks = frozenset(marks)
        self._matchers: dict[str, _Matcher] = {}

    def title(self, item: CatalogueItem) -> str:
        title = _read_title(item.title)
        return _marked(title.text, self._matches(title, item.language), 0, len(title.text))

    def excerpt(self, item: CatalogueItem) -> str:
        """The summary when it answers, else the best place of the body, else how the item begins."""
        beginning = ""
        for whole in (item.summary, item.body):
            if beginning and not self._marks:
                break
            found = _read(whole[:_READ_CHARACTERS])
            if matches := self._matches(found, item.language):
                return _excerpt(found.text, matches)
            beginning = beginning or found.text
        return _excerpt(beginning, [])

    def _matches(self, read: _Text, language: str) -> list[tuple[int, int]]:
        """(start, end) of every matched word, in order."""
        if not self._marks:
            return []
        if language not in self._matchers:
            self._matchers[language] = _Matcher(self._marks, language)
        return sorted(span for raw in self._matchers[language].of(read.words) for span in _occurrences(read.text, raw))


def _occurrences(text: str, raw: str) -> Iterator[tuple[int, int]]:
    """Where a word stands on its own."""
    start = text.find(raw)
    while start >= 0:
        end = start + len(raw)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            yield start, end
        start = text.find(raw, end)


class _Matcher:
    """Which words of a text in one language match."""

    def __init__(self, marks: Iterable[Word], language: str) -> None:
        self._folded = frozenset(mark.folded for mark in marks)
        self._number = LANGUAGES.index(language) if language in LANGUAGES else -1
        self._stems = frozenset(mark.stems[self._number] for mark in marks) if self._number >= 0 else frozenset()
        self._stopwords = STOPWORDS.get(language, frozenset())

    def of(self, words: Iterable[Word]) -> list[str]:
        """As they stand in the text."""
        folded, stems, number, stopwords = self._folded, self._stems, self._number, self._stopwords
        return [one.raw for one in words if one.folded in folded or (one.stems[number] in stems and one.folded not in stopwords)]


def _excerpt(text: str, matches: list[tuple[int, int]]) -> str:
    start, end = _window(text, matches)
    return f"{'… ' if start else ''}{_marked(text, matches, start, end)}{' …' if end < len(text) else ''}"


def _window(text: str, matches: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch with the most different matched words, cut between words."""
    if len(text) <= EXCERPT_CHARACTERS:
        return 0, len(text)
    best, most = 0, 0
    for first, (start, _) in enumerate(matches):
        limit = start - _BEFORE + EXCERPT_CHARACTERS
        inside = {text[a:b].lower() for a, b in matches[first : first + 12] if b <= limit}
        if len(inside) > most:
            best, most = start, len(inside)
    start = max(0, min(best - _BEFORE, len(text) - EXCERPT_CHARACTERS))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start + 1, start + EXCERPT_CHARACTERS + 1)
    return start, len(text) if start + EXCERPT_CHARACTERS >= len(text) else end if end > start else start + EXCERPT_CHARACTERS


def _marked(text: str, matches: list[tuple[int, int]], start: int, end: int) -> str:
    parts, at = [], start
    for first, last in matches:
        if first >= start and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    parts.append(escape(text[at:end]))
    return "".join(parts)
