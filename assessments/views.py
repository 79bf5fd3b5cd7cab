"""Choosing what to assess, and one statement at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import record_answer, start_assessment
from assessments.choice import Offer, current_offer
from assessments.device import device_of, remember_device
from assessments.forms import DONT_KNOW, AnswerForm, SkillsForm
from assessments.models import Answer, SelfAssessment
from assessments.questions import MAX_SKILLS, minutes
from assessments.scoring import STATEMENTS_PER_SKILL
from kit.same_origin import same_origin_form

UNPROCESSABLE = 422
# Sent by static/js/assessment-question.js, which replaces the question instead of the page.
PARTIAL, NEXT = "X-Partial", "X-Next"
View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Answers about one person: kept by no cache, found by no search engine."""

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return private


def own_assessment(request: HttpRequest, key: uuid.UUID) -> SelfAssessment:
    """This device's assessment; Http404 for anybody else's."""
    return get_object_or_404(SelfAssessment.objects.of_device(device_of(request)).with_progress(), pk=key)


# --- the start -------------------------------------------------------------------------------


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Three ways to choose one to five skills; POST starts. `?skills=a,b` chooses beforehand."""
    offer = current_offer()
    if request.method == "POST":
        return _start_with_choice(request, offer)
    return _start_page(request, offer, preselected=offer.known(request.GET.get("skills", "").split(",")))


def _start_with_choice(request: HttpRequest, offer: Offer) -> HttpResponse:
    key = uuid.uuid4()
    if "surprise" in request.POST:
        return _begin(request, offer.surprise(key.int), key)
    if "situation" in request.POST:
        skills = offer.situation(request.POST["situation"])
        if not skills:
            error = _("Cette situation n'existe pas, ou plus. Choisis-en une autre.")
            return _start_page(request, offer, error=error)
        return _begin(request, skills, key)
    form = SkillsForm(request.POST, available=offer.skills)
    if form.is_valid():
        return _begin(request, form.cleaned_data["skills"], key)
    return _start_page(request, offer, error=form.errors["skills"][0], checked=request.POST.getlist("skills"))


def _begin(request: HttpRequest, skills: list[str], key: uuid.UUID) -> HttpResponse:
    device = remember_device(request)
    # A second tap on the button finds what the first one started.
    untouched = SelfAssessment.objects.of_device(device).untouched(skills).first()
    assessment = untouched or start_assessment(device, skills, key)
    return redirect("assessments:question", assessment.pk, 1)


def _start_page(
    request: HttpRequest, offer: Offer, *, preselected: list[str] | None = None, error: str = "", checked: Any = ()
) -> HttpResponse:
    device = device_of(request)
    own = SelfAssessment.objects.of_device(device).with_progress() if device else ()
    chosen = preselected or []
    marked = set(chosen) | set(checked)
    context = {
        "offer": offer,
        "families": [(one, one.chosen(marked)) for one in offer.families],
        "checked": marked,
        "preselected": [offer.skills[slug] for slug in chosen],
        "preselected_minutes": minutes(len(chosen) * STATEMENTS_PER_SKILL),
        "max_skills": MAX_SKILLS,
        "error": error,
        "unfinished": next((one for one in own if one.completed is None and one.done), None),
        "has_results": any(one.completed for one in own),
    }
    response = render(request, "assessments/start.html", context, status=UNPROCESSABLE if error else 200)
    if device:
        add_never_cache_headers(response)
    return response


# --- one statement at a time -------------------------------------------------------------------


@private_page
@require_safe
def resume(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """On to the first statement without an answer, or to the result."""
    return redirect(_address_of(own_assessment(request, key)))


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """One statement; POST writes the answer and goes on. A completed assessment shows its result."""
    assessment = own_assessment(request, key)
    answer = get_object_or_404(assessment.answers.select_related("statement"), number=number)
    if assessment.completed:
        return _onward(request, assessment, number)
    if request.method != "POST":
        return _question_page(request, assessment, answer)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _question_page(request, assessment, answer, error=form.errors["value"][0])
    record_answer(assessment, number, form.cleaned_data["value"])
    return _onward(request, assessment, number)


def _onward(request: HttpRequest, assessment: SelfAssessment, number: int) -> HttpResponse:
    following = assessment.answers.select_related("statement").filter(number=number + 1).first()
    address = _address_of(assessment, following)
    if PARTIAL not in request.headers:
        return redirect(address)
    if following and not assessment.completed:
        response = _question_page(request, assessment, following)
    else:
        response = HttpResponse(status=204)
    response[NEXT] = address
    return response


def _address_of(assessment: SelfAssessment, following: Answer | None = None) -> str:
    """Where an assessment goes on: the statement that follows, else the first open one, else the result."""
    number = following.number if following else assessment.next_open()
    if assessment.completed or number is None:
        return reverse("assessments:result", args=[assessment.pk])
    return reverse("assessments:question", args=[assessment.pk, number])


def _question_page(request: HttpRequest, assessment: SelfAssessment, answer: Answer, *, error: str = "") -> HttpResponse:
    given = None
    if answer.answered:
        given = DONT_KNOW if answer.value is None else str(answer.value)
    context = {
        "assessment": assessment,
        "answer": answer,
        "choices": AnswerForm.base_fields["value"].choices,
        "dont_know": DONT_KNOW,
        "given": given,
        "error": error,
        "previous": answer.number - 1,
    }
    template = "assessments/_question.html" if PARTIAL in request.headers else "assessments/question.html"
    response = render(request, template, context, status=UNPROCESSABLE if error else 200)
    patch_vary_headers(response, [PARTIAL])
    return response
