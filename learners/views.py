"""My space, its goals, and the shelves of what was kept, done or refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.results import profile_for
from assessments.views import UNPROCESSABLE, View, private_page
from kit.same_origin import same_origin_form
from learners.forms import GoalForm
from learners.retention import kept_about
from learners.shelf import ids_with, shelved
from learners.space import Space
from search.choices import Verdict
from search.goals import aims, drop_goal, set_goal

PER_PAGE = 20
# Verdict -> title of its shelf, what it is for, and what is said when it is empty.
SHELVES = {
    Verdict.KEPT: (
        _("Gardé pour plus tard"),
        _("Ce que tu as mis de côté."),
        _("Touche « Garder » sur un conseil : il arrive ici."),
    ),
    Verdict.DONE: (
        _("Déjà fait"),
        _("On ne te le propose plus. Une erreur ? Remets-le dans tes conseils."),
        _("Touche « Déjà fait » sur un conseil : il arrive ici."),
    ),
    Verdict.REFUSED: (
        _("Pas pour moi"),
        _("On ne te le propose plus. Si tu changes d'avis, reprends-le."),
        _("Touche « Pas pour moi » sur un conseil : il arrive ici."),
    ),
}


def sent_from(page: str) -> Callable[[View], View]:
    """For a form on a page of my space (its route's name): nobody else's page may send it, and a mere visit leads to the page."""

    def decorate(view: View) -> View:
        @private_page
        @same_origin_form
        @wraps(view)
        def sent(request: HttpRequest) -> HttpResponse:
            return view(request) if request.method == "POST" else redirect(page)

        return sent

    return decorate


@private_page
@require_safe
def space(request: HttpRequest) -> HttpResponse:
    """Everything about one person on one page; for somebody new, what it will hold."""
    gathered = Space(request)
    form = GoalForm(profile=gathered.profile, held={}, initial={"skill": request.GET.get("skill", "")})
    return _space_page(request, gathered, form)


def _space_page(request: HttpRequest, gathered: Space, form: GoalForm, status: int = 200) -> HttpResponse:
    context = {"space": gathered, "form": form, "kept_about": kept_about(request)}
    return render(request, "learners/space.html", context, status=status)


@sent_from("learners:space")
def add_goal(request: HttpRequest) -> HttpResponse:
    """Aim at a level of a skill. A wrong one comes back with what was chosen and why."""
    form = GoalForm(request.POST, profile=profile_for(request), held=aims(request))
    if not form.is_valid():
        return _space_page(request, Space(request), form, UNPROCESSABLE)
    set_goal(request, form.cleaned_data["skill"], form.cleaned_data["level"])
    return redirect(reverse("learners:space") + "#objectifs")


@sent_from("learners:space")
def remove_goal(request: HttpRequest) -> HttpResponse:
    drop_goal(request, request.POST.get("skill", ""))
    return redirect(reverse("learners:space") + "#objectifs")


@private_page
@require_safe
def shelf(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """All items with a verdict, the latest first, each with its way back."""
    title, lead, empty = SHELVES[verdict]
    page = Paginator(ids_with(request, verdict), PER_PAGE).get_page(request.GET.get("page"))
    finished = []
    if verdict == Verdict.DONE:
        finished = Space(request).finished_courses
    context = {
        "title": title,
        "lead": lead,
        "empty": empty,
        "verdict": verdict.value,
        "items": shelved(list(page.object_list)),
        "page": page,
        "finished": finished,
        "back": request.get_full_path(),
    }
    return render(request, "learners/shelf.html", context)
