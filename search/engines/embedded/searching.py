"""A catalogue query: what matches, one page of it in order, its facets, its highlights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from tantivy import Query, Searcher

from search import relevance
from search.contract import MOST_VALUES, CatalogueQuery, Facet, FacetName, FacetValue, Hit, Results, Sort
from search.engines.common.highlighting import Highlighter
from search.engines.common.reading import Question, Reader
from search.engines.embedded import filters, ranking
from search.engines.embedded.asking import to_query
from search.engines.embedded.combine import all_of, one_of
from search.engines.embedded.schema import FACETS
from search.engines.embedded.snapshot import Snapshot
from search.geo import nearest_within

_ORDERS = {Sort.NEWEST: "by_newest", Sort.SHORTEST: "by_shortest"}
# More than any facet has values: Tantivy's counts are exact when nothing is cut off.
_ALL_VALUES = 65_000


def search(snapshot: Snapshot, query: CatalogueQuery) -> Results:
    question = Reader(snapshot.vocabulary).read(query.terms, query.language)
    matching = _matching(snapshot, query, question)
    gates = list(filters.gates(snapshot.places, query))
    everything = all_of(
        [matching, *gates, *filters.selected(query.filters)], better_with=[to_query(bonus) for bonus in question.bonuses]
    )
    page = _page(snapshot, query, everything)
    return Results(
        total=page.total,
        hits=tuple(_hits(snapshot, query, page, question)),
        facets=_counted(snapshot, query, lambda: tuple(_facets(snapshot, query, [matching, *gates]))),
    )


def _counted(snapshot: Snapshot, query: CatalogueQuery, count: Callable[[], tuple[Facet, ...]]) -> tuple[Facet, ...]:
    """The facets, kept as long as the index stays as it is; not for what somebody typed or where they are."""
    if query.terms or query.near or not query.facets:
        return count()
    return snapshot.facets(repr(replace(query, sort=Sort.NEWEST, offset=0, limit=0, highlight=False)), count)


def _matching(snapshot: Snapshot, query: CatalogueQuery, question: Question) -> Query:
    """All words, or as many as it takes to find enough; everything when nothing was asked."""
    if not query.terms:
        return Query.all_query()
    for wanted in relevance.wanted_words(len(question.clauses)):
        matching = to_query(question.wanted(wanted))
        if wanted == 1 or ranking.count(snapshot, matching) >= relevance.ENOUGH:
            break
    return matching


def _page(snapshot: Snapshot, query: CatalogueQuery, everything: Query) -> ranking.Page:
    offset, limit = max(0, query.offset), max(0, query.limit)
    if query.sort in _ORDERS:
        return ranking.by_field(snapshot, everything, _ORDERS[query.sort], offset, limit)
    if query.sort == Sort.NEAREST and query.near:
        return ranking.by_distance(snapshot, everything, query.near, offset, limit)
    if not query.terms:
        return ranking.by_field(snapshot, everything, "id", offset, limit)
    return ranking.by_score(snapshot, everything, offset, limit)


def _hits(snapshot: Snapshot, query: CatalogueQuery, page: ranking.Page, question: Question) -> Iterable[Hit]:
    highlighter = Highlighter(question.marks)
    for ranked in page.ranked:
        item = snapshot.item(ranked.address)
        yield Hit(
            item=item,
            score=ranked.score,
            title_html=highlighter.title(item) if query.highlight else "",
            excerpt_html=highlighter.excerpt(item) if query.highlight else "",
            km=nearest_within(query.near, item.points) if query.near else None,
        )


def _facets(snapshot: Snapshot, query: CatalogueQuery, always: list[Query]) -> Iterable[Facet]:
    """One count for all the facets without a filter of their own, one more for each with."""
    filtered = [name for name in query.facets if query.filters.get(name)]
    free = [name for name in query.facets if name not in filtered]
    counts = _counts(snapshot.searcher, [*always, *filters.selected(query.filters)], free)
    for name in filtered:
        queries = [*always, *filters.selected(query.filters, ignoring=name)]
        counts |= _counts(snapshot.searcher, queries, [name])
        counts[name] |= _beyond_the_cut(snapshot, queries, name, counts[name], query.filters[name])
    return [_facet(name, counts[name], query.filters.get(name, ())) for name in query.facets]


def _counts(searcher: Searcher, queries: list[Query], names: list[FacetName]) -> dict[FacetName, dict[str, int]]:
    if not names:
        return {}
    # Each segment gives all its values, or the counts of those that are cut would be guesses.
    asked = {
        name.value: {"terms": {"field": FACETS[name], "size": MOST_VALUES.get(name, _ALL_VALUES), "segment_size": _ALL_VALUES}}
        for name in names
    }
    answer = searcher.aggregate(all_of(queries), asked)
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name.value]["buckets"]} for name in names}


def _beyond_the_cut(
    snapshot: Snapshot, queries: list[Query], name: FacetName, counts: dict[str, int], chosen: tuple[str, ...]
) -> dict[str, int]:
    """Counts of the chosen values that are not among the most frequent ones."""
    missing = [value for value in chosen if value not in counts] if name in MOST_VALUES else []
    return {value: ranking.count(snapshot, all_of([*queries, one_of(FACETS[name], (value,))])) for value in missing}


def _facet(name: FacetName, counts: dict[str, int], chosen: tuple[str, ...]) -> Facet:
    counts = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(name, tuple(FacetValue(value, count, value in chosen) for value, count in ordered))
