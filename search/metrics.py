"""How good a ranking is, by judged relevance. Pure functions of one query's results.

`judged` maps document id -> relevance (0: not relevant; higher: better); what is not judged counts
as not relevant. Every measure is 0..1 and 0 without a relevant document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(ranked: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulated gain (Järvelin & Kekäläinen 2002), the gain being the
    relevance itself and the discount log2(rank + 1), as trec_eval computes it."""
    best = _discounted(sorted(judged.values(), reverse=True)[:depth])
    return _discounted([judged.get(document, 0) for document in ranked[:depth]]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(0, gain) / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def reciprocal_rank(ranked: Sequence[str], judged: Mapping[str, int]) -> float:
    """One over the rank of the first relevant document; its mean over queries is MRR (Voorhees 1999)."""
    return next((1 / rank for rank, document in enumerate(ranked, 1) if judged.get(document, 0) > 0), 0.0)


def recall(ranked: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """The share of the relevant documents among the first `depth`."""
    relevant = {document for document, relevance in judged.items() if relevance > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0
