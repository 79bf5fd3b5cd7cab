"""The list of missions: words, a place, filters with counts. The address holds the whole question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.keeping import mark
from search.contract import FacetName, Results, Sort
from search.learner import stored_context
from search.mission_pages import facets
from search.mission_pages.answering import answer
from search.mission_pages.cards import cards_of
from search.mission_pages.parameters import PAGE_SIZE, RADII, MissionQuestion, read_question
from search.views import Counted
from skills.naming import SkillName, skill_names


@require_safe
def mission_list(request: HttpRequest) -> HttpResponse:
    """Published missions, narrowed by the address and by the age kept in the person's space. htmx gets the results only."""
    names = skill_names()
    question = read_question(request.GET, names, age=stored_context(request).get("age"))
    today = timezone.localdate()
    results, counted = answer(question.query(today), question.text)
    page = Paginator(Counted(results, (question.page - 1) * PAGE_SIZE), PAGE_SIZE).get_page(question.page)
    if question.page != page.number and results.total:
        # Past the end: the last page there is, which the engine was not asked for.
        question = replace(question, page=page.number)
        results, counted = answer(question.query(today), question.text)
    in_place = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    context = _context(request, question, results, names) | {"page": page, "counted": counted}
    response = render(request, "missions/_results.html" if in_place else "missions/list.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    # What somebody typed, or where they are, is kept nowhere: not in a cache of pages either. Nor is what the database
    # answered for an engine that is away: nobody shall be told so once it is back.
    return mark(response) if counted and not (question.text or question.where or question.place) else response


def _context(request: HttpRequest, question: MissionQuestion, results: Results, names: dict[str, SkillName]) -> dict[str, Any]:
    near = question.query(timezone.localdate()).near
    prefix = reverse("missions:list").removesuffix("/missions/")
    return {
        "question": question,
        "cards": cards_of(results, names, near, prefix),
        "total": results.total,
        "facets": facets.groups(results, question, names),
        "chosen": facets.chosen(question, request.GET, names),
        "sorts": _sorts(question),
        "remote_count": facets.remote_count(results),
        "minors_count": facets.count_of(results, FacetName.MINORS, "yes"),
        "radii": sorted({*RADII, question.km}),
        "tiles": settings.MAP_TILES_URL,
        "tiles_credit": settings.MAP_TILES_CREDIT,
    }


def _sorts(question: MissionQuestion) -> list[dict[str, Any]]:
    labels = {}
    if question.text:
        labels[Sort.RELEVANCE] = _("Les plus pertinentes")
    if question.point:
        labels[Sort.NEAREST] = _("Les plus proches")
    labels[Sort.NEWEST] = _("Les plus récentes")
    # The one that would be taken anyway has no value: it changes with the question, as when a place is given.
    first = next(iter(labels))
    return [
        {"value": "" if sort is first else sort.value, "label": label, "selected": sort is question.sort}
        for sort, label in labels.items()
    ]
