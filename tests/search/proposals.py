"""What an engine proposes to a learner, with the items it means."""

from __future__ import annotations

from search.contract import Candidate, CatalogueItem, RecommendationRequest
from search.engine import SearchEngine


def proposed(engine: SearchEngine, request: RecommendationRequest) -> list[tuple[CatalogueItem, Candidate]]:
    """The candidates, each with its whole item."""
    candidates = engine.candidates(request)
    return list(zip(engine.items(candidates), candidates, strict=True))
