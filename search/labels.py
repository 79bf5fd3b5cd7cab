"""What a person reads for the catalogue's values, in the active language."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from missions.choices import Commitment, Domain
from missions.places.departments import departments
from search.contract import YES, CatalogueItem, FacetName, Kind, Reason, Remote
from skills.levels import Level
from skills.naming import SkillName

KINDS = {
    Kind.ARTICLE: gettext_lazy("Article"),
    Kind.VIDEO: gettext_lazy("Vidéo"),
    Kind.COURSE: gettext_lazy("Cours"),
    Kind.MISSION: gettext_lazy("Mission"),
    Kind.SKILL: gettext_lazy("Compétence"),
}
REMOTES = {
    Remote.NO: gettext_lazy("Sur place"),
    Remote.POSSIBLE: gettext_lazy("À distance possible"),
    Remote.FULL: gettext_lazy("À distance"),
    Remote.LOCAL: gettext_lazy("Près de chez toi"),
}
DURATIONS = {
    "5": gettext_lazy("5 minutes ou moins"),
    "15": gettext_lazy("6 à 15 minutes"),
    "30": gettext_lazy("16 à 30 minutes"),
    "more": gettext_lazy("Plus de 30 minutes"),
}
FACETS = {
    FacetName.KIND: gettext_lazy("Type"),
    FacetName.FAMILY: gettext_lazy("Famille"),
    FacetName.SKILL: gettext_lazy("Compétence"),
    FacetName.LEVEL: gettext_lazy("Niveau"),
    FacetName.DURATION: gettext_lazy("Durée"),
    FacetName.LANGUAGE: gettext_lazy("Langue"),
    FacetName.DOMAIN: gettext_lazy("Domaine des missions"),
    FacetName.REMOTE: gettext_lazy("Lieu des missions"),
    FacetName.DEPARTMENT: gettext_lazy("Département"),
    FacetName.COMMITMENT: gettext_lazy("Rythme"),
    FacetName.ACCESSIBLE: gettext_lazy("Accessibilité"),
    FacetName.MINORS: gettext_lazy("Âge"),
    FacetName.ORGANISATION: gettext_lazy("Organisation"),
    FacetName.SOURCE: gettext_lazy("Plateforme"),
}
DOMAINS = {domain.value: domain.label for domain in Domain}
COMMITMENTS = {commitment.value: commitment.label for commitment in Commitment}
LANGUAGES = {"fr": "Français", "en": "English"}


def value_labels(facet: FacetName, skills: dict[str, SkillName]) -> dict[str, Any]:
    """Value -> words, for all values of a facet."""
    match facet:
        case FacetName.SKILL:
            return {slug: skill.name for slug, skill in skills.items()}
        case FacetName.FAMILY:
            return {skill.family: skill.family_name for skill in skills.values()}
        case FacetName.ORGANISATION | FacetName.SOURCE:
            # A name is its own word.
            return {}
        case _:
            return fixed_labels(facet, get_language())


@cache
def fixed_labels(facet: FacetName, language: str | None) -> dict[str, str]:
    """Value -> words, where both are the same as long as the portal runs; `language` is the active one."""
    labels: dict[FacetName, dict[str, Any]] = {
        FacetName.KIND: KINDS,
        FacetName.LEVEL: {str(level.value): level.label.capitalize() for level in Level},
        FacetName.DURATION: DURATIONS,
        FacetName.LANGUAGE: LANGUAGES,
        FacetName.DOMAIN: DOMAINS,
        FacetName.REMOTE: REMOTES,
        FacetName.DEPARTMENT: {code: f"{department.name} ({code})" for code, department in departments().items()},
        FacetName.COMMITMENT: COMMITMENTS,
        FacetName.ACCESSIBLE: {YES: _("Accessible en fauteuil")},
        FacetName.MINORS: {YES: _("Ouverte aux mineurs")},
    }
    return {str(value): str(words) for value, words in labels[facet].items()}


def kind_label(item: CatalogueItem) -> str:
    """ "Cours · 12 min", "Mission": what it is and how long it takes."""
    label = fixed_labels(FacetName.KIND, get_language())[item.kind]
    if item.minutes is None:
        return label
    return f"{label} · " + ngettext("%(count)s min", "%(count)s min", item.minutes) % {"count": item.minutes}


def meta(item: CatalogueItem, km: float | None = None) -> str:
    """One line: where and with whom for a mission; nothing for the rest."""
    if item.kind is not Kind.MISSION:
        return ""
    parts = []
    if km is not None:
        parts.append(_("à %(km)s km") % {"km": number_format(km, 1 if km < 10 else 0)})
    if item.place:
        parts.append(item.place)
    if item.remote in (Remote.FULL, Remote.POSSIBLE):
        parts.append(str(REMOTES[item.remote]))
    if 0 < item.min_age < 18:
        parts.append(_("dès %(age)s ans") % {"age": item.min_age})
    elif item.min_age >= 18:
        parts.append(_("dès 18 ans"))
    return " · ".join([*parts, *([item.organisation] if item.organisation else [])])


def reason_text(reason: Reason, skills: dict[str, SkillName]) -> str:
    """ "Pour passer de pratique à confirmé en Gérer son stress", honest about what is a guess."""
    name = skills[reason.skill].name if reason.skill in skills else reason.skill
    if reason.goal:
        return _goal_text(reason, name)
    goal = str(Level(reason.to_level).label)
    if reason.from_level == reason.to_level:
        return _("Pour rester %(goal)s : %(skill)s") % {"goal": goal, "skill": name}
    if not reason.from_level:
        return _("Pour commencer : %(skill)s") % {"skill": name}
    values = {"start": str(Level(reason.from_level).label), "goal": goal, "skill": name}
    if not reason.certain:
        return _("Pour passer, sans doute, de %(start)s à %(goal)s : %(skill)s") % values
    return _("Pour passer de %(start)s à %(goal)s : %(skill)s") % values


def _goal_text(reason: Reason, name: str) -> str:
    """A reason that says whose idea it was: the person's own goal, and the step on the way to it."""
    values = {"aim": str(Level(reason.goal).label), "goal": str(Level(reason.to_level).label), "skill": name}
    if not reason.from_level:
        return _("Ton objectif, %(aim)s : %(skill)s. Un premier pas pour y aller.") % values
    values["start"] = str(Level(reason.from_level).label)
    if reason.to_level == reason.goal:
        return _("C'est ton objectif : passer de %(start)s à %(goal)s. %(skill)s") % values
    return _("Vers ton objectif, %(aim)s : passer de %(start)s à %(goal)s. %(skill)s") % values
