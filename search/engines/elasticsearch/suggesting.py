"""Completions while typing: titles that start so first, then titles that hold the words."""

from __future__ import annotations

import json
from binascii import a2b_base64
from datetime import date

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, Fuzzy, Query, Term

from search.contract import FacetName, Kind, Suggestion
from search.engines.common import analysis
from search.engines.elasticsearch.filters import one_of, open_to
from search.engines.elasticsearch.mapping import FACETS, LONGEST_START, ONLY_COLUMNS
from search.engines.elasticsearch.serving import Serving
from search.relevance import max_edits

LONGEST_PREFIX = 100
_MOST_WORDS = 8
_STARTS_SO, _OWN_LANGUAGE = 20.0, 2.0
# Items of one title (a mission in forty towns) make one suggestion.
_PER_TITLE = 6


def suggest(serving: Serving, prefix: str, language: str, limit: int, today: date | None) -> list[Suggestion]:
    """Up to `limit` suggestions; with a typing error forgiven when nothing else is found."""
    words = [word.folded for word in analysis.words(analysis.clean(prefix[:LONGEST_PREFIX]))][:_MOST_WORDS]
    if not words or limit <= 0:
        return []
    typed = " ".join(words)
    starts_so = Term(title_start=typed[:LONGEST_START])
    # A title that starts so holds the words. Few do, and they mostly fill the list; "de" begins a word of many.
    if len(typed) <= LONGEST_START:
        found = _found(serving, _best_first(starts_so, starts_so, language, today), limit)
        if len(found) == limit:
            return found
    for holds in (_holds(words), _nearly_holds(words)):
        if found := _found(serving, _best_first(holds, starts_so, language, today), limit):
            return found
    return []


def _holds(words: list[str]) -> Query:
    started = Term(title_beginnings=words[-1][:LONGEST_START])
    return Bool(filter=[*(Term(title_words=word) for word in words[:-1]), started])


def _nearly_holds(words: list[str]) -> Query:
    """Each word, or the beginning of one, one error away."""
    return Bool(
        filter=[
            Fuzzy(
                title_beginnings={
                    "value": word[:LONGEST_START],
                    "fuzziness": min(1, max_edits(word)),
                    "rewrite": "constant_score",
                }
            )
            for word in words
        ]
    )


def _best_first(holds: Query, starts_so: Query, language: str, today: date | None) -> Query:
    """Whose title starts so first, then those in the asker's language; sorted by id where that is the same."""
    better = ConstantScore(filter=starts_so, boost=_STARTS_SO)
    own = ConstantScore(filter=one_of(FACETS[FacetName.LANGUAGE], (language,)), boost=_OWN_LANGUAGE)
    return Bool(should=[better, own], filter=[holds, *open_to(today, None)])


def _found(serving: Serving, query: Query, limit: int) -> list[Suggestion]:
    asked = Search().query(query).sort("_score", {"id": "asc"}).to_dict()
    asked |= {**ONLY_COLUMNS, "docvalue_fields": ["shown"], "size": limit * _PER_TITLE, "track_total_hits": False}
    titles: dict[str, Suggestion] = {}
    for hit in serving.ask(asked)["hits"]["hits"]:
        title, kind, url = json.loads(a2b_base64(hit["fields"]["shown"][0]))
        known_as = analysis.folded(analysis.words(analysis.clean(title)))
        titles.setdefault(known_as, Suggestion(title, Kind(kind), url))
        if len(titles) == limit:
            break
    return list(titles.values())
