"""The questionnaire inside a partner's page: one address, its state in the form, nothing kept (partners/answering.py)."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.choice import current_offer
from assessments.forms import DONT_KNOW, AnswerForm, SkillsForm
from assessments.models import Statement
from assessments.questions import MAX_SKILLS, minutes
from assessments.scoring import STATEMENTS_PER_SKILL
from assessments.views import UNPROCESSABLE
from learners.transfers import code_for
from missions.ages import MINOR
from partners.answering import Answering, begin, portable, results_of
from partners.figures import DONE, count
from partners.models import EmbedKind
from partners.pages import embed_page, form_refused
from partners.tokens import FIELD, TokenRefused, make_token, read_token
from search.contract import Recommendation
from search.engine import EngineUnavailable, get_engine
from search.recommend import Context, recommend
from search.views_recommendations import row
from skills.naming import skill_names
from skills.profile import SkillProfile

logger = logging.getLogger("tremplin.partners")
START, ANSWERS = "questionnaire", "reponses"
ADVICE = 6


@embed_page(EmbedKind.QUESTIONNAIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest) -> HttpResponse:
    """GET: what is asked and how long it takes (`?competences=a,b` fixes the skills); POST: the next step."""
    if request.method != "POST":
        return _start_page(request)
    try:
        response = _start(request) if "commencer" in request.POST else _step(request)
    except TokenRefused as error:
        return form_refused(request, error)
    add_never_cache_headers(response)
    return response


# --- the start -------------------------------------------------------------------------------------


def _start_page(request: HttpRequest, error: str = "", checked: tuple[str, ...] = ()) -> HttpResponse:
    offer = current_offer()
    fixed = offer.known(request.GET.get("competences", "").split(","))
    context = {
        **_frame(request),
        "fixed": [offer.skills[slug] for slug in fixed],
        "families": [(one, one.chosen(checked)) for one in offer.families],
        "checked": checked,
        "max_skills": MAX_SKILLS,
        "minutes": minutes((len(fixed) or MAX_SKILLS) * STATEMENTS_PER_SKILL),
        "error": error,
        "token": make_token(request, START),
    }
    return render(request, "embed/questionnaire.html", context, status=UNPROCESSABLE if error else 200)


def _start(request: HttpRequest) -> HttpResponse:
    read_token(request, START)
    form = SkillsForm(request.POST, available=current_offer().skills)
    if not form.is_valid():
        return _start_page(request, form.errors["skills"][0], tuple(request.POST.getlist("skills")))
    answering = begin(form.cleaned_data["skills"])
    if answering is None:
        return _start_page(request, _("Il n'y a pas encore de questions pour ce choix."))
    return _question_page(request, answering)


# --- one statement at a time -----------------------------------------------------------------------


def _step(request: HttpRequest) -> HttpResponse:
    answering = Answering.from_token(read_token(request, ANSWERS))
    if "retour" in request.POST:
        return _question_page(request, answering.back())
    if answering.done:
        return _result_page(request, answering)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _question_page(request, answering, error=form.errors["value"][0])
    answering = answering.answered(form.cleaned_data["value"])
    if not answering.done:
        return _question_page(request, answering)
    count(request, EmbedKind.QUESTIONNAIRE.value, DONE)
    return _result_page(request, answering)


def _question_page(request: HttpRequest, answering: Answering, error: str = "") -> HttpResponse:
    statement = Statement.objects.filter(slug=answering.statements[answering.number - 1]).first()
    if statement is None:
        # Taken out of the questionnaire while somebody answered it: as good as "je ne sais pas".
        answering = answering.answered(None)
        return _result_page(request, answering) if answering.done else _question_page(request, answering)
    context = {
        **_frame(request),
        "statement": statement,
        "number": answering.number,
        "total": len(answering.statements),
        "choices": AnswerForm.base_fields["value"].choices,
        "dont_know": DONT_KNOW,
        "error": error,
        "token": make_token(request, ANSWERS, answering.to_token()),
    }
    return render(request, "embed/question.html", context, status=UNPROCESSABLE if error else 200)


# --- the result ------------------------------------------------------------------------------------


def _result_page(request: HttpRequest, answering: Answering) -> HttpResponse:
    skills, profile = results_of(answering, timezone.now())
    advice, engine_answers = _advice(profile)
    names = skill_names()
    context = {
        **_frame(request),
        "skills": skills,
        "rows": [row(rec, names, {}) for rec in advice],
        "engine_answers": engine_answers,
        "token": make_token(request, ANSWERS, answering.to_token()),
    }
    return render(request, "embed/result.html", context)


def _advice(profile: SkillProfile) -> tuple[list[Recommendation], bool]:
    """What to do next. Nobody is asked their age here: only missions open to minors, as in a class."""
    language = get_language() or "fr"
    context = Context(today=timezone.localdate(), languages=(language, *({"fr", "en"} - {language})), age=MINOR)
    try:
        return recommend(get_engine(), profile, context, ADVICE), True
    except EngineUnavailable as error:
        logger.warning("engine unavailable, no recommendations (%s)", error)
        return [], False


@embed_page(EmbedKind.QUESTIONNAIRE)
@require_POST
def take_along(request: HttpRequest) -> HttpResponse:
    """On the portal, in a tab of its own: the answers wait there behind a code, for ten minutes, once."""
    try:
        answering = Answering.from_token(read_token(request, ANSWERS))
    except TokenRefused as error:
        return form_refused(request, error)
    now = timezone.now()
    return redirect("handover", code_for(portable(answering, now, now)).text)


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "embed": request.embed,
        "field": FIELD,
        "here": reverse("embed:questionnaire", args=[request.embed.partner.slug]) + request.embed.query,
        "on_portal": request.build_absolute_uri(reverse("assessments:start")),
    }
