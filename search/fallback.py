"""The catalogue from the database, for when the engine is away: plain matching, no counts, still useful."""

from __future__ import annotations

from itertools import chain, islice

from django.db.models import Q
from django.utils.html import escape

from search.contract import CatalogueItem, CatalogueQuery, FacetName, Hit, Results
from search.documents import mission_item, published_missions, published_resources, resource_item

# Enough to be useful, little enough to answer at once whatever the catalogue's size.
CAP = 200


def search_database(query: CatalogueQuery, text: str) -> Results:
    """Items whose title or summary holds every typed word; at most 200, newest first."""
    kinds = set(query.filters.get(FacetName.KIND, ()))
    skills = query.filters.get(FacetName.SKILL, ())
    items = [item for item in _candidates(text, skills) if not kinds or item.kind in kinds]
    window = items[query.offset : query.offset + query.limit]
    return Results(len(items), tuple(Hit(item, 0.0, str(escape(item.title)), str(escape(item.summary))) for item in window))


def _candidates(text: str, skills: tuple[str, ...]) -> list[CatalogueItem]:
    pages = published_resources().order_by("-first_published_at", "pk")
    missions = published_missions().order_by("-posted", "pk")
    for word in text.split()[:8]:
        pages = pages.filter(Q(title__icontains=word) | Q(summary__icontains=word))
        missions = missions.filter(title__icontains=word)
    if skills:
        pages = pages.filter(skill_rows__skill__slug__in=skills).distinct()
        missions = missions.filter(skills__skill__slug__in=skills).distinct()
    found = chain(
        (resource_item(page) for page in pages[: CAP // 2]), (mission_item(mission) for mission in missions[: CAP // 2])
    )
    return list(islice(found, CAP))
