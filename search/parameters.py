"""Query strings to catalogue questions: allow-lists, caps, and a note for every value left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.choices import Domain
from search.contract import DURATION_BUCKETS, CatalogueQuery, FacetName, Kind, Remote, Sort
from search.text import MAX_CHARACTERS, question
from skills.levels import Level
from skills.naming import SkillName

PAGE_SIZE = 15
MAX_PAGE = 500
MAX_VALUES = 12
FACETS = (
    FacetName.KIND,
    FacetName.FAMILY,
    FacetName.SKILL,
    FacetName.LEVEL,
    FacetName.DURATION,
    FacetName.LANGUAGE,
    FacetName.DOMAIN,
    FacetName.REMOTE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as typed, as understood, and what was left out of it."""

    text: str
    query: CatalogueQuery
    page: int
    notes: tuple[str, ...] = field(default=())


def _values_of(name: FacetName, skills: Mapping[str, SkillName]) -> set[str]:
    """Every value a facet may have; `skills` maps slugs to skills."""
    return {
        FacetName.KIND: set(Kind),
        FacetName.SKILL: set(skills),
        FacetName.FAMILY: {skill.family for skill in skills.values()},
        FacetName.LEVEL: {str(level.value) for level in Level},
        FacetName.DURATION: set(DURATION_BUCKETS),
        FacetName.LANGUAGE: {"fr", "en"},
        FacetName.DOMAIN: set(Domain.values),
        FacetName.REMOTE: set(Remote),
    }[name]


def read(parameters: QueryDict, language: str, skills: Mapping[str, SkillName], page_size: int = PAGE_SIZE) -> Asked:
    """The question in a query string; never raises, whatever the string holds."""
    notes: list[str] = []
    text = " ".join(parameters.get("q", "").replace("\0", " ").split())
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        notes.append(_("Ta recherche était très longue : on a gardé le début."))
    filters = {}
    for name in FACETS:
        asked = parameters.getlist(name.value)[:MAX_VALUES]
        if not asked:
            continue
        known = _values_of(name, skills)
        if accepted := tuple(dict.fromkeys(value for value in asked if value in known)):
            filters[name] = accepted
        if any(value and value not in known for value in asked):
            notes.append(_("On a laissé de côté un filtre qu'on ne connaît pas."))
    page = whole_number(parameters, "page", 1, MAX_PAGE, digits=5)
    query = question(
        text,
        language,
        filters=filters,
        today=timezone.localdate(),
        sort=_sort(parameters.get("sort", ""), text),
        facets=FACETS,
        offset=(page - 1) * page_size,
        limit=page_size,
    )
    return Asked(text, query, page, tuple(dict.fromkeys(notes)))


def whole_number(parameters: QueryDict, name: str, low: int, high: int, digits: int) -> int:
    """A parameter within low..high; `low` for one that is missing, no number, or longer than `digits`."""
    text = parameters.get(name, "")
    # isascii: "²" is a digit for str.isdigit and not for int.
    return min(max(int(text), low), high) if text.isascii() and text.isdigit() and len(text) <= digits else low


def _sort(asked: str, text: str) -> Sort:
    """Without words nothing is closer than anything else: the newest come first."""
    allowed = {Sort.NEWEST, Sort.SHORTEST}
    return Sort(asked) if asked in allowed else Sort.RELEVANCE if text else Sort.NEWEST
