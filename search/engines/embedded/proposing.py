"""Candidates for a learner: gates as filters, what items train as scored terms, in one query."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tantivy import DocAddress, Query, Searcher

from search.contract import Candidate, Need, RecommendationRequest
from search.engines.embedded.combine import all_of, any_of, one_of, term, worth
from search.engines.embedded.filters import learner_gates
from search.engines.embedded.ranking import by_score
from search.engines.embedded.schema import SEPARATOR, parse_trained
from search.engines.embedded.snapshot import Snapshot
from search.geo import nearest_within
from search.relevance import contribution, contributions


def candidates(snapshot: Snapshot, request: RecommendationRequest) -> list[Candidate]:
    """The best overall; then, only when they fill the limit, the best of each kind they crowd out."""
    best = _best(snapshot, request)
    if len(best) == request.limit:
        counts = Counter(candidate.item.kind for candidate in best)
        share = min(request.of_each_kind, request.limit)
        for kind in request.kinds:
            if counts[kind] < share:
                best += _best(snapshot, replace(request, kinds=(kind,), limit=share))
    unique = {candidate.item.id: candidate for candidate in best}
    return sorted(unique.values(), key=lambda candidate: (-candidate.score, candidate.item.id))


def _best(snapshot: Snapshot, request: RecommendationRequest) -> list[Candidate]:
    searcher = snapshot.searcher
    answers = [_answer(searcher, skill, needs) for skill, needs in _by_skill(request.needs).items()]
    if not answers:
        return []
    refused = [one_of("id", sorted(request.exclude))] if request.exclude else []
    query = all_of([any_of(answers), *learner_gates(snapshot.places, request)], none_of=refused)
    return [_candidate(snapshot, ranked.address, request) for ranked in by_score(snapshot, query, 0, request.limit).ranked]


def _by_skill(needs: Iterable[Need]) -> dict[str, list[Need]]:
    grouped: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        grouped[need.skill].append(need)
    return grouped


def _answer(searcher: Searcher, skill: str, needs: list[Need]) -> Query:
    """What each item does for one skill: the best of its trained levels, as contributions() says."""
    return Query.disjunction_max_query([worth(term("trains", value), score) for value, score in _scores(searcher, skill, needs)])


def _scores(searcher: Searcher, skill: str, needs: list[Need]) -> Iterator[tuple[str, float]]:
    """(index term, score) for every level and weight at which some item trains the skill."""
    for value, _ in searcher.terms_with_prefix("trains", f"{skill}{SEPARATOR}"):
        _, level, weight = parse_trained(value)
        score = max(contribution(need, level, weight) for need in needs)
        if score > 0:
            yield value, score


def _candidate(snapshot: Snapshot, address: DocAddress, request: RecommendationRequest) -> Candidate:
    item = snapshot.item(address)
    parts = contributions(item, request.needs)
    km = nearest_within(request.near, item.points) if request.near else None
    return Candidate(item, round(sum(parts.values()), 6), parts, km)
