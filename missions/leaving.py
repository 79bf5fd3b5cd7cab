"""Leaving for a platform's site: the count of it, and the redirect that keeps nobody waiting for it."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from missions.departure import CameFrom, Departure
from missions.models import Mission

logger = logging.getLogger("tremplin.missions")


def count_departure(mission: Mission, page: CameFrom) -> bool:
    """One more departure today. False where the database would not take it, which is logged and stops nothing."""
    try:
        with transaction.atomic():
            place = next(iter(mission.locations.all()), None)
            Departure.objects.add_one(
                day=timezone.localdate(),
                mission_id=mission.pk,
                source_id=mission.source_id,
                came_from=page.value,
                domain=mission.domain,
                department_code=place.department_code if place else "",
            )
    except DatabaseError as error:
        logger.warning("a departure was not counted (%s)", type(error).__name__)
        return False
    return True


class Departing(HttpResponseRedirect):
    """To a platform's address; counted once the answer is on its way, so that a slow database keeps nobody waiting."""

    def __init__(self, url: str, mission: Mission, page: CameFrom | None) -> None:
        """`page` None: not counted."""
        super().__init__(url)
        self.mission, self.page = mission, page
        # Neither the page nor its address is told to the platform, whatever link led here.
        self["Referrer-Policy"] = "no-referrer"

    def close(self) -> None:
        """Called by the server when all is sent (PEP 3333); the connection to the database is given back after it."""
        page, self.page = self.page, None
        if page:
            count_departure(self.mission, page)
        super().close()
