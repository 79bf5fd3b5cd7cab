"""Places of people who need protection, shown as their commune only: no street, and the commune's centre for a point.

The rows themselves are changed, so that every page, map, index, feed and export is safe without knowing of it. What was
taken out is kept in `exact` and `exact_texts`, for the day a person of the team says that it may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from missions.models import Commune, Mission, MissionPlace, MissionSkill, SensitiveWord
from missions.places.keys import key_of
from missions.quality.contact_data import HIDDEN
from missions.quality.fields import Precision
from missions.text import fold

CHUNK = 500
_TEXTS = ("title", "description", "description_html", "summary", "schedule")
_WAY = r"(?:rue|avenue|av\.|boulevard|bd|bld|place|chemin|impasse|all[ée]e|route|quai|cours|square|passage|faubourg|sentier|villa|cit[ée])"
_CAPITAL = (
    r"(?:d[eu]s?\s|de\sla\s|de\sl['’]|d['’]|l['’])?\s?[A-ZÀ-ÖØ-Þ0-9][\w'’-]*(?:[ -](?:d[eu]s?|la|l['’]|[A-ZÀ-ÖØ-Þ])[\w'’-]*){0,5}"
)
# "12 bis, rue des Lilas"; without a number only before a name ("rue des Lilas", not "la rue").
_STREET = re.compile(
    rf"\b\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-D]))?\b,?\s+(?i:{_WAY})\s[^.,;:\n<()]{{2,60}}|\b(?i:{_WAY})\s{_CAPITAL}"
)


class _Told(NamedTuple):
    """What of a mission says whether its place is sensitive."""

    pk: int
    title: str
    activity: str
    description: str
    audience: list[str]
    domain: str
    precision: str
    organisation: str
    organisation_precision: str


_COLUMNS = (
    "pk", "title", "activity", "description", "audience", "domain", "precision", "organisation__name", "organisation__precision"
)  # fmt: skip


class SensitiveWords:
    """The list of the admin, read once."""

    def __init__(self) -> None:
        words: dict[str, list[str]] = {kind: [] for kind in SensitiveWord.Kind.values}
        for kind, word in SensitiveWord.objects.values_list("kind", "word"):
            words[kind].append(fold(word).strip())
        self.domains = {*words[SensitiveWord.Kind.DOMAIN]}
        self._activity, self._organisation = words[SensitiveWord.Kind.ACTIVITY], words[SensitiveWord.Kind.ORGANISATION]

    def meant_by(self, told: _Told) -> bool:
        """Whether a mission's place is one to protect; a person's word on it, or on its organisation, counts first."""
        for said in (told.precision, told.organisation_precision):
            if said:
                return said == Precision.COMMUNE
        if told.domain in self.domains or _holds(self._organisation, fold(told.organisation).replace("-", " ")):
            return True
        return _holds(self._activity, fold("\n".join([told.title, told.activity, told.description, *map(str, told.audience)])))


def _holds(words: Iterable[str], text: str) -> bool:
    """Whether one of the words begins a word of a folded text; short ones must be whole ("cada", not "cadastre")."""
    return any(
        word in text and re.search(rf"\b{re.escape(word)}" + (r"\b" if len(word) < 7 else ""), text) for word in words if word
    )


def without_streets(text: str) -> str:
    """A text without the names of streets in it."""
    return _STREET.sub(HIDDEN, text)


@transaction.atomic
def protect_places(ids: Sequence[int]) -> list[int]:
    """Blur what is to be blurred of these missions, and show again what no longer is; the ids that changed."""
    words, changed = SensitiveWords(), []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        rows = (_Told(*row) for row in Mission.objects.filter(pk__in=chunk).values_list(*_COLUMNS))
        sensitive = {told.pk for told in rows if words.meant_by(told)}
        blurred = set(MissionPlace.objects.filter(mission__in=chunk, exact__isnull=False).values_list("mission_id", flat=True))
        blurred |= set(Mission.objects.filter(pk__in=chunk, exact_texts__isnull=False).values_list("pk", flat=True))
        for mission in Mission.objects.filter(pk__in=sensitive | blurred).with_locations().with_skills():
            if _blur(mission) if mission.pk in sensitive else _restore(mission):
                changed.append(mission.pk)
    return changed


def _blur(mission: Mission) -> bool:
    touched = [place for place in mission.locations.all() if place.exact is None or place.street]
    for place in touched:
        place.exact = {"street": place.street, "lat": place.lat, "lon": place.lon}
        centre = _centre(place)
        # No known centre, no point: better not on the map than on the door.
        place.street, place.lat, place.lon = "", *((centre.lat, centre.lon) if centre else (None, None))
    MissionPlace.objects.bulk_update(touched, ["exact", "street", "lat", "lon"])
    return _blur_texts(mission) or bool(touched)


def _centre(place: MissionPlace) -> Commune | None:
    """The commune of a place: of its postcode and name, else of the one it gives."""
    # By the name first, which an index answers: postcodes mean reading all communes.
    named = list(Commune.objects.filter(key=key_of(place.city))) if place.city else []
    if place.postal_code:
        both = next((commune for commune in named if place.postal_code in commune.postcodes), None)
        return both or Commune.objects.filter(postcodes__contains=place.postal_code).first()
    return next((commune for commune in named if commune.department_code == place.department_code), None)


def _blur_texts(mission: Mission) -> bool:
    was = {name: getattr(mission, name) for name in _TEXTS}
    now = {name: without_streets(text) for name, text in was.items()}
    lists = {name: [without_streets(str(value)) for value in getattr(mission, name)] for name in ("requirements", "audience")}
    for row in mission.skills.all():
        if (evidence := without_streets(row.evidence)) != row.evidence:
            MissionSkill.objects.filter(pk=row.pk).update(evidence=evidence)
    if now == was and all(lists[name] == getattr(mission, name) for name in lists):
        return False
    kept = (mission.exact_texts or {}) | {name: text for name, text in was.items() if now[name] != text}
    Mission.objects.filter(pk=mission.pk).update(exact_texts=kept, **now, **lists)
    return True


def _restore(mission: Mission) -> bool:
    touched = [place for place in mission.locations.all() if place.exact is not None]
    for place in touched:
        for name, value in place.exact.items():
            setattr(place, name, value)
        place.exact = None
    MissionPlace.objects.bulk_update(touched, ["exact", "street", "lat", "lon"])
    if mission.exact_texts:
        Mission.objects.filter(pk=mission.pk).update(**mission.exact_texts, exact_texts=None)
    return bool(touched or mission.exact_texts)
