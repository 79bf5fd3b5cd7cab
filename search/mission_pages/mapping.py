"""The same list as points for the map. Beyond a bound the missions are counted by department instead: the counts
stay right, and the answer small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import F, Sum
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from missions.departure import CameFrom
from missions.models import Commune
from missions.places.departments import departments
from search.contract import CatalogueItem, FacetName, Near
from search.geo import kilometres
from search.learner import stored_context
from search.mission_pages.answering import answer
from search.mission_pages.cards import where_words
from search.mission_pages.parameters import MissionQuestion, read_question
from skills.naming import skill_names

MOST_POINTS = 500
TOWNS_OF_FRANCE, TOWNS_AROUND = 40, 15
# Degrees beside the outermost points, so that one alone has neighbours too.
BESIDE = 0.25
_A_DAY = 86_400


@require_safe
def mission_points(request: HttpRequest) -> JsonResponse:
    """{"total", "points": [...], "groups": [...], "towns": [...], "circle", "note"}: at most 500 points, or counts by department.

    Places come as the mission gives them for publication, by town; a street is never named.
    """
    question = read_question(request.GET, skill_names(), age=stored_context(request).get("age"))
    # From the first page on, whatever page of the list is shown.
    query = question.query(timezone.localdate(), limit=MOST_POINTS, facets=(FacetName.DEPARTMENT,), page=1, highlight=False)
    results, counted = answer(query, question.text)
    grouped = counted and results.total > MOST_POINTS
    points = [] if grouped else list(_points(results.hits, query.near))[:MOST_POINTS]
    counts = [value for facet in results.facets for value in facet.values if value.count] if grouped else []
    answered = {
        "total": results.total,
        "points": points,
        "groups": [group for value in counts if (group := _group(value.value, value.count, request))],
        "towns": _towns([(point["lat"], point["lon"]) for point in points]),
        "circle": _circle(question, query.near),
        "note": _note(results.total, len({point["id"] for point in points}), bool(grouped)),
    }
    response = JsonResponse(answered)
    response["X-Robots-Tag"] = "noindex"
    return response


def _points(hits: Any, near: Near | None) -> Iterator[dict[str, Any]]:
    prefix = reverse("missions:list").removesuffix("/missions/")
    for hit in hits:
        item: CatalogueItem = hit.item
        for index, point in enumerate(item.points):
            if near and kilometres(near.point, point) > near.km:
                continue
            yield {
                "id": item.id.partition(":")[2],
                "lat": round(point.lat, 5),
                "lon": round(point.lon, 5),
                "title": item.title,
                "where": item.towns[index] if index < len(item.towns) else where_words(item, None),
                "who": item.organisation,
                "href": CameFrom.LIST.on(f"{prefix}{item.url}"),
            }


def _group(code: str, count: int, request: HttpRequest) -> dict[str, Any] | None:
    """A department's count, at the middle of its people, with the address of its list."""
    middle, department = _middles().get(code), departments().get(code)
    if middle is None or department is None:
        return None
    parameters = request.GET.copy()
    for name in ("page", "place", "around"):
        parameters.pop(name, None)
    parameters.setlist(FacetName.DEPARTMENT.value, [code])
    label = ngettext("%(place)s : %(count)d mission", "%(place)s : %(count)d missions", count)
    return {
        "label": label % {"place": department.name, "count": count},
        "count": count,
        "lat": middle[0],
        "lon": middle[1],
        "href": f"{reverse('missions:list')}?{parameters.urlencode()}",
    }


def _middles() -> dict[str, tuple[float, float]]:
    """Each department's middle, weighed by population."""
    known = cache.get("departments-middles")
    if known is None:
        sums = Commune.objects.values("department_code").annotate(
            people=Sum("population"), north=Sum(F("lat") * F("population")), east=Sum(F("lon") * F("population"))
        )
        known = {
            row["department_code"]: (round(row["north"] / row["people"], 4), round(row["east"] / row["people"], 4))
            for row in sums.order_by()
            if row["people"]
        }
        cache.set("departments-middles", known, _A_DAY)
    return known


def _towns(points: list[tuple[float, float]]) -> list[list[Any]]:
    """Names to find one's way by: the largest towns of France, and the largest where the points are."""
    towns = Commune.objects.exclude(name__contains="Arrondissement")
    found = list(towns.order_by("-population").values_list("name", "lat", "lon")[:TOWNS_OF_FRANCE])
    if points:
        lats, lons = [lat for lat, _lon in points], [lon for _lat, lon in points]
        around = towns.filter(
            lat__range=(min(lats) - BESIDE, max(lats) + BESIDE), lon__range=(min(lons) - BESIDE, max(lons) + BESIDE)
        )
        found += around.order_by("-population").values_list("name", "lat", "lon")[:TOWNS_AROUND]
    return [[name, round(lat, 3), round(lon, 3)] for name, lat, lon in dict.fromkeys(found)]


def _circle(question: MissionQuestion, near: Near | None) -> dict[str, Any] | None:
    return {"lat": near.point.lat, "lon": near.point.lon, "km": near.km, "label": question.where} if near else None


def _note(total: int, placed: int, grouped: bool) -> str:
    if grouped:
        return _(
            "%(total)d missions, comptées par département. Choisis-en un, ou précise ta recherche, pour les voir une à une."
        ) % {"total": total}
    if not placed:
        return _("Aucune de ces missions n'a de lieu sur la carte.")
    if placed < total:
        return _("%(placed)d missions sur la carte ; les autres se font à distance ou n'ont pas de lieu précis.") % {
            "placed": placed
        }
    return ngettext("%(placed)d mission sur la carte.", "%(placed)d missions sur la carte.", placed) % {"placed": placed}
