"""What apps above this one keep about a device: they are asked, not imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import Signal

# Sent with `device`; each receiver answers a list of Place.
device_told = Signal()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a workshop: what the file for its person says of it, and when it goes."""

    row: dict[str, Any]
    until: datetime


def places_of(device: UUID | None) -> list[Place]:
    """Every place that a device has anywhere; none without a device."""
    if not device:
        return []
    return [place for _receiver, places in device_told.send(Place, device=device) for place in places]
