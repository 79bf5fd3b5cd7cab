"""A catalogue query: what matches, one page of it in order, its facets, its highlights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from elasticsearch.dsl.query import Bool

from search import relevance
from search.codec import from_fields
from search.contract import MOST_VALUES, CatalogueQuery, Facet, FacetName, FacetValue, Hit, Results, Sort
from search.engines.common.clauses import Part
from search.engines.common.highlighting import Highlighter
from search.engines.common.kinship import FIRST, with_kinship
from search.engines.common.reading import Question
from search.engines.elasticsearch import filters, lexicon
from search.engines.elasticsearch.asking import to_filter, to_query
from search.engines.elasticsearch.mapping import FACETS, ITEM, WINDOW, valid
from search.engines.elasticsearch.serving import Serving
from search.geo import nearest_within
from search.relevance import halves

_BY_ID: dict[str, Any] = {"id": "asc"}
_ORDERS: dict[Sort, list[Any]] = {
    Sort.NEWEST: [{"published": {"order": "desc", "missing": "_last"}}, _BY_ID],
    Sort.SHORTEST: [{"minutes": {"order": "asc", "missing": "_last"}}, _BY_ID],
}
# More than any facet has values: counts are exact when nothing is cut off.
_ALL_VALUES = 10_000


def search(serving: Serving, query: CatalogueQuery) -> Results:
    reading = lexicon.read(serving.ask, query.terms, query.language, query.about, serving.words)
    asked = _Asked(query, reading.question)
    page = _page(serving, asked, reading)
    return Results(total=page.total, hits=tuple(_hits(page, asked)), facets=tuple(_facets(page, query)))


@dataclass(frozen=True, slots=True)
class _Page:
    total: int
    hits: list[dict[str, Any]]
    aggregations: dict[str, Any]


class _Asked:
    """A query in Elasticsearch's words: which items, and apart from it how much is to be counted of them.

    Counting meets every item found, so it takes what finds and leaves out what weighs; the hits are the few best, and
    Lucene passes by what cannot be among them. One request for both would weigh every item.
    """

    def __init__(self, query: CatalogueQuery, question: Question) -> None:
        self.query, self.question = query, question
        self.offset = min(max(0, query.offset), WINDOW)
        self.limit = min(max(0, query.limit), WINDOW - self.offset)
        # The pages of one question come from one copy of the index: copies may score a little differently.
        self.preference = blake2b(
            repr((query.terms, query.about, query.language)).encode("utf-8", "replace"), digest_size=8
        ).hexdigest()
        # All words, then a good part, then any; and the same with what answers without them.
        strictest_first = relevance.wanted_words(len(question.clauses)) if query.terms else []
        self.words = [question.wanted(count) for count in strictest_first]
        self.wanted = [question.answers(count) for count in strictest_first] or [None]
        self._gates = [gate.to_dict() for gate in filters.gates(query)]
        self._chosen = [one.to_dict() for one in filters.selected(query.filters)]
        self._within = filters.within(query.near).to_dict() if query.near else {}
        # By distance: first what has a point within reach, then what can be done from anywhere.
        self.by_distance = query.sort == Sort.NEAREST and query.near is not None
        self.in_two_parts = self.by_distance and query.near.or_remote
        # The first results are put in order anew, all of them for each page that shows some.
        self.by_kinship = self._order()[0] == "_score" and self.offset < FIRST and self.limit > 0

    def enough(self, wanted: Part) -> dict[str, Any]:
        """Whether so many items match, whatever else is asked of them."""
        return {"size": 0, "track_total_hits": relevance.ENOUGH, "query": {"bool": {"filter": [to_filter(wanted)]}}}

    def hits(self, wanted: Part | None) -> dict[str, Any]:
        """The page's hits; by distance, of what is within reach."""
        within = [self._within] if self.in_two_parts else []
        behind = {"filter": [*self._gates, *self._chosen, *within]}
        if self.by_kinship:
            return self._page(wanted, self._order(), 0, min(max(self.offset + self.limit, FIRST), WINDOW), behind)
        return self._page(wanted, self._order(), self.offset, self.limit, behind)

    def elsewhere(self, wanted: Part | None, inside: int, shown: int) -> dict[str, Any]:
        """What follows on a page by distance: what is not within reach, by id."""
        behind = {"filter": [*self._gates, *self._chosen], "must_not": [self._within]}
        return self._page(wanted, [_BY_ID], max(self.offset - inside, 0), self.limit - shown, behind)

    def _page(self, wanted: Part | None, order: list[Any], offset: int, limit: int, behind: dict[str, Any]) -> dict[str, Any]:
        scored = wanted and order[0] == "_score"
        matching = to_query(wanted) if scored else to_filter(wanted) if wanted else {"match_all": {}}
        bonuses = [to_query(bonus) for bonus in self.question.bonuses] if scored else []
        found = {"must": [matching], "should": bonuses, **behind}
        body = {"query": {"bool": found}, "sort": order, "from": offset, "size": limit, **ITEM}
        # How many are within reach decides where the others begin.
        return {**body, "track_total_hits": self.in_two_parts}

    def _order(self) -> list[Any]:
        if self.by_distance:
            # By kilometres, ties by id.
            place = filters.point(self.query.near)
            return [{"_geo_distance": {"points": place, "order": "asc", "unit": "m", "mode": "min"}}, _BY_ID]
        return _ORDERS.get(self.query.sort, ["_score", _BY_ID] if self.query.terms else [_BY_ID])

    def counts(self, wanted: Part | None) -> dict[str, Any]:
        """How many are found, and the facets."""
        found = [*self._gates, *([to_filter(wanted)] if wanted else [])]
        body = {"query": {"bool": {"filter": found}}, "size": 0, "track_total_hits": True, "aggs": self._facets()}
        return {**body, "post_filter": {"bool": {"filter": self._chosen}}} if self._chosen else body

    def _facets(self) -> dict[str, Any]:
        """Selected values narrow the hits after the counting, as each facet ignores its own. The facets without any are
        counted behind one filter: each with its own would ask every document for every facet."""
        return {group: self._counted(names) for group, names in groups(self.query).items()}

    def _counted(self, names: list[FacetName]) -> dict[str, Any]:
        aggs: dict[str, Any] = {}
        for name in names:
            aggs[name.value] = {"terms": {"field": FACETS[name], "size": MOST_VALUES.get(name, _ALL_VALUES)}}
            if name in MOST_VALUES and (chosen := [valid(value) for value in self.query.filters.get(name, ())]):
                # A selected value is counted even where it is not among the most frequent ones.
                aggs["chosen"] = {"terms": {"field": FACETS[name], "include": chosen, "size": len(chosen)}}
        others = Bool(filter=filters.selected(self.query.filters, ignoring=names[0]))
        return {"filter": others.to_dict(), "aggs": aggs}


