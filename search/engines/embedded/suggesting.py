"""Completions while typing: titles that start so first, then titles that hold the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from tantivy import Query, Searcher

from search.contract import CatalogueItem, FacetName, Suggestion
from search.engines.common import analysis
from search.engines.embedded.combine import all_of, one_of, silent, term
from search.engines.embedded.filters import open_to
from search.engines.embedded.ranking import by_number
from search.engines.embedded.schema import FACETS, LONGEST_START, schema
from search.engines.embedded.snapshot import Snapshot
from search.relevance import max_edits

LONGEST_PREFIX = 100
_MOST_WORDS = 8
# Endings of the last word that are looked for, most frequent first.
_MOST_ENDINGS = 60
# Items of one title (a mission in forty towns) make one suggestion.
_PER_TITLE = 6


def suggest(snapshot: Snapshot, prefix: str, language: str, limit: int, today: date | None) -> list[Suggestion]:
    """Up to `limit` suggestions; with a typing error forgiven when nothing else is found."""
    words = [word.folded for word in analysis.words(analysis.clean(prefix[:LONGEST_PREFIX]))][:_MOST_WORDS]
    if not words or limit <= 0:
        return []
    for holds in (partial(_holds, snapshot.searcher, words), partial(_nearly_holds, words)):
        found = _different(_best_first(snapshot, holds, words, language, today, limit * _PER_TITLE), limit)
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


def _best_first(
    snapshot: Snapshot, holds: Callable[[], Query], words: list[str], language: str, today: date | None, most: int
) -> Iterator[CatalogueItem]:
    """So many items at most: whose title starts so first, then those in the asker's language, then by id.

    Tier by tier, each by a number: thousands of titles hold the same words, and would all be compared.
    """
    own = silent(term(FACETS[FacetName.LANGUAGE], language))
    gates = list(open_to(today, None))
    for has, lacks in _tiers(" ".join(words), holds):
        for here, elsewhere in (([own], []), ([], [own])):
            query = all_of([*has, *here, *gates], none_of=[*lacks, *elsewhere])
            found = by_number(snapshot, query, "by_id", "id", 0, most).ranked
            yield from (snapshot.item(one.address) for one in found)
            most -= len(found)
            if most <= 0:
                return


def _tiers(typed: str, holds: Callable[[], Query]) -> Iterator[tuple[list[Query], list[Query]]]:
    """(What titles must have, what they must lack): those that start so, then the others. The words are looked up last: mostly
    the first tier fills the list."""
    starts_so = silent(term("title_start", typed[:LONGEST_START]))
    # A title that starts so holds the words; only beginnings of so many letters are known.
    yield [starts_so] if len(typed) <= LONGEST_START else [starts_so, silent(holds())], []
    yield [silent(holds())], [starts_so]


def _different(items: Iterable[CatalogueItem], limit: int) -> list[Suggestion]:
    """One suggestion for each title."""
    titles: dict[str, Suggestion] = {}
    for item in items:
        titles.setdefault(
            analysis.folded(analysis.words(analysis.clean(item.title))), Suggestion(item.title, item.kind, item.url)
        )
        if len(titles) == limit:
            break
    return list(titles.values())
