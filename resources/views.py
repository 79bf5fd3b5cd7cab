"""Answers to a quiz, a lesson marked as done, and our own video files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document

from kit.same_origin import same_origin_form
from resources.media import MEDIA_TYPES, ranged_response
from resources.models import LessonPage
from resources.progress import done_lessons, remember
from resources.quiz import BadAnswers, read_quiz


def _lesson(request: HttpRequest, lesson_id: int) -> LessonPage:
    """A lesson this visitor may see; 404 otherwise, whatever the reason."""
    lesson = get_object_or_404(LessonPage.objects.current(), pk=lesson_id)
    if not all(restriction.accept_request(request) for restriction in lesson.get_view_restrictions()):
        raise Http404
    return lesson


@same_origin_form
def quiz(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Mark a quiz. Answers to all questions complete the lesson, right or not: it is practice."""
    lesson = _lesson(request, lesson_id)
    if request.method != "POST":
        return redirect(f"{lesson.get_url(request)}#quiz")
    try:
        answers, status, error = read_quiz(lesson.quiz, request.POST.getlist), 200, ""
    except BadAnswers:
        answers, status = read_quiz(lesson.quiz), 422
        error = _("Le quiz a changé, ou l'envoi est abîmé. Choisis tes réponses encore une fois, puis valide.")
    kept = done_lessons(request)
    complete = bool(answers.total) and answers.complete
    if complete:
        kept = (*(key for key in kept if key != lesson.pk), lesson.pk)
    context = {**lesson.get_context(request, done=kept), "quiz": answers, "marked": not error, "error": error}
    template = "resources/_quiz.html" if request.htmx else lesson.get_template(request)
    response = TemplateResponse(request, template, context, status=status)
    if complete:
        remember(response, kept)
    return response


@same_origin_form
def done(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Mark a lesson as done and go on to the next one, or back to the course."""
    lesson = _lesson(request, lesson_id)
    if request.method != "POST":
        return redirect(lesson.get_url(request))
    context = lesson.get_context(request)
    target = context["next"] or lesson.course
    response = HttpResponseRedirect(target.get_url(request), status=303)
    remember(response, [*(key for key in done_lessons(request) if key != lesson.pk), lesson.pk])
    return response


@require_safe
def media(request: HttpRequest, document_id: int, filename: str) -> HttpResponse:
    """A video or its captions, in ranges: phones ask for a video piece by piece."""
    document = get_object_or_404(Document, pk=document_id)
    kind = MEDIA_TYPES.get(document.file_extension.lower())
    if kind is None or document.filename != filename:
        raise Http404
    if not all(restriction.accept_request(request) for restriction in document.collection.get_view_restrictions()):
        raise Http404
    return ranged_response(request, document.file, kind)