# --- pages ------------------------------------------------------------------------------------


def _page(serving: Serving, asked: _Asked, reading: lexicon.Reading) -> _Page:
    """The page of the strictest question that finds enough. Whether it does is asked together with the page: one request,
    or two."""
    first = asked.wanted[0]
    along, enough = reading.asks(), [asked.enough(words) for words in asked.words[:-1]]
    hits, counts, *told = serving.ask_all([asked.hits(first), asked.counts(first), *enough, *along], asked.preference)
    reading.learn(told[len(enough) :])
    totals = [one["hits"]["total"]["value"] for one in told[: len(enough)]]
    chosen = next((n for n, total in enumerate(totals) if total >= relevance.ENOUGH), len(totals))
    if chosen:
        wanted = asked.wanted[chosen]
        hits, counts = serving.ask_all([asked.hits(wanted), asked.counts(wanted)], asked.preference)
    return _whole(serving, asked, asked.wanted[chosen], hits, counts)


def _whole(serving: Serving, asked: _Asked, wanted: Part | None, answer: dict[str, Any], counts: dict[str, Any]) -> _Page:
    hits = answer["hits"]["hits"]
    if asked.by_kinship:
        hits = _akin(hits)[asked.offset : asked.offset + asked.limit]
    if asked.in_two_parts and len(hits) < asked.limit:
        others = asked.elsewhere(wanted, answer["hits"]["total"]["value"], len(hits))
        hits = [*hits, *serving.ask(others, asked.preference)["hits"]["hits"]]
    return _Page(counts["hits"]["total"]["value"], hits, counts.get("aggregations", {}))


def _akin(hits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best hits in order anew, the first with what their kinship adds to their scores; ties stay as they were, by id."""
    first, rest = hits[:FIRST], hits[FIRST:]
    scores = with_kinship([hit["_score"] for hit in first], [*map(_skills, first)])
    lifted = [{**hit, "_score": score} for hit, score in zip(first, scores, strict=True)]
    return [*sorted(lifted, key=lambda hit: -hit["_score"]), *rest]


def _skills(hit: dict[str, Any]) -> dict[str, int]:
    """The skills an item trains, with the heaviest weight of each in halves."""
    heaviest: dict[str, int] = {}
    for skill, _, _, weight in hit["_source"]["item"]["skills"]:
        heaviest[skill] = max(halves(weight), heaviest.get(skill, 0))
    return heaviest


def _hits(page: _Page, asked: _Asked) -> Iterator[Hit]:
    query, highlighter = asked.query, Highlighter(asked.question.marks)
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


def groups(query: CatalogueQuery) -> dict[str, list[FacetName]]:
    """The facets that are counted among the same documents."""
    found: dict[str, list[FacetName]] = {}
    for name in query.facets:
        found.setdefault(name.value if query.filters.get(name) else "others", []).append(name)
    return found


def _facets(page: _Page, query: CatalogueQuery) -> Iterable[Facet]:
    counted = {name: page.aggregations[group] for group, names in groups(query).items() for name in names}
    for name in query.facets:
        buckets = [*counted[name][name.value]["buckets"], *counted[name].get("chosen", {}).get("buckets", ())]
        yield _facet(name, buckets, query.filters.get(name, ()))


def _facet(name: FacetName, buckets: Sequence[dict[str, Any]], chosen: tuple[str, ...]) -> Facet:
    counts = {**dict.fromkeys(chosen, 0), **{bucket["key"]: bucket["doc_count"] for bucket in buckets}}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(name, tuple(FacetValue(value, count, value in chosen) for value, count in ordered))
