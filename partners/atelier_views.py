"""A workshop as its participants see it: a code, a nickname, the sessions. No account, and nothing kept before a nickname is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions import NothingToAsk
from assessments.device import device_of, remember_device
from assessments.questions import minutes
from assessments.scoring import STATEMENTS_PER_SKILL
from assessments.views import UNPROCESSABLE, private_page
from kit.same_origin import same_origin_form
from partners import guesses, workshops
from partners.models import Participant, SessionMaterial, Workshop
from partners.workshop_forms import JoinForm, NicknameForm
from partners.workshop_models import SessionKey, normal_code

NOT_FOUND, GONE, TOO_MANY = 404, 410, 429
YES_OR_NO = {"yes", "no"}
# The code of the workshop last gone into, for the way back from the questionnaire (templates/assessments/result.html).
CURRENT = "workshop"


def _page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return private_page(same_origin_form(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _places(request: HttpRequest) -> Any:
    device = device_of(request)
    return Participant.objects.with_progress().filter(device=device) if device else Participant.objects.none()


def _found(code: str) -> Workshop | None:
    return Workshop.objects.select_related("partner").filter(code=normal_code(code), partner__active=True).first()


@_page
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code; the workshops this device is in are listed."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _enter_page(request, form, UNPROCESSABLE if form.errors else 200)
    if guesses.too_many(request):
        return _too_many(request, form)
    workshop = _found(form.cleaned_data["code"])
    if workshop is None:
        guesses.was_wrong(request)
        form.add_error("code", _("Aucun atelier n'a ce code. Regarde bien le tableau, puis recommence."))
        return _enter_page(request, form, UNPROCESSABLE)
    return redirect("partners:atelier", workshop.code)


def _enter_page(request: HttpRequest, form: JoinForm, status: int) -> HttpResponse:
    places = _places(request).select_related("workshop").order_by("-joined")
    return render(request, "partners/atelier_enter.html", {"form": form, "places": places}, status=status)


def _too_many(request: HttpRequest, form: JoinForm) -> HttpResponse:
    form.full_clean()
    form.add_error("code", _("Trop de codes faux viennent d'ici. Attends dix minutes, puis recommence."))
    return _enter_page(request, form, TOO_MANY)


def workshop_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the workshop of the code in its address, and this device's place in it or None."""

    @_page
    @wraps(view)
    def found(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        place = _places(request).select_related("workshop__partner").filter(workshop__code=normal_code(code)).first()
        if place is not None:
            return view(request, place.workshop, place, *args, **kwargs)
        form = JoinForm({"code": code[:40]})
        # Who is in already is never kept waiting; whoever guesses learns nothing more.
        if guesses.too_many(request):
            return _too_many(request, form)
        workshop = _found(code)
        if workshop is None:
            guesses.was_wrong(request)
            form.full_clean()
            form.add_error("code", _("Aucun atelier n'a ce code. Regarde bien le tableau, puis recommence."))
            return _enter_page(request, form, NOT_FOUND)
        return view(request, workshop, None, *args, **kwargs)

    return found


@workshop_page
def atelier(request: HttpRequest, workshop: Workshop, place: Participant | None) -> HttpResponse:
    """A nickname to get in; then the sessions, and what may be shown and kept."""
    if place is None:
        return _join(request, workshop)
    if request.method != "POST":
        return _place_page(request, workshop, place)
    if request.POST.get("share") in YES_OR_NO:
        place.shares = request.POST["share"] == "yes"
        place.save(update_fields=["shares"])
    if request.POST.get("keep") in YES_OR_NO:
        workshops.keep(place, kept=request.POST["keep"] == "yes")
    return redirect("partners:atelier", workshop.code)


def _join(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    form = NicknameForm(request.POST if request.method == "POST" else None)
    status = 200 if workshop.is_open else GONE
    if request.method == "POST" and workshop.is_open:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                workshops.join(workshop, remember_device(request), form.cleaned_data["nickname"])
            except (workshops.WorkshopFull, workshops.WorkshopClosed):
                form.add_error("nickname", _("Cet atelier est complet. Demande à la personne qui anime."))
            else:
                request.session[CURRENT] = workshop.code
                request.session[workshops.JOINED] = True
                return redirect("partners:atelier", workshop.code)
    return render(request, "partners/atelier_join.html", {"workshop": workshop, "form": form}, status=status)


def _place_page(request: HttpRequest, workshop: Workshop, place: Participant, status: int = 200) -> HttpResponse:
    materials = {one.key: one for one in SessionMaterial.objects.filter(key__in=workshop.sessions)}
    sessions = [(key, materials.get(key), place.has_done(key)) for key in workshop.session_keys]
    context = {
        "workshop": workshop,
        "place": place,
        "sessions": sessions,
        "next": next((key for key, _material, done in sessions if not done), None),
    }
    return render(request, "partners/atelier.html", context, status=status)


@workshop_page
def session(request: HttpRequest, workshop: Workshop, place: Participant | None, key: str) -> HttpResponse:
    """The material of one session, and the way to say it is done; the questionnaire says so by itself."""
    if key not in workshop.sessions:
        raise Http404
    if place is None:
        return redirect("partners:atelier", workshop.code)
    if request.method == "POST":
        return _go_on(request, workshop, place, SessionKey(key))
    return _session_page(request, workshop, place, SessionKey(key))


def _session_page(request: HttpRequest, workshop: Workshop, place: Participant, key: SessionKey, error: str = "") -> HttpResponse:
    keys = workshop.session_keys
    context = {
        "workshop": workshop,
        "place": place,
        "key": key,
        "material": SessionMaterial.objects.filter(key=key).first(),
        "number": keys.index(key) + 1,
        "total": len(keys),
        "done": place.has_done(key),
        "following": next(iter(keys[keys.index(key) + 1 :]), None),
        "minutes": minutes(len(workshop.skills) * STATEMENTS_PER_SKILL),
        "error": error,
    }
    return render(request, "partners/atelier_session.html", context, status=UNPROCESSABLE if error else 200)


def _go_on(request: HttpRequest, workshop: Workshop, place: Participant, key: SessionKey) -> HttpResponse:
    if not workshop.is_open:
        return _place_page(request, workshop, place, GONE)
    request.session[CURRENT] = workshop.code
    if key != SessionKey.ASSESS:
        workshops.mark_done(place, key, done=request.POST.get("done") != "no")
        return redirect("partners:atelier", workshop.code)
    try:
        assessment = workshops.begin_assessment(place)
    except NothingToAsk:
        words = _("Il n'y a plus de questions sur ces compétences. Demande à la personne qui anime.")
        return _session_page(request, workshop, place, key, words)
    return redirect("assessments:resume", assessment.pk)


@workshop_page
def leave(request: HttpRequest, workshop: Workshop, place: Participant | None) -> HttpResponse:
    """Asks, then forgets the place."""
    if place is None:
        return redirect("partners:atelier", workshop.code)
    if request.method != "POST":
        return render(request, "partners/atelier_leave.html", {"workshop": workshop, "place": place})
    workshops.leave(place)
    request.session.pop(CURRENT, None)
    return redirect("partners:enter")
