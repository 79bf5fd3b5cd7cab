"""A catalogue query: what matches, one page of it in order, its facets, its highlights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, MatchAll, Query

from search import relevance
from search.codec import from_fields
from search.contract import MOST_VALUES, CatalogueQuery, Facet, FacetName, FacetValue, Hit, Results, Sort
from search.engines.common.highlighting import Highlighter
from search.engines.common.reading import Question
from search.engines.elasticsearch import filters, lexicon
from search.engines.elasticsearch.asking import to_query
from search.engines.elasticsearch.mapping import FACETS, WINDOW, valid
from search.engines.elasticsearch.serving import Serving
from search.geo import nearest_within

_BY_ID: dict[str, Any] = {"id": "asc"}
_ORDERS: dict[Sort, list[Any]] = {
    Sort.NEWEST: [{"published": {"order": "desc", "missing": "_last"}}, _BY_ID],
    Sort.SHORTEST: [{"minutes": {"order": "asc", "missing": "_last"}}, _BY_ID],
}
# More than any facet has values: counts are exact when nothing is cut off.
_ALL_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class _Page:
    total: int
    hits: list[dict[str, Any]] = field(default_factory=list)
    aggregations: dict[str, Any] = field(default_factory=dict)


def search(serving: Serving, query: CatalogueQuery) -> Results:
    question = lexicon.read(serving.ask, query.terms, query.language)
    wanted = [_matching(serving, query, question), *filters.gates(query)]
    asked = Search().query(Bool(must=wanted[:1], filter=wanted[1:], should=[to_query(bonus) for bonus in question.bonuses]))
    asked = _with_facets(asked, query).params(preference=_preference(query))
    page = _page(serving, query, asked)
    return Results(
        total=page.total,
        hits=tuple(_hits(page, query, question)),
        facets=tuple(_facets(page, query)),
    )


def _matching(serving: Serving, query: CatalogueQuery, question: Question) -> Query:
    """All words, or as many as it takes to find enough; everything when nothing was asked."""
    if not query.terms:
        return MatchAll()
    strictest_first = [to_query(question.wanted(count)) for count in relevance.wanted_words(len(question.clauses))]
    enough = serving.have_at_least(relevance.ENOUGH, strictest_first[:-1])
    return next((matching for matching, found in zip(strictest_first, enough, strict=False) if found), strictest_first[-1])


def _preference(query: CatalogueQuery) -> str:
    """The pages of one question come from one copy of the index: copies may score a little differently."""
    return blake2b(repr((query.terms, query.language)).encode("utf-8", "replace"), digest_size=8).hexdigest()


# --- pages ------------------------------------------------------------------------------------


def _page(serving: Serving, query: CatalogueQuery, asked: Search) -> _Page:
    offset = min(max(0, query.offset), WINDOW)
    limit = min(max(0, query.limit), WINDOW - offset)
    if query.sort == Sort.NEAREST and query.near:
        return _by_distance(serving, query, asked, offset, limit)
    order = _ORDERS.get(query.sort, ["_score", _BY_ID] if query.terms else [_BY_ID])
    return _ask(serving, asked.sort(*order), offset, limit)


def _by_distance(serving: Serving, query: CatalogueQuery, asked: Search, offset: int, limit: int) -> _Page:
    """By kilometres, ties by id; then, by id, what has no point within reach."""
    nearest = {"_geo_distance": {"points": filters.point(query.near), "order": "asc", "unit": "m", "mode": "min"}}
    whole = _ask(serving, asked, 0, 0)
    placed = asked.filter(filters.within(query.near))
    inside = _ask(serving, placed.sort(nearest, _BY_ID), offset, limit)
    elsewhere = asked.filter(Bool(must_not=[filters.within(query.near)])).sort(_BY_ID)
    others = _ask(serving, elsewhere, max(offset - inside.total, 0), limit - len(inside.hits))
    return _Page(whole.total, [*inside.hits, *others.hits], whole.aggregations)


def _ask(serving: Serving, asked: Search, offset: int, limit: int) -> _Page:
    answer = serving.ask(asked.extra(size=limit, from_=offset, track_total_hits=True).to_dict())
    return _Page(answer["hits"]["total"]["value"], answer["hits"]["hits"], answer.get("aggregations", {}))


def _hits(page: _Page, query: CatalogueQuery, question: Question) -> Iterator[Hit]:
    highlighter = Highlighter(question.marks)
    for found in page.hits:
        item = from_fields(found["_source"]["item"])
        yield Hit(
            item=item,
            score=found.get("_score") or 0.0,
            title_html=highlighter.title(item) if query.highlight else "",
            excerpt_html=highlighter.excerpt(item) if query.highlight else "",
            km=nearest_within(query.near, item.points) if query.near else None,
        )


# --- facets -----------------------------------------------------------------------------------


def _with_facets(asked: Search, query: CatalogueQuery) -> Search:
    """Selected values narrow the hits after the counting, as each facet ignores its own. The facets without any are counted
    behind one filter: each with its own would ask every document for every facet."""
    for group, names in _groups(query).items():
        counted = asked.aggs.bucket(group, "filter", filter=Bool(filter=filters.selected(query.filters, ignoring=names[0])))
        for name in names:
            counted.bucket(name.value, "terms", field=FACETS[name], size=MOST_VALUES.get(name, _ALL_VALUES))
            if name in MOST_VALUES and query.filters.get(name):
                # A selected value is counted even where it is not among the most frequent ones.
                chosen = [valid(value) for value in query.filters[name]]
                counted.bucket("chosen", "terms", field=FACETS[name], include=chosen, size=len(chosen))
    chosen = filters.selected(query.filters)
    return asked.post_filter(Bool(filter=chosen)) if chosen else asked


def _groups(query: CatalogueQuery) -> dict[str, list[FacetName]]:
    """The facets that are counted among the same documents."""
    groups: dict[str, list[FacetName]] = {}
    for name in query.facets:
        groups.setdefault(name.value if query.filters.get(name) else "others", []).append(name)
    return groups


def _facets(page: _Page, query: CatalogueQuery) -> Iterable[Facet]:
    counted = {name: page.aggregations[group] for group, names in _groups(query).items() for name in names}
    for name in query.facets:
        buckets = [*counted[name][name.value]["buckets"], *counted[name].get("chosen", {}).get("buckets", ())]
        yield _facet(name, buckets, query.filters.get(name, ()))


def _facet(name: FacetName, buckets: Sequence[dict[str, Any]], chosen: tuple[str, ...]) -> Facet:
    counts = {**dict.fromkeys(chosen, 0), **{bucket["key"]: bucket["doc_count"] for bucket in buckets}}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(name, tuple(FacetValue(value, count, value in chosen) for value, count in ordered))
