"""The catalogue for other programs: read-only JSON, the same parameters as the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search.contract import CatalogueItem, Near, Point, Results
from search.engine import EngineUnavailable, get_engine
from search.labels import reason_text, value_labels
from search.parameters import read
from search.recommend import FIRST_SCREEN, Context, recommend
from search.views import answer
from skills.naming import SkillName, skill_names
from skills.profile import Estimate, SkillProfile

MAX_SIZE = 100


class BadParameter(ValueError):
    """A parameter that cannot be read; `args[0]` says which and why, for whoever wrote the call."""


def number(parameters: QueryDict, name: str, low: float, high: float, default: float | None = None) -> float | None:
    text = parameters.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError as error:
        raise BadParameter(_("%(name)s : un nombre est attendu.") % {"name": name}) from error
    if not low <= value <= high:
        raise BadParameter(_("%(name)s : entre %(low)s et %(high)s.") % {"name": name, "low": low, "high": high})
    return value


def _language(request: HttpRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else "fr"


def item_json(request: HttpRequest, item: CatalogueItem) -> dict[str, Any]:
    """The public face of an item."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "title": item.title,
        "summary": item.summary,
        "url": request.build_absolute_uri(item.url),
        "language": item.language,
        "minutes": item.minutes,
        "skills": [{"skill": row.skill, "level": row.level, "weight": row.weight} for row in item.skills],
        "place": item.place,
        "points": [{"lat": point.lat, "lon": point.lon} for point in item.points],
        "remote": item.remote.value if item.remote else None,
        "domain": item.domain or None,
        "min_age": item.min_age or None,
        "starts": item.starts.isoformat() if item.starts else None,
        "ends": item.ends.isoformat() if item.ends else None,
        "organisation": item.organisation,
        "source": item.source,
    }


@require_safe
@cache_control(public=True, max_age=60)
def search(request: HttpRequest) -> JsonResponse:
    """GET /api/search/: q, kind, skill, family, level, duration, language, domain, remote, sort, page, size, lang."""
    language = _language(request)
    with translation.override(language):
        try:
            size = int(number(request.GET, "size", 1, MAX_SIZE, 20) or 20)
        except BadParameter as error:
            return JsonResponse({"error": str(error)}, status=400)
        names = skill_names()
        asked = read(request.GET, language, names, size)
        results, answers = answer(asked.query, asked.text)
        return JsonResponse(
            {
                "total": results.total,
                "page": asked.page,
                "size": size,
                "engine": answers,
                "notes": asked.notes,
                "results": [
                    {
                        **item_json(request, hit.item),
                        "score": round(hit.score, 4),
                        "title_html": hit.title_html,
                        "excerpt_html": hit.excerpt_html,
                    }
                    for hit in results.hits
                ],
                "facets": _facets(results, names),
            }
        )


def _facets(results: Results, names: dict[str, SkillName]) -> dict[str, Any]:
    facets = {}
    for facet in results.facets:
        labels = value_labels(facet.name, names)
        facets[facet.name.value] = [
            {"value": value.value, "label": str(labels.get(value.value, value.value)), "count": value.count}
            for value in facet.values
        ]
    return facets


def _profile(parameters: QueryDict, known: dict[str, SkillName]) -> SkillProfile:
    """skill=gestion-du-stress:2.1:0.6 (slug, level 0-4, optional confidence 0-1), repeated."""
    now = datetime.now(UTC)
    estimates = {}
    for text in parameters.getlist("skill")[:45]:
        slug, _colon, rest = text.partition(":")
        level, _colon, confidence = rest.partition(":")
        if slug not in known:
            raise BadParameter(_("skill : « %(slug)s » n'est pas une compétence du référentiel.") % {"slug": slug[:60]})
        try:
            estimates[slug] = Estimate(float(level or 0), float(confidence or 0.5), now, "api")
        except ValueError as error:
            raise BadParameter(_("skill : niveau de 0 à 4, confiance de 0 à 1.")) from error
    return SkillProfile(estimates)


def _near(parameters: QueryDict) -> Near | None:
    lat, lon = number(parameters, "lat", -90, 90), number(parameters, "lon", -180, 180)
    if (lat is None) != (lon is None):
        raise BadParameter(_("lat et lon vont ensemble."))
    if lat is None or lon is None:
        return None
    return Near(Point(lat, lon), number(parameters, "km", 1, 500, 25) or 25)


@require_safe
@cache_control(public=True, max_age=60)
def recommendations(request: HttpRequest) -> JsonResponse:
    """GET /api/recommendations/: skill=slug:level[:confidence] (repeated), age, lat, lon, km, exclude, size, lang."""
    language = _language(request)
    with translation.override(language):
        names = skill_names()
        try:
            profile = _profile(request.GET, names)
            age = number(request.GET, "age", 10, 120)
            size = int(number(request.GET, "size", 1, MAX_SIZE, FIRST_SCREEN) or FIRST_SCREEN)
            context = Context(
                today=timezone.localdate(),
                languages=("fr",) if language == "fr" else ("en", "fr"),
                age=int(age) if age else None,
                near=_near(request.GET),
                excluded=frozenset(request.GET.getlist("exclude")[:200]),
            )
            found = recommend(get_engine(), profile, context, size)
        except BadParameter as error:
            return JsonResponse({"error": str(error)}, status=400)
        except EngineUnavailable:
            return JsonResponse({"error": _("Le moteur de recherche ne répond pas. Réessaie dans un moment.")}, status=503)
        return JsonResponse({"results": [_recommendation_json(request, rec, names) for rec in found]})


def _recommendation_json(request: HttpRequest, rec: Any, names: dict[str, SkillName]) -> dict[str, Any]:
    return {
        **item_json(request, rec.item),
        "score": rec.score,
        "km": round(rec.km, 1) if rec.km is not None else None,
        "reasons": [
            {
                "skill": reason.skill,
                "from_level": reason.from_level,
                "to_level": reason.to_level,
                "contribution": reason.contribution,
                "text": reason_text(reason, names),
            }
            for reason in rec.reasons
        ],
    }


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """GET /api/: how to ask, for people who write programs."""
    return render(
        request, "search/api.html", {"facets": ["kind", "family", "skill", "level", "duration", "language", "domain", "remote"]}
    )
