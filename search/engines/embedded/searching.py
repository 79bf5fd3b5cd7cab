"""A catalogue query: what matches, one page of it in order, its facets, its highlights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from tantivy import Query, Searcher

from search import relevance
from search.contract import MOST_VALUES, CatalogueQuery, Facet, FacetName, FacetValue, Hit, Results, Sort
from search.engines.common.highlighting import Highlighter
from search.engines.common.kinship import FIRST, with_kinship
from search.engines.common.reading import Question, Reader
from search.engines.common.sketches import skills_of
from search.engines.embedded import filters, ranking
from search.engines.embedded.asking import to_query
from search.engines.embedded.combine import all_of, one_of, silent
from search.engines.embedded.schema import FACETS
from search.engines.embedded.snapshot import Snapshot
from search.geo import nearest_within

# More than any facet has values: Tantivy's counts are exact when nothing is cut off.
_ALL_VALUES = 65_000


def search(snapshot: Snapshot, query: CatalogueQuery) -> Results:
    asked = _ask(snapshot, query)
    counted = _counted(asked)
    page = _page(asked, counted)
    return Results(total=page.total, hits=tuple(_hits(asked, page)), facets=counted.facets)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query in Tantivy's words: what must match whatever the filters, where it must be, and what is never found."""

    snapshot: Snapshot
    query: CatalogueQuery
    question: Question
    always: list[Query]
    places: list[Query]
    barred: list[Query]

    def behind_filters(self, ignoring: FacetName | None = None, also: Iterable[Query] = ()) -> Query:
        selected = filters.selected(self.query.filters, ignoring)
        return all_of([*self.always, *self.places, *selected, *also], none_of=self.barred)

    def wherever(self) -> Query:
        """What would be found if places were no matter."""
        return all_of([*self.always, *filters.selected(self.query.filters)], none_of=self.barred)

    def scored(self) -> Query:
        """What is found, with everything that adds to the score."""
        selected, bonuses = filters.selected(self.query.filters), map(to_query, self.question.bonuses)
        return all_of([*self.always, *self.places, *selected], better_with=bonuses, none_of=self.barred)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The facets, and how many items there are, where that was counted with them: in all, and to be done from anywhere."""

    facets: tuple[Facet, ...] = ()
    total: int | None = None
    from_anywhere: int | None = None


def _ask(snapshot: Snapshot, query: CatalogueQuery) -> _Asked:
    question = Reader(snapshot.vocabulary).read(query.terms, query.language, query.about)
    always = [_matching(snapshot, query, question), *filters.gates(query)]
    places = [silent(filters.near(snapshot.places, query.near))] if query.near else []
    return _Asked(snapshot, query, question, always, places, list(filters.barred(query)))


def _counted(asked: _Asked) -> _Counted:
    """The facets, kept as long as the index stays as it is, as circles around towns are: whoever turns to the next page,
    or types what others typed, has them. The key says nothing of the words."""
    query = asked.query
    if not query.facets:
        return _Counted()
    question = repr(replace(query, sort=Sort.NEWEST, offset=0, limit=0, highlight=False))
    key = blake2b(question.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return asked.snapshot.counts(key, bool(query.terms), lambda: _facets(asked))


def _matching(snapshot: Snapshot, query: CatalogueQuery, question: Question) -> Query:
    """All words, or as many as it takes to find enough; everything when nothing was asked."""
    if not query.terms:
        return Query.all_query()
    for wanted in relevance.wanted_words(len(question.clauses)):
        if wanted == 1 or ranking.count(snapshot, to_query(question.wanted(wanted))) >= relevance.ENOUGH:
            break
    return to_query(question.answers(wanted))


def _page(asked: _Asked, counted: _Counted) -> ranking.Page:
    query, snapshot = asked.query, asked.snapshot
    offset, limit = max(0, query.offset), max(0, query.limit)
    if query.sort == Sort.NEAREST and query.near:
        return ranking.by_distance(snapshot, asked.wherever(), query.near, offset, limit, _reach(asked, counted))
    everything = asked.scored()
    if query.sort == Sort.NEWEST:
        return ranking.by_number(snapshot, everything, "newest", "by_newest", offset, limit)
    if query.sort == Sort.SHORTEST:
        return ranking.by_field(snapshot, everything, "by_shortest", offset, limit)
    if not query.terms:
        return ranking.by_field(snapshot, everything, "id", offset, limit)
    return _by_relevance(snapshot, everything, offset, limit)


def _by_relevance(snapshot: Snapshot, query: Query, offset: int, limit: int) -> ranking.Page:
    """One page by descending score, which the first results have from their kinship too; ties stay as they were, by id."""
    if offset >= FIRST or limit == 0:
        return ranking.by_score(snapshot, query, offset, limit)
    page = ranking.by_score(snapshot, query, 0, max(offset + limit, FIRST))
    first, rest = page.ranked[:FIRST], page.ranked[FIRST:]
    trained = map(skills_of, snapshot.sketches([one.address for one in first]))
    scores = with_kinship([one.score for one in first], [*trained])
    lifted = [ranking.Ranked(one.address, score) for one, score in zip(first, scores, strict=True)]
    ranked = [*sorted(lifted, key=lambda one: -one.score), *rest]
    return ranking.Page(page.total, ranked[offset : offset + limit])


def _reach(asked: _Asked, counted: _Counted) -> ranking.Reach:
    """How many there are around the place and from anywhere: as counted with the facets, or now."""
    total, from_anywhere = counted.total, counted.from_anywhere
    if total is None:
        total = ranking.count(asked.snapshot, asked.behind_filters())
    if from_anywhere is None and asked.query.near and asked.query.near.or_remote:
        from_anywhere = ranking.count(asked.snapshot, asked.behind_filters(also=[silent(filters.from_anywhere())]))
    return ranking.Reach(total, from_anywhere or 0)


def _hits(asked: _Asked, page: ranking.Page) -> Iterable[Hit]:
    query, highlighter = asked.query, Highlighter(asked.question.marks)
    for ranked in page.ranked:
        item = asked.snapshot.item(ranked.address)
        yield Hit(
            item=item,
            score=ranked.score,
            title_html=highlighter.title(item) if query.highlight else "",
            excerpt_html=highlighter.excerpt(item) if query.highlight else "",
            km=nearest_within(query.near, item.points) if query.near else None,
        )


def _facets(asked: _Asked) -> _Counted:
    """One count for all the facets without a filter of their own, one more for each with."""
    query, searcher = asked.query, asked.snapshot.searcher
    filtered = [name for name in query.facets if query.filters.get(name)]
    free = dict.fromkeys(name for name in query.facets if name not in filtered)
    # Every item is of one kind: counted as well, it says how many there are.
    counts = _counts(searcher, asked.behind_filters(), [*(free | {FacetName.KIND: None})])
    total = sum(counts[FacetName.KIND].values())
    remote = counts.get(FacetName.REMOTE)
    from_anywhere = None if remote is None else sum(remote.get(value, 0) for value in filters.FROM_ANYWHERE)
    for name in filtered:
        counts |= _counts(searcher, asked.behind_filters(ignoring=name), [name])
        counts[name] |= _beyond_the_cut(asked, name, counts[name])
    facets = tuple(_facet(name, counts[name], query.filters.get(name, ())) for name in query.facets)
    return _Counted(facets, total, from_anywhere)


def _counts(searcher: Searcher, query: Query, names: list[FacetName]) -> dict[FacetName, dict[str, int]]:
    # Each segment gives all its values, or the counts of those that are cut would be guesses.
    asked = {
        name.value: {"terms": {"field": FACETS[name], "size": MOST_VALUES.get(name, _ALL_VALUES), "segment_size": _ALL_VALUES}}
        for name in names
    }
    answer = searcher.aggregate(query, asked)
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name.value]["buckets"]} for name in names}


def _beyond_the_cut(asked: _Asked, name: FacetName, counts: dict[str, int]) -> dict[str, int]:
    """Counts of the chosen values that are not among the most frequent ones."""
    missing = [value for value in asked.query.filters[name] if value not in counts] if name in MOST_VALUES else []
    having = {value: [one_of(FACETS[name], (value,))] for value in missing}
    return {value: ranking.count(asked.snapshot, asked.behind_filters(name, also)) for value, also in having.items()}


def _facet(name: FacetName, counts: dict[str, int], chosen: tuple[str, ...]) -> Facet:
    counts = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(name, tuple(FacetValue(value, count, value in chosen) for value, count in ordered))
