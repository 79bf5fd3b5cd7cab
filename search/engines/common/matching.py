"""Ways to match a word, an expression or a place that need not ask what the index holds."""

from __future__ import annotations

from collections.abc import Sequence

from search import relevance
from search.contract import Term
from search.engines.common.analysis import Word, words
from search.engines.common.clauses import Has, Is, Part, Together
from search.stopwords import STOPWORDS

FIELDS = {"text": 1.0, "title": relevance.TITLE, "keywords": relevance.KEYWORDS, "opening": relevance.OPENING}


def everywhere(word: Word, languages: Sequence[str]) -> list[Part]:
    """A word wherever it stands, without asking the index in which fields it does."""
    return [Has(f"{name}_{language}", word, boost) for language in languages for name, boost in FIELDS.items()]


def together(others: Sequence[Word], language: str) -> Part:
    """The telling words in order, with room for small ones ("prise parole": "prise de parole")."""
    telling = [word for word in others if word.folded not in STOPWORDS[language]]
    if len(telling) < 2:
        # Of "se connaître" the one telling word alone would be any "tu connais".
        return Together(f"text_{language}", others)
    return Together(f"text_{language}", telling, max(1, len(others) - len(telling)))


def in_place(term: Term, name: Sequence[Word]) -> list[Part]:
    """What is in a town, and what is in its department and region; of a code or postcode only these."""
    near: list[Part] = [Is("keyword_whole", words(area), worth) for area, worth in zip(term.near, relevance.NEAR, strict=False)]
    if term.text.isdigit():
        return near
    # As it is spelled: "Tours" is no "tour".
    return [Together("words", name, boost=relevance.TOWN), *near]
