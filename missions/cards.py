"""A mission in the words of a card: where, how far, when, and what it trains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from missions.choices import MissionType, Remote
from missions.models import Mission

SKILLS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MissionCard:
    """What templates/ui/card.html takes."""

    href: str
    title: str
    kind_label: str
    meta: str
    reason: str


def card(mission: Mission, km: float | None = None) -> MissionCard:
    """A card of a mission from `for_cards()`, `km` away."""
    skills = [row.skill.name for row in mission.skills.all()[:SKILLS_SHOWN]]
    parts = [mission.organisation.name, place_words(mission, km), start_words(mission)]
    return MissionCard(
        href=mission.get_absolute_url(),
        title=mission.title,
        kind_label=mission.get_type_display() if mission.type != MissionType.VOLUNTEERING else _("Bénévolat"),
        meta=" · ".join(filter(None, parts)),
        reason=_("Fait travailler : %(skills)s") % {"skills": ", ".join(skills)} if skills else "",
    )


def place_words(mission: Mission, km: float | None = None) -> str:
    """« Lyon (69), à 3,2 km », « À distance », « Lyon (69) ou à distance »."""
    if mission.remote == Remote.FULL:
        return _("À distance")
    place = mission.place_label
    if km is not None:
        place = f"{place}, {km_words(km)}" if place else km_words(km)
    if mission.remote == Remote.POSSIBLE:
        return _("%(place)s ou à distance") % {"place": place} if place else _("À distance possible")
    return place


def km_words(km: float) -> str:
    """A distance in km as people say it."""
    if km < 1:
        return _("à moins de 1 km")
    return _("à %(km)s km") % {"km": number_format(km, 1 if km < 10 else 0)}


def start_words(mission: Mission) -> str:
    """When one can start: a date still to come, or at once."""
    if mission.starts and mission.starts > timezone.localdate():
        return _("dès le %(day)s") % {"day": date_format(mission.starts, "j F")}
    return _("dès maintenant")


def freshness_words(mission: Mission) -> str:
    """« vérifiée il y a 3 heures », « vérifiée à l'instant »."""
    if timezone.now() - mission.last_seen < timedelta(minutes=1):
        return _("vérifiée à l'instant")
    return _("vérifiée il y a %(time)s") % {"time": timesince(mission.last_seen, depth=1)}
