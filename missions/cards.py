"""A mission in the words of a card: where, how far, when, and what it trains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import router
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.prepared import Statement
from missions.choices import MissionType, Remote
from missions.departure import CameFrom
from missions.models import Mission, MissionPlace, MissionSkill, mission_url
from missions.towns import town_label, towns_label
from skills.naming import SkillName

SKILLS_SHOWN = 3
# What the platforms write in.
MISSION_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class MissionCard:
    """What {% card %} takes by name; `lang` is the title's where it is not the page's."""

    href: str
    title: str
    kind_label: str
    meta: str
    reason: str
    lang: str


def cards_of(
    km: Mapping[int, float | None], names: Mapping[str, SkillName] | None = None, came_from: CameFrom = CameFrom.MISSION
) -> list[MissionCard]:
    """A card for each mission, in the order given: `km` is key -> distance or None, `names` all skills' names, where they are shown.

    `came_from` is the kind of page they stand on; the mission's page hands it on to whoever leaves.
    Three queries of plain rows: models of what a list shows would cost more than all the rest of the page.
    """
    towns, skills = _towns(km), _skills(km, names) if names else defaultdict(list)
    columns = Mission.objects.filter(pk__in=km).values_list(
        "pk", "title", "type", "remote", "starts", "last_seen", "organisation__name"
    )
    lang, kinds, cards = foreign_lang(), dict(MissionType.choices), {}
    for pk, title, kind, remote, starts, last_seen, organisation in columns:
        parts = [organisation, place_words(towns[pk], remote, km[pk]), start_words(starts), freshness_words(last_seen)]
        cards[pk] = MissionCard(
            href=came_from.on(mission_url(pk, title)),
            title=title,
            kind_label=str(kinds.get(kind, kind)) if kind != MissionType.VOLUNTEERING else _("Bénévolat"),
            meta=" · ".join(filter(None, parts)),
            reason=_("Fait travailler : %(skills)s") % {"skills": ", ".join(skills[pk])} if skills[pk] else "",
            lang=lang,
        )
    return [cards[pk] for pk in km if pk in cards]


def _towns(missions: Mapping[int, object]) -> dict[int, str]:
    labels: dict[int, list[str]] = defaultdict(list)
    places = MissionPlace.objects.filter(mission__in=list(missions)).order_by("pk")
    for mission, city, department in places.values_list("mission_id", "city", "department_code"):
        labels[mission].append(town_label(city, department))
    return defaultdict(str, {mission: towns_label(found) for mission, found in labels.items()})


def _skills(missions: Mapping[int, object], names: Mapping[str, SkillName]) -> dict[int, list[str]]:
    """The names of each mission's most central skills."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = MissionSkill.objects.filter(mission__in=list(missions)).order_by("-weight", "pk")
    for mission, slug in rows.values_list("mission_id", "skill__slug"):
        if slug in names and len(found[mission]) < SKILLS_SHOWN:
            found[mission].append(names[slug].name)
    return found


def foreign_lang() -> str:
    """The language of what the platforms wrote, when the page's is another (WCAG 2.2, 3.1.2); "" otherwise."""
    return "" if (get_language() or MISSION_LANGUAGE).startswith(MISSION_LANGUAGE) else MISSION_LANGUAGE


def in_its_language(text: str) -> str:
    """What a platform wrote, for a sentence in the page's language: marked where the two differ."""
    lang = foreign_lang()
    return format_html('<span lang="{}">{}</span>', lang, text) if lang else text


def place_words(towns: str, remote: str, km: float | None = None) -> str:
    """« Lyon (69), à 3,2 km », « À distance », « Lyon (69) ou à distance »."""
    if remote == Remote.FULL:
        return _("À distance")
    place = towns
    if km is not None:
        place = f"{place}, {km_words(km)}" if place else km_words(km)
    if remote == Remote.POSSIBLE:
        return _("%(place)s ou à distance") % {"place": place} if place else _("À distance possible")
    return place


def km_words(km: float) -> str:
    """A distance in km as people say it."""
    if km < 1:
        return _("à moins de 1 km")
    return _("à %(km)s km") % {"km": number_format(km, 1 if km < 10 else 0)}


def start_words(starts: date | None) -> str:
    """When one can start: a date still to come, or at once."""
    return _from_day(starts if starts and starts > timezone.localdate() else None, get_language())


@lru_cache(maxsize=512)
def _from_day(day: date | None, language: str | None) -> str:
    """Said a dozen times a page, of few different days."""
    return _("dès le %(day)s") % {"day": date_format(day, "j F")} if day else _("dès maintenant")


def freshness_words(last_seen: datetime) -> str:
    """« vérifiée il y a 3 heures », « vérifiée à l'instant »: when its platform last offered it."""
    if timezone.now() - last_seen < timedelta(minutes=1):
        return _("vérifiée à l'instant")
    return _("vérifiée il y a %(time)s") % {"time": timesince(last_seen, depth=1)}


@lru_cache(maxsize=64)
def _last_seen(number: int, alias: str) -> Statement:
    found = Mission.objects.using(alias).filter(pk__in=range(1, number + 1))
    return Statement(found.order_by().values_list("pk", "last_seen"))


def freshness_of(missions: Iterable[int]) -> dict[int, str]:
    """`freshness_words` of each mission, in one query: the index does not hold what changes with every import."""
    keys = list(missions)
    seen = dict(_last_seen(len(keys), router.db_for_read(Mission)).rows(keys)) if keys else {}
    # What one import brought was seen in one moment.
    words = {moment: freshness_words(moment) for moment in set(seen.values())}
    return {pk: words[moment] for pk, moment in seen.items()}
