"""What to do next, each with its reason, and what people answer to it."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from missions.departure import CameFrom
from search import figures
from search.choices import REFUSAL_REASONS, Verdict, choices, choose
from search.contract import Kind, Recommendation
from search.engine import EngineUnavailable, get_engine
from search.labels import kind_label, meta, reason_text
from search.learner import KEY, ContextForm, Learner, learner_of, stored_context
from search.parameters import whole_number
from search.recommend import FIRST_SCREEN, recommend
from search.twins import twin_key
from skills.naming import SkillName, skill_names

logger = logging.getLogger("tremplin.search")
MOST = 40


def row(rec: Recommendation, names: dict[str, SkillName], verdicts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What search/_recommendation.html shows of one recommendation."""
    return {
        "id": rec.item.id,
        "href": CameFrom.RECOMMENDATIONS.on(rec.item.url) if rec.item.kind is Kind.MISSION else rec.item.url,
        "kind": rec.item.kind.value,
        "kind_label": kind_label(rec.item),
        "title": rec.item.title,
        "lang": rec.item.language if rec.item.language != get_language() else "",
        "meta": meta(rec.item, rec.km),
        "reasons": [reason_text(reason, names) for reason in rec.reasons[:2]],
        "kept": verdicts.get(rec.item.id, {}).get("verdict") == Verdict.KEPT,
    }


def listing(request: HttpRequest, learner: Learner, shown: int, focus: str = "") -> dict[str, Any]:
    """Context of the list: rows, whether there are more, whether the engine answered.

    `focus` is the slug of the one skill to give advice on; one the learner has nothing of counts as none.
    """
    names, verdicts = skill_names(), choices(request)
    focused = names.get(focus) if learner.knows(focus) else None
    if focused:
        learner = learner.only(focus)
    try:
        found = recommend(get_engine(), learner.profile, learner.context, shown + 1)
        answers = True
    except EngineUnavailable as error:
        logger.warning("engine unavailable, no recommendations (%s)", error)
        found, answers = [], False
    return {
        "focus": focused,
        "rows": [row(rec, names, verdicts) for rec in found[:shown]],
        "more": shown + FIRST_SCREEN if len(found) > shown and shown < MOST else 0,
        "shown": shown,
        "engine_answers": answers,
        "learner": learner,
        "refusals": REFUSAL_REASONS.items(),
        "back": request.get_full_path() if not request.htmx else reverse("search:recommendations"),
    }


def _shown(parameters: QueryDict) -> int:
    """How many to show, from "n"; the first screen for anything else."""
    return whole_number(parameters, "n", FIRST_SCREEN, MOST, digits=3)


def context_form(request: HttpRequest) -> ContextForm:
    return ContextForm(initial=stored_context(request))


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    listed = listing(request, learner, _shown(request.GET), request.GET.get("skill", ""))
    context = {**listed, "form": context_form(request)}
    return render(request, "search/recommendations.html", context)


@require_safe
@never_cache
def fragment(request: HttpRequest) -> HttpResponse:
    """The list alone, for the result page of an assessment."""
    listed = listing(request, learner_of(request), _shown(request.GET), request.GET.get("skill", ""))
    return render(request, "search/_recommendations.html", listed)


@require_POST
def change_context(request: HttpRequest) -> HttpResponse:
    """Age and place. Wrong ones come back with what was typed and why."""
    form = ContextForm(request.POST)
    if form.is_valid():
        request.session[KEY] = form.to_session()
        return redirect("search:recommendations")
    learner = learner_of(request)
    context = {**listing(request, learner, FIRST_SCREEN), "form": form, "back": reverse("search:recommendations")}
    return render(request, "search/recommendations.html", context, status=422)


@require_POST
def verdict(request: HttpRequest) -> HttpResponse:
    """Kept, done, not for me, or none of it any more; then back to the list."""
    item_id = request.POST.get("item", "")
    before, said_now = choices(request).get(item_id, {}).get("verdict", ""), request.POST.get("verdict", "")
    try:
        choose(request, item_id, said_now, request.POST.get("why", ""), _twin(item_id))
    except ValueError:
        return HttpResponseBadRequest(_("On n'a pas compris ce choix. Recharge la page et recommence."))
    if said_now and said_now != before:
        figures.count(request, item_id, said_now)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("search:recommendations")
    if request.htmx:
        context = listing(request, learner_of(request), _shown(request.POST), request.POST.get("skill", ""))
        said = {"item": item_id, "text": _said(said_now), "undo": bool(said_now)}
        return render(request, "search/_recommendations.html", {**context, "said": said})
    messages.success(request, _said(said_now))
    return redirect(back)


def _twin(item_id: str) -> str:
    """What the item is on any platform; empty when it cannot be looked up."""
    try:
        item = get_engine().get(item_id)
    except EngineUnavailable:
        return ""
    return twin_key(item) if item else ""


def _said(given: str) -> str:
    return {
        Verdict.KEPT: _("Gardé."),
        Verdict.DONE: _("Noté : c'est fait. On ne te le proposera plus."),
        Verdict.REFUSED: _("Noté. On ne te le proposera plus."),
    }.get(given, _("C'est annulé."))
