"""What follows the writing of missions, in the same transaction: nothing is shown before it is fit to be."""

from __future__ import annotations

from collections.abc import Sequence

from missions.quality.duplicates import regroup
from missions.quality.places import protect_places
from missions.quality.reviewing import hold_for_review


def finish(ids: Sequence[int]) -> None:
    """Protect places, hold what a person must read first, and group duplicates of missions just written or closed."""
    protect_places(ids)
    hold_for_review(ids)
    regroup(ids)
