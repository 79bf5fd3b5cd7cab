"""Candidates for a learner: gates as filters, what items train as scored terms, in one query. None of them is read whole.

Each need is a named clause, worth its contribution in millionths (search/relevance.py), so that a
hit's reasons are the scores of its named clauses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from elasticsearch.dsl.query import Bool

from search.contract import Candidate, Need, Point, RecommendationRequest
from search.engines.common.sketches import LEVELS, Proposer, Sketch, kind_of
from search.engines.elasticsearch.filters import learner_gates, one_of
from search.engines.elasticsearch.mapping import WINDOW, trained_term, unpacked_sketch
from search.engines.elasticsearch.serving import Serving
from search.geo import nearest_within
from search.relevance import MILLIONTHS, MOST_HALVES, contribution_in_halves

# A column of sketches and no documents: they would be read and parsed for nothing.
_ONLY_SKETCHES = {"_source": False, "stored_fields": "_none_", "docvalue_fields": ["sketch"], "track_total_hits": False}


class _Found(NamedTuple):
    """A hit: what ranking takes of it, its points, and what its named clauses are worth."""

    sketch: Sketch
    points: list[Point]
    answered: Mapping[str, float]


def candidates(serving: Serving, request: RecommendationRequest) -> list[Candidate]:
    """The best overall; then, only when they fill the limit, the best of each kind they crowd out, in one more request."""
    answers = [answer for skill, needs in _by_skill(request.needs).items() if (answer := _answer(skill, needs))]
    if not answers:
        return []
    wanted = {"bool": {"should": answers, "minimum_should_match": 1}}
    found = dict(_found(serving.ask(_best(request, wanted), include_named_queries_score=True)))
    if len(found) == request.limit:
        counts = Counter(kind_of(one.sketch) for one in found.values())
        share = min(request.of_each_kind, request.limit)
        crowded_out = [kind for kind in request.kinds if counts[kind] < share]
        of_kinds = [_best(replace(request, kinds=(kind,), limit=share), wanted) for kind in crowded_out]
        for answer in serving.ask_all(of_kinds, include_named_queries_score=True):
            found.update(_found(answer))
    return _made(request, found)


def _best(request: RecommendationRequest, wanted: dict[str, Any]) -> dict[str, Any]:
    refused = [one_of("id", sorted(request.exclude))] if request.exclude else []
    gates = Bool(filter=list(learner_gates(request)), must_not=refused).to_dict()["bool"]
    query = {"bool": {"must": [wanted], **gates}}
    return {"query": query, "sort": ["_score", {"id": "asc"}], "size": min(request.limit, WINDOW), **_ONLY_SKETCHES}


def _found(answer: dict[str, Any]) -> Iterator[tuple[str, _Found]]:
    """Each hit's id, and what was found of it."""
    for hit in answer["hits"]["hits"]:
        yield hit["sort"][1], _Found(*unpacked_sketch(hit["fields"]["sketch"][0]), hit["matched_queries"])


def _made(request: RecommendationRequest, found: Mapping[str, _Found]) -> list[Candidate]:
    proposer = Proposer(request.needs)
    made = []
    for order, item_id in enumerate(sorted(found)):
        sketch, points, answered = found[item_id]
        km = nearest_within(request.near, points) if request.near else None
        parts = {skill: round(worth) / MILLIONTHS for skill, worth in answered.items()}
        made.append(proposer.propose(sketch, order, km, item_id, parts))
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.order))


def _by_skill(needs: Iterable[Need]) -> dict[str, list[Need]]:
    grouped: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        grouped[need.skill].append(need)
    return grouped


def _answer(skill: str, needs: list[Need]) -> dict[str, Any] | None:
    """What each item does for one skill, named after it: the best of its trained levels, as contributions() says.

    Written as it is sent: a question has a hundred and more of these clauses, in up to five requests.
    """
    worth = [
        {"constant_score": {"filter": {"term": {"trains": value}}, "boost": score}} for value, score in _scores(skill, needs)
    ]
    return {"dis_max": {"queries": worth, "_name": skill}} if worth else None


def _scores(skill: str, needs: list[Need]) -> Iterator[tuple[str, int]]:
    """(index term, millionths) for every level and weight that answers something."""
    for level in LEVELS:
        for weight in range(1, MOST_HALVES + 1):
            score = max(contribution_in_halves(need, level, weight) for need in needs)
            if score > 0:
                yield trained_term(skill, level, weight), round(score * MILLIONTHS)
