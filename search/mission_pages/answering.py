"""The list's answer: from the engine with counts, or from the database without when the engine is away."""

from __future__ import annotations

import logging
from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.html import escape

from missions.models import Mission
from missions.querysets import MissionQuerySet
from search.contract import CatalogueQuery, FacetName, Hit, Results, Sort
from search.documents import mission_item
from search.engine import EngineUnavailable, get_engine

logger = logging.getLogger("tremplin.search")


def answer(query: CatalogueQuery, text: str) -> tuple[Results, bool]:
    """The engine's results, or the database's when it does not answer; True when it did."""
    try:
        return get_engine().search(query), True
    except EngineUnavailable as error:
        logger.warning("engine unavailable, listing missions from the database (%s)", error)
        return from_database(query, text), False


def from_database(query: CatalogueQuery, text: str) -> Results:
    """The same gates and filters from the database, without counts; all but commitment, which only the engine knows."""
    found = _filtered(Mission.objects.published(query.today or date.min), query)
    for word in text.split()[:8]:
        found = found.filter(
            Q(title__icontains=word) | Q(organisation__name__icontains=word) | Q(locations__city__icontains=word)
        )
    # Joins over places may find a mission twice.
    found = found.distinct() if text else found
    if query.near:
        point = query.near.point
        found = found.near((point.lat, point.lon), query.near.km, or_remote=query.near.or_remote)
    ordered = found.nearest_first() if query.near and query.sort == Sort.NEAREST else found.newest_first()
    window = {row.pk: getattr(row, "km", None) for row in ordered.only("pk")[query.offset : query.offset + query.limit]}
    rows = Mission.objects.filter(pk__in=window).for_catalogue().in_bulk()
    # As in the index: addresses without a language's prefix.
    with translation.override("fr"):
        items = [(mission_item(rows[pk]), km) for pk, km in window.items() if pk in rows]
    return Results(found.count(), tuple(Hit(item, 0.0, str(escape(item.title)), "", km) for item, km in items))


def _filtered(found: MissionQuerySet, query: CatalogueQuery) -> MissionQuerySet:
    filters = query.filters
    if query.age is not None:
        found = found.for_age(query.age)
    if query.period and query.period.first:
        found = found.filter(Q(ends__isnull=True) | Q(ends__gte=query.period.first))
    if query.period and query.period.last:
        found = found.filter(Q(starts__isnull=True) | Q(starts__lte=query.period.last))
    if FacetName.MINORS in filters:
        found = found.for_minors()
    if FacetName.REMOTE in filters:
        found = found.remote()
    if FacetName.ACCESSIBLE in filters:
        found = found.filter(reduced_mobility_accessible=True)
    by_column = {
        FacetName.DOMAIN: "domain__in",
        FacetName.ORGANISATION: "organisation__name__in",
    }
    for name, column in by_column.items():
        if values := filters.get(name):
            found = found.filter(**{column: values})
    if values := filters.get(FacetName.SOURCE):
        found = found.filter(Q(platform__in=values) | Q(platform="", source__name__in=values))
    if values := filters.get(FacetName.DEPARTMENT):
        found = found.in_departments(values)
    return found.training_any(filters.get(FacetName.SKILL, ()), filters.get(FacetName.FAMILY, ()))
