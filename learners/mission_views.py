"""« Je participe »: a mission noted, followed, and told afterwards in four questions. Everything private, nothing in an address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.lived import LIMIT, QUESTIONS, Note, State, TooManyNotes, drop_note, keep_note, notes
from assessments.results import profile_for
from assessments.views import UNPROCESSABLE, private_page
from kit.same_origin import same_origin_form
from learners.field import STATES, WITH_SKILLS, TellForm, begin, pressing_first, shown
from missions.choices import Status
from missions.models import Mission
from search import figures

# What the two buttons beside the states send.
JOIN, LEAVE_OUT = "join", "drop"
CONFLICT = 409


@private_page
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """All missions noted, what is going on first."""
    rows = shown(pressing_first(notes(request).values()), profile_for(request))
    return render(request, "learners/missions.html", {"rows": rows})


@private_page
@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def mission(request: HttpRequest, pk: int) -> HttpResponse:
    """One mission: its state, what to watch for, what was told of it. POST changes the state, or forgets it."""
    if request.method == "POST":
        return _changed(request, pk, request.POST.get("state", ""))
    if note := notes(request).get(pk):
        return _mission_page(request, note)
    found = Mission.objects.exclude(status=Status.WITHDRAWN).filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "learners/mission_new.html", {"mission": found})


def _mission_page(request: HttpRequest, note: Note) -> HttpResponse:
    row = shown([note], profile_for(request))[0]
    return render(request, "learners/mission.html", {"row": row, "note": note, "states": STATES.items()})


def _changed(request: HttpRequest, pk: int, wanted: str) -> HttpResponse:
    if wanted == LEAVE_OUT:
        drop_note(request, pk)
        return redirect(reverse("learners:space") + "#missions")
    try:
        note = begin(request, pk)
    except TooManyNotes:
        words = _("Tu suis déjà %(limit)s missions. Retires-en une, puis reviens.") % {"limit": LIMIT}
        rows = shown(pressing_first(notes(request).values()), profile_for(request))
        return render(request, "learners/missions.html", {"rows": rows, "error": words}, status=CONFLICT)
    if note is None:
        raise Http404
    if wanted in STATES and note.state != wanted:
        note = note.turned(State(wanted), timezone.now())
        keep_note(request, note)
        if note.state is State.DONE:
            figures.count(request, note.item, "done")
            return redirect("learners:mission_tell", pk, note.open_question)
    elif wanted != JOIN and wanted not in STATES:
        return _mission_page(request, note)
    return redirect("learners:mission", pk)


@private_page
@require_safe
def button(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in the place of « Je participe » for whoever does already; nothing for anybody else."""
    note = notes(request).get(pk)
    if note is None:
        return HttpResponse(status=204)
    return render(request, "learners/_mission_button.html", {"row": shown([note], profile_for(request))[0], "note": note})


@private_page
@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One of the four questions. Every button keeps what was typed; an empty answer passes."""
    note = notes(request).get(pk)
    if note is None or not 1 <= number <= len(QUESTIONS):
        raise Http404
    if note.state is not State.DONE:
        return redirect("learners:mission", pk)
    form = TellForm(request.POST if request.method == "POST" else None, note=note, number=number)
    if request.method == "POST" and form.is_valid():
        keep_note(request, form.told())
        return redirect(_onward(request.POST.get("go", ""), pk, number))
    context = {"form": form, "note": note, "number": number, "total": len(QUESTIONS), "with_skills": number == WITH_SKILLS}
    return render(request, "learners/mission_tell.html", context, status=UNPROCESSABLE if form.errors else 200)


def _onward(go: str, pk: int, number: int) -> str:
    """The page after an answer: the one before it, the space for later, else the next question or the space."""
    if go == "back" and number > 1:
        return reverse("learners:mission_tell", args=[pk, number - 1])
    if go in {"back", "later"}:
        return reverse("learners:mission", args=[pk])
    if number < len(QUESTIONS):
        return reverse("learners:mission_tell", args=[pk, number + 1])
    return reverse("learners:space") + "#missions"
