"""Missions near home: the list, one mission, and the fragments other pages load."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kit.counting import is_opened, may_count
from kit.keeping import same_for_all
from kit.prepared import row_by_key, rows_by
from missions.campaign import with_campaign
from missions.cards import cards_of, foreign_lang, freshness_words, in_its_language
from missions.choices import Status
from missions.departure import PARAMETER, CameFrom, came_from
from missions.leaving import Departing
from missions.models import Commune, Mission, MissionPlace, MissionSkill
from missions.places.areas import Area
from missions.places.lookup import find_anything
from missions.quality.elsewhere import elsewhere_of
from missions.structured_data import job_posting
from skills.models import Skill

FRAGMENT_SIZE = 4


@require_safe
@same_for_all
def mission(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One mission with why it trains what it trains; 410 with a way on when it is over."""
    item = row_by_key(Mission, pk, ("organisation", "source"))
    if item is None:
        raise Http404
    if not item.is_published:
        return _gone(request, item)
    if request.path != item.get_absolute_url():
        return redirect(item, permanent=True)
    request.shared_as = ("mission", item.pk)
    places, skills = places_of(item), skills_of(item)
    context = {
        "mission": item,
        "places": places,
        "skills": skills,
        "description": item.description_html,
        "freshness": freshness_words(item.last_seen),
        "lang": foreign_lang(),
        "summary": item.summary,
        "structured": job_posting(item, request.build_absolute_uri(request.path), places, skills),
        "came_from": came_from(request.GET.get(PARAMETER, "")),
        "elsewhere": elsewhere_of(item),
    }
    return render(request, "missions/mission.html", context)


def places_of(item: Mission) -> list[MissionPlace]:
    return rows_by(MissionPlace, "mission", item.pk, order=("pk",))


def skills_of(item: Mission) -> list[MissionSkill]:
    """Most central first, each with its skill."""
    return rows_by(MissionSkill, "mission", item.pk, along=("skill",), order=("-weight", "pk"))


def _gone(request: HttpRequest, item: Mission) -> HttpResponse:
    """To the announcement that is shown instead; else 410 with a way on, 404 for what the team has to read first."""
    if item.status in {Status.PENDING, Status.REFUSED}:
        raise Http404
    shown = item.duplicate_of
    if shown and shown.is_published and item.status == Status.OPEN:
        return redirect(shown)
    aside = item.held or (shown is not None and shown.held)
    context = {
        "mission": item,
        "title": in_its_language(item.title),
        "skills": item.skills.select_related("skill"),
        "aside": aside,
    }
    return render(request, "missions/gone.html", context, status=404 if aside else 410)


@require_safe
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """To the platform's site, counted without anything of who; 410 with a way on when the mission is over.

    `?de=` names the kind of page somebody leaves from (missions.departure.CameFrom); the browser's own word is not asked.
    """
    item = get_object_or_404(Mission.objects.with_organisation().select_related("duplicate_of__source"), pk=pk)
    # Another platform's announcement of a mission that is shown is left for like the shown one ("Aussi sur …").
    offered = item.is_published or (item.is_offered and item.duplicate_of is not None and item.duplicate_of.is_published)
    target = with_campaign(item.application_url, item.source.campaign) if offered else ""
    if target:
        counted = is_opened(request) and may_count(request)
        response = Departing(target, item, came_from(request.GET.get(PARAMETER, "")) if counted else None)
    else:
        response = _gone(request, item)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@cache_control(public=True, max_age=300)
@same_for_all
def skill_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """Up to four missions that train a skill, for a skill's page. No session, the same for everybody."""
    skill = get_object_or_404(Skill, slug=slug)
    found = Mission.objects.published(timezone.localdate()).training(slug).most_central_first(slug)
    cards = cards_of(dict.fromkeys(found.values_list("pk", flat=True)[:FRAGMENT_SIZE]), came_from=CameFrom.SKILL)
    # Without the request: nothing of a visitor may end up in what is cached for everybody.
    return HttpResponse(render_to_string("missions/_skill_fragment.html", {"skill": skill, "cards": cards}))


@require_safe
@cache_control(public=True, max_age=86400)
def places(request: HttpRequest) -> JsonResponse:
    """Communes, departments and regions for a beginning, a code or an arrondissement: {"places": [{"label", "name", "detail"}]}."""
    found = find_anything(request.GET.get("q", "").replace("\x00", ""))
    return JsonResponse({"places": [_place(place) for place in found]})


def _place(place: Commune | Area) -> dict[str, str]:
    """What tells homonyms apart stands in `detail`: a commune's department, nothing for an area."""
    return {"label": place.label, "name": place.name, "detail": "" if isinstance(place, Area) else place.department_name}
