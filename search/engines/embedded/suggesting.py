"""Completions while typing: titles that start so first, then titles that hold the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tantivy import Query, Searcher

from search.contract import CatalogueItem, FacetName, Suggestion
from search.engines.common import analysis
from search.engines.embedded.combine import all_of, any_of, one_of, silent, term, worth
from search.engines.embedded.filters import open_to
from search.engines.embedded.ranking import by_score
from search.engines.embedded.schema import FACETS, LONGEST_START, schema
from search.engines.embedded.snapshot import Snapshot
from search.relevance import max_edits

LONGEST_PREFIX = 100
_MOST_WORDS = 8
# Endings of the last word that are looked for, most frequent first.
_MOST_ENDINGS = 60
_STARTS_SO, _OWN_LANGUAGE = 20.0, 2.0
# Items of one title (a mission in forty towns) make one suggestion.
_PER_TITLE = 6


def suggest(snapshot: Snapshot, prefix: str, language: str, limit: int, today: date | None) -> list[Suggestion]:
    """Up to `limit` suggestions; with a typing error forgiven when nothing else is found."""
    words = [word.folded for word in analysis.words(analysis.clean(prefix[:LONGEST_PREFIX]))][:_MOST_WORDS]
    if not words or limit <= 0:
        return []
    for holds in (_holds(snapshot.searcher, words), _nearly_holds(words)):
        found = _found(snapshot, _best_first(holds, words, language, today), limit)
        if found:
            return found
    return []


def _holds(searcher: Searcher, words: list[str]) -> Query:
    endings = [word for word, _ in searcher.terms_with_prefix("title_words", words[-1], limit=_MOST_ENDINGS)]
    return all_of([*(term("title_words", word) for word in words[:-1]), silent(one_of("title_words", endings))])


def _nearly_holds(words: list[str]) -> Query:
    """Each word, or the beginning of one, one error away."""
    return all_of(
        Query.fuzzy_term_query(schema(), "title_words", word, distance=min(1, max_edits(word)), prefix=True) for word in words
    )


def _best_first(holds: Query, words: list[str], language: str, today: date | None) -> Query:
    starts_so = worth(term("title_start", " ".join(words)[:LONGEST_START]), _STARTS_SO)
    own = worth(term(FACETS[FacetName.LANGUAGE], language), _OWN_LANGUAGE)
    return all_of([any_of([holds]), *open_to(today, None)], better_with=[starts_so, own])


def _found(snapshot: Snapshot, query: Query, limit: int) -> list[Suggestion]:
    titles: dict[str, Suggestion] = {}
    for item in _items(snapshot, query, limit * _PER_TITLE):
        titles.setdefault(
            analysis.folded(analysis.words(analysis.clean(item.title))), Suggestion(item.title, item.kind, item.url)
        )
        if len(titles) == limit:
            break
    return list(titles.values())


def _items(snapshot: Snapshot, query: Query, limit: int) -> Iterator[CatalogueItem]:
    for ranked in by_score(snapshot, query, 0, limit).ranked:
        yield snapshot.item(ranked.address)
