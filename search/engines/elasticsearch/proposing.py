"""Candidates for a learner: gates as filters, what items train as scored terms, in one query.

Each need is a named clause, worth its contribution in millionths (search/relevance.py), so that a
hit's reasons are the scores of its named clauses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, Query, Term

from search.codec import from_fields
from search.contract import Candidate, Need, RecommendationRequest
from search.engines.elasticsearch.asking import any_of
from search.engines.elasticsearch.filters import learner_gates, one_of
from search.engines.elasticsearch.indexes import Serving
from search.engines.elasticsearch.mapping import WINDOW, trained_term
from search.geo import nearest_within
from search.relevance import MILLIONTHS, MOST_HALVES, contribution_in_halves

_LEVELS = range(1, 5)


def candidates(serving: Serving, request: RecommendationRequest) -> list[Candidate]:
    """The best overall; then, only when they fill the limit, the best of each kind they crowd out."""
    answers = [answer for skill, needs in _by_skill(request.needs).items() if (answer := _answer(skill, needs))]
    if not answers:
        return []
    best = _best(serving, request, answers)
    if len(best) == request.limit:
        counts = Counter(candidate.item.kind for candidate in best)
        share = min(request.of_each_kind, request.limit)
        for kind in request.kinds:
            if counts[kind] < share:
                best += _best(serving, replace(request, kinds=(kind,), limit=share), answers)
    unique = {candidate.item.id: candidate for candidate in best}
    return sorted(unique.values(), key=lambda candidate: (-candidate.score, candidate.item.id))


def _best(serving: Serving, request: RecommendationRequest, answers: list[Query]) -> list[Candidate]:
    refused = [one_of("id", sorted(request.exclude))] if request.exclude else []
    query = Bool(must=[any_of(answers)], filter=list(learner_gates(request)), must_not=refused)
    asked = Search().query(query).sort("_score", {"id": "asc"})
    body = asked.extra(size=min(request.limit, WINDOW), track_total_hits=False).to_dict()
    answer = serving.ask(body, include_named_queries_score=True)
    return [_candidate(hit, request) for hit in answer["hits"]["hits"]]


def _by_skill(needs: Iterable[Need]) -> dict[str, list[Need]]:
    grouped: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        grouped[need.skill].append(need)
    return grouped


def _answer(skill: str, needs: list[Need]) -> Query | None:
    """What each item does for one skill, named after it: the best of its trained levels, as contributions() says."""
    worth = [ConstantScore(filter=Term(trains=value), boost=score) for value, score in _scores(skill, needs)]
    return DisMax(queries=worth, _name=skill) if worth else None


def _scores(skill: str, needs: list[Need]) -> Iterator[tuple[str, int]]:
    """(index term, millionths) for every level and weight that answers something."""
    for level in _LEVELS:
        for weight in range(1, MOST_HALVES + 1):
            score = max(contribution_in_halves(need, level, weight) for need in needs)
            if score > 0:
                yield trained_term(skill, level, weight), round(score * MILLIONTHS)


def _candidate(hit: dict[str, Any], request: RecommendationRequest) -> Candidate:
    item = from_fields(hit["_source"]["item"])
    answered = hit["matched_queries"]
    parts = {need.skill: round(answered[need.skill]) / MILLIONTHS for need in request.needs if need.skill in answered}
    km = nearest_within(request.near, item.points) if request.near else None
    return Candidate(item, round(sum(parts.values()), 6), parts, km)
