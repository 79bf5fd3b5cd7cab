"""What apps above this one keep about whoever asks: they are asked, not imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.dispatch import Signal
from django.http import HttpRequest

# Sent with `request`; each receiver answers a list of Place.
asked_what_is_kept = Signal()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a workshop: what the file for its person says of it, and when it goes."""

    row: dict[str, Any]
    until: datetime


def places_of(request: HttpRequest) -> list[Place]:
    """Every place that this device has anywhere."""
    return [place for _receiver, places in asked_what_is_kept.send(Place, request=request) for place in places]
