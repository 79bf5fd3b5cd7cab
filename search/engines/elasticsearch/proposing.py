"""Candidates for a learner: gates as filters, what items train as scored terms, in one query. None of them is read whole.

A hit brings its sketch (search/engines/common/sketches.py), and what it answers of each need is worked out from that, as
the embedded engine does. Elasticsearch would tell it as the scores of named clauses, the same numbers
(tests/search/test_round_trips.py), but runs every clause a second time for every hit to do so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from elasticsearch.dsl.query import Bool

from search.contract import Candidate, Kind, Need, Point, RecommendationRequest
from search.engines.common.sketches import LEVELS, Proposer, Sketch
from search.engines.elasticsearch.filters import learner_gates, one_of
from search.engines.elasticsearch.mapping import ONLY_COLUMNS, WINDOW, trained_term, unpacked_sketches
from search.engines.elasticsearch.serving import Serving
from search.geo import nearest_within
from search.relevance import MILLIONTHS, MOST_HALVES, contribution_in_halves

_ONLY_SKETCHES = {**ONLY_COLUMNS, "docvalue_fields": ["sketch"]}
_BEST_FIRST: list[Any] = ["_score", {"id": "asc"}]

_Found = tuple[Sketch, list[Point]]


def candidates(serving: Serving, request: RecommendationRequest) -> list[Candidate]:
    """The best overall, and when they fill the limit the best of each kind that they crowd out.

    Those of lessons are asked for along with the best: they are a small part of a large catalogue, and the node asks beside
    one another what comes in one request. Kept by the best's own pass, every item found would be put in order twice.
    """
    answers = [answer for skill, needs in _by_skill(request.needs).items() if (answer := answered(skill, needs))]
    if not answers:
        return []
    share = min(request.of_each_kind, request.limit)
    along = [kind for kind in request.kinds if kind is not Kind.MISSION] if share > 0 else []
    of_kinds = [replace(request, kinds=(kind,), limit=share) for kind in along]
    best, *others = serving.ask_all([_best(one, answers) for one in (request, *of_kinds)])
    found = dict(_found(best["hits"]))
    if len(found) == request.limit and share > 0:
        missions = sum(item_id.startswith(f"{Kind.MISSION}:") for item_id in found)
        if Kind.MISSION in request.kinds and missions < share:
            others.append(serving.ask(_best(replace(request, kinds=(Kind.MISSION,), limit=share), answers)))
        for one in others:
            found.update(_found(one["hits"]))
    return _made(request, found)


def _best(request: RecommendationRequest, answers: list[dict[str, Any]]) -> dict[str, Any]:
    refused = [one_of("id", sorted(request.exclude))] if request.exclude else []
    gates = Bool(filter=list(learner_gates(request)), must_not=refused).to_dict()["bool"]
    query = {"bool": {"must": [{"bool": {"should": answers, "minimum_should_match": 1}}], **gates}}
    body = {"query": query, "sort": _BEST_FIRST, "size": min(request.limit, WINDOW), "track_total_hits": False}
    return {**body, **_ONLY_SKETCHES}


def _found(answer: dict[str, Any]) -> Iterable[tuple[str, _Found]]:
    """Each hit's id, its sketch and its points."""
    hits = answer["hits"]
    return zip((hit["sort"][1] for hit in hits), unpacked_sketches(hit["fields"]["sketch"][0] for hit in hits), strict=True)


def _made(request: RecommendationRequest, found: Mapping[str, _Found]) -> list[Candidate]:
    proposer = Proposer(request.needs)
    made = []
    for order, item_id in enumerate(sorted(found)):
        sketch, points = found[item_id]
        km = nearest_within(request.near, points) if request.near else None
        made.append(proposer.propose(sketch, order, km, item_id))
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.order))


def _by_skill(needs: Iterable[Need]) -> dict[str, list[Need]]:
    grouped: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        grouped[need.skill].append(need)
    return grouped


def answered(skill: str, needs: list[Need]) -> dict[str, Any] | None:
    """What each item does for one skill: the best of its trained levels, as contributions() says.

    Written as it is sent: a question has a hundred and more of these clauses.
    """
    worth = [
        {"constant_score": {"filter": {"term": {"trains": value}}, "boost": score}} for value, score in _scores(skill, needs)
    ]
    return {"dis_max": {"queries": worth}} if worth else None


def _scores(skill: str, needs: list[Need]) -> Iterator[tuple[str, int]]:
    """(index term, millionths) for every level and weight that answers something."""
    for level in LEVELS:
        for weight in range(1, MOST_HALVES + 1):
            score = max(contribution_in_halves(need, level, weight) for need in needs)
            if score > 0:
                yield trained_term(skill, level, weight), round(score * MILLIONTHS)
