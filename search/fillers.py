"""What people wrap a question in ("franchement", "j'arrive pas à", "help me"): expressions of search/data/fillers.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from missions.text import fold
from search.yaml_files import read_yaml

_BEFORE_NOUNS = frozenset("le la les l de du des d un une ce cet cette mon ton son au aux en the a an of".split())
_FILE = Path(__file__).resolve().parent / "data" / "fillers.yaml"


def parted(words: Sequence[str], language: str) -> Iterator[tuple[Sequence[str], bool]]:
    """The words in runs, in order, and whether each is such an expression: the longest that begins at a word, where one does."""
    folded = [*map(fold, words)]
    start = at = 0
    while at < len(words):
        if size := _size(folded, at, language):
            if start < at:
                yield words[start:at], False
            yield words[at : at + size], True
            start = at + size
        at += size or 1
    if start < at:
        yield words[start:at], False


def _size(folded: Sequence[str], at: int, language: str) -> int:
    """In how many words such an expression stands there; 0 where none does. One word after an article or "de" is a noun:
    "le genre", "de genre"."""
    for size in _sizes(language).get(folded[at], ()):
        if " ".join(folded[at : at + size]) in _all(language) and not (size == 1 and at and folded[at - 1] in _BEFORE_NOUNS):
            return size
    return 0


@cache
def _all(language: str) -> frozenset[str]:
    """The expressions that are read in a question in this language: those of English too where it is not that."""
    texts = chain.from_iterable(texts for name, texts in read_yaml(_FILE).items() if name in (language, "en"))
    # As words are cut: at spaces, apostrophes and the hyphens of grammar.
    return frozenset(fold(text).replace("'", " ").replace("-", " ") for text in texts)


@cache
def _sizes(language: str) -> Mapping[str, Sequence[int]]:
    """First word -> in how many words those that begin with it come, longest first."""
    sizes: dict[str, set[int]] = {}
    for text in _all(language):
        words = text.split()
        sizes.setdefault(words[0], set()).add(len(words))
    return {first: sorted(found, reverse=True) for first, found in sizes.items()}
