"""The catalogue from the database, for when the engine is away: plain matching, no counts, still useful."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.html import escape

from missions.models import MissionSkill
from resources.models import ResourceSkill
from search.contract import CatalogueItem, CatalogueQuery, Hit, Results
from search.documents import mission_item, resource_item, skill_item
from search.engines.common.fields import facet_values
from search.rows import published_missions, published_resources
from skills.models import Skill

# Enough to be useful, little enough to answer at once whatever the catalogue's size.
CAP = 200


def search_database(query: CatalogueQuery, text: str) -> Results:
    """Items whose title, summary, keywords or skills hold every typed word; at most 200, skills first, then newest."""
    items = [item for item in _candidates(text, query.language) if _passes(item, query)]
    window = items[query.offset : query.offset + query.limit]
    return Results(len(items), tuple(Hit(item, 0.0, str(escape(item.title)), str(escape(item.summary))) for item in window))


def _candidates(text: str, language: str) -> Iterator[CatalogueItem]:
    skills = Skill.objects.with_texts()
    pages = published_resources().order_by("-first_published_at", "pk")
    missions = published_missions().order_by("-posted", "pk")
    for word in text.split()[:8]:
        skills = skills.filter(Q(name_fr__icontains=word) | Q(name_en__icontains=word) | Q(definition_fr__icontains=word))
        named = Skill.objects.filter(Q(name_fr__icontains=word) | Q(name_en__icontains=word)).values("pk")
        pages = pages.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Exists(_rows(ResourceSkill, "page", named)))
        missions = missions.filter(Q(title__icontains=word) | Exists(_rows(MissionSkill, "mission", named)))
    yield from (skill_item(skill, language) for skill in skills)
    yield from (resource_item(page) for page in pages[: CAP // 2])
    yield from (mission_item(mission) for mission in missions[: CAP // 2])


def _rows(model: type[Model], owner: str, skills: QuerySet) -> QuerySet:
    return model.objects.filter(**{owner: OuterRef("pk"), "skill__in": skills})


def _passes(item: CatalogueItem, query: CatalogueQuery) -> bool:
    """The same filters as the engine's: any value of a facet, all facets."""
    has = facet_values(item)
    if query.age is not None and not item.min_age <= query.age <= (item.max_age or query.age):
        return False
    return all(has[name] & set(values) for name, values in query.filters.items())
