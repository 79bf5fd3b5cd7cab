"""Candidates for a learner: gates as filters, what items train as scored terms, in one query. None of them is read whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tantivy import DocAddress, Query, Searcher

from search.contract import Candidate, CatalogueItem, Need, RecommendationRequest
from search.engines.common.sketches import Proposer, Sketch, kind_of
from search.engines.embedded.combine import all_of, any_of, term, worth
from search.engines.embedded.filters import learner_barred, learner_gates
from search.engines.embedded.ranking import by_score, distances, in_order
from search.engines.embedded.schema import SEPARATOR, parse_trained
from search.engines.embedded.snapshot import Snapshot
from search.relevance import contribution


def candidates(snapshot: Snapshot, request: RecommendationRequest) -> list[Candidate]:
    """The best overall; then, only when they fill the limit, the best of each kind they crowd out."""
    answers = [_answer(snapshot.searcher, skill, needs) for skill, needs in _by_skill(request.needs).items()]
    if not answers:
        return []
    found = _best(snapshot, request, answers)
    sketches = snapshot.sketches(found)
    if len(found) == request.limit:
        counts = Counter(map(kind_of, sketches))
        share = min(request.of_each_kind, request.limit)
        known = {(address.segment_ord, address.doc) for address in found}
        of_kinds = (
            _best(snapshot, replace(request, kinds=(kind,), limit=share), answers)
            for kind in request.kinds
            if counts[kind] < share
        )
        others = [address for best in of_kinds for address in best if (address.segment_ord, address.doc) not in known]
        found, sketches = [*found, *others], [*sketches, *snapshot.sketches(others)]
    return _made(snapshot, request, found, sketches)


def items(chosen: Sequence[Candidate]) -> list[CatalogueItem | None]:
    """The whole items, of the state of the index that they were proposed from."""
    return [snapshot.item(address) for snapshot, address in (candidate.place for candidate in chosen)]


def _best(snapshot: Snapshot, request: RecommendationRequest, answers: list[Query]) -> list[DocAddress]:
    query = all_of([any_of(answers), *learner_gates(snapshot.places, request)], none_of=learner_barred(request))
    return [ranked.address for ranked in by_score(snapshot, query, 0, request.limit).ranked]


def _made(
    snapshot: Snapshot, request: RecommendationRequest, addresses: list[DocAddress], sketches: list[Sketch]
) -> list[Candidate]:
    proposer = Proposer(request.needs)
    kms = distances(snapshot, request.near, addresses) if request.near else [None] * len(addresses)
    ordered = in_order(snapshot, addresses)
    orders = {(address.segment_ord, address.doc): order for order, address in enumerate(ordered)}
    made = [
        proposer.propose(sketch, orders[address.segment_ord, address.doc], km, (snapshot, address))
        for address, sketch, km in zip(addresses, sketches, kms, strict=True)
    ]
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.order))


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
