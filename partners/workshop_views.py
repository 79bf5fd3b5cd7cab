"""A workshop as its leader sees it: who is in, how far the group is, its results, its material, its screen and its sheets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.choice import current_offer
from assessments.questions import MAX_SKILLS
from assessments.views import UNPROCESSABLE
from partners import qr, sheets, workshops
from partners.access import partner_page
from partners.models import Partner, SessionMaterial, Workshop
from partners.workshop_forms import WorkshopForm
from partners.workshop_models import SessionKey
from partners.workshop_results import group_results
from skills.naming import skill_names

# Digits of the largest key a database holds, and none more.
LONGEST_KEY = 19


def workshop_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets `workshop`, one of the partner's own; another's is not found."""

    @partner_page
    @wraps(view)
    def owned(request: HttpRequest, partner: Partner, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        workshop = get_object_or_404(partner.workshops.with_numbers(), pk=pk)
        workshop.partner = partner
        return view(request, workshop, *args, **kwargs)

    return owned


def address_of(workshop: Workshop) -> str:
    """Where participants go in, in full."""
    return f"{settings.BASE_URL}{reverse('partners:atelier', args=[workshop.code])}"


def short_address() -> str:
    """What is typed from a board: without the scheme."""
    return f"{settings.BASE_URL}{reverse('partners:enter')}".partition("://")[2]


@partner_page
@require_safe
def workshop_list(request: HttpRequest, partner: Partner) -> HttpResponse:
    return render(request, "partners/workshops.html", {"partner": partner, "workshops": partner.workshops.with_numbers()[:50]})


@partner_page
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, partner: Partner) -> HttpResponse:
    offer = current_offer()
    first = {"sessions": SessionKey.values}
    form = WorkshopForm(request.POST or None, available=offer.skills, initial=first)
    if form.is_valid():
        data = form.cleaned_data
        fields = {name: data[name] for name in ("title", "day", "skills", "sessions")}
        workshop = workshops.open_workshop(partner, fields)
        return redirect("partners:workshop", partner.slug, workshop.pk)
    marked = set(request.POST.getlist("skills"))
    context = {
        "partner": partner,
        "form": form,
        "families": [(one, one.chosen(marked)) for one in offer.families],
        "checked": marked,
        "max_skills": MAX_SKILLS,
        "sessions": SessionKey,
        "chosen_sessions": request.POST.getlist("sessions") if form.is_bound else SessionKey.values,
    }
    return render(request, "partners/workshop_new.html", context, status=UNPROCESSABLE if form.errors else 200)


@workshop_page
@require_safe
def workshop(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    participants = list(workshop.participants.select_related("assessment"))
    materials = {one.key: one for one in SessionMaterial.objects.filter(key__in=workshop.sessions)}
    names = skill_names()
    context = {
        "partner": workshop.partner,
        "workshop": workshop,
        "skills": [names[slug].name for slug in workshop.skills if slug in names],
        "participants": participants,
        "steps": [(key, materials.get(key), sum(one.has_done(key) for one in participants)) for key in workshop.session_keys],
        "results": group_results(workshop, participants) if SessionKey.ASSESS in workshop.sessions else None,
        "address": short_address(),
    }
    return render(request, "partners/workshop.html", context)


@workshop_page
@require_POST
def close(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    workshops.close(workshop)
    return redirect("partners:workshop", workshop.partner.slug, workshop.pk)


@workshop_page
@require_POST
def hide_nickname(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """One nickname gives way to a neutral one."""
    typed = request.POST.get("place", "")
    place = get_object_or_404(workshop.participants, pk=typed if typed.isdecimal() and len(typed) < LONGEST_KEY else 0)
    workshops.hide_nickname(place)
    return redirect(f"{reverse('partners:workshop', args=[workshop.partner.slug, workshop.pk])}#qui")


def _material(workshop: Workshop, key: str) -> SessionMaterial:
    """Http404 for a session that is not the workshop's."""
    if key not in workshop.sessions:
        raise Http404
    return get_object_or_404(SessionMaterial, key=key)


@workshop_page
@require_safe
def material(request: HttpRequest, workshop: Workshop, key: str) -> HttpResponse:
    """A session with the leader's notes."""
    context = {"partner": workshop.partner, "workshop": workshop, "material": _material(workshop, key)}
    return render(request, "partners/workshop_material.html", context)


# --- the board, and paper -------------------------------------------------------------------------


@workshop_page
@require_safe
def screen(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """For the projector: the code, where to type it, and how many are in."""
    context = {
        "partner": workshop.partner,
        "workshop": workshop,
        "address": short_address(),
        "code": qr.Squares(address_of(workshop)),
    }
    return render(request, "partners/workshop_screen.html", context)


@workshop_page
@require_safe
def count(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The number alone, asked for again and again by the screen."""
    return render(request, "partners/_workshop_count.html", {"workshop": workshop})


@workshop_page
@require_safe
def poster(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    return _pdf("affiche", sheets.poster(workshop, short_address(), qr.Squares(address_of(workshop))))


@workshop_page
@require_safe
def sheet(request: HttpRequest, workshop: Workshop, key: str) -> HttpResponse:
    return _pdf(key, sheets.session_sheet(workshop, _material(workshop, key)))


def _pdf(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tremplin-{name}.pdf"'
    return response
