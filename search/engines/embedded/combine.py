"""Small words to put Tantivy queries together with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query

from search.engines.embedded.schema import schema

# So many terms are quicker looked up one by one; a set of more goes once through all that the field holds.
_FEW = 300


def term(field: str, value: str) -> Query:
    """Documents with this value. Half a surrogate pair, which no document has, becomes a "?"."""
    return Query.term_query(schema(), field, _valid(value))


def _valid(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def one_of(field: str, values: Sequence[str]) -> Query:
    """Documents with any of the values; none when there are no values. The score is no use."""
    if not values:
        return Query.empty_query()
    if len(values) == 1:
        return term(field, values[0])
    if len(values) <= _FEW:
        return any_of([term(field, value) for value in values])
    return Query.term_set_query(schema(), field, [_valid(value) for value in values])


def any_of(queries: Sequence[Query], at_least: int = 1) -> Query:
    """Documents that match at least so many of the queries; their scores are added."""
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum_number_should_match=at_least)


def all_of(queries: Iterable[Query], better_with: Iterable[Query] = (), none_of: Iterable[Query] = ()) -> Query:
    """Documents that match all the queries and none of the last; `better_with` only adds score."""
    clauses = [(Occur.Must, query) for query in queries]
    clauses += [(Occur.Should, query) for query in better_with]
    clauses += [(Occur.MustNot, query) for query in none_of]
    return Query.boolean_query(clauses)


def silent(query: Query) -> Query:
    """The same documents, adding nothing to the score."""
    return Query.const_score_query(query, 0.0)


def worth(query: Query, score: float) -> Query:
    """The same documents, each with this score."""
    return Query.const_score_query(query, score)


def phrase(field: str, words: Sequence[str], slop: int = 0) -> Query:
    """The words side by side, in order; with `slop`, up to so many positions further apart."""
    return term(field, words[0]) if len(words) == 1 else Query.phrase_query(schema(), field, list(words), slop=slop)
