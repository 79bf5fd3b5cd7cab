"""A course: lessons in the order of the page tree, each with its quiz."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from kit.blocks import BodyBlock, StreamField, prefetch_renditions
from kit.pages import BasePage
from resources.blocks import QuizBlock
from resources.models.facts import Kind, Resource
from resources.progress import done_lessons
from resources.quiz import read_quiz
from resources.structured_data import course_data, lesson_data


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is in a course."""

    lessons: list[LessonPage]
    done_ids: frozenset[int]

    @classmethod
    def of(cls, lessons: list[LessonPage], done: Iterable[int]) -> Progress:
        """`done`: page ids. A lesson done in one language is done in the others."""
        done_ids = frozenset(done)
        if not done_ids:
            return cls(lessons, done_ids)
        works = [lesson.translation_key for lesson in lessons]
        elsewhere = LessonPage.objects.filter(pk__in=done_ids, translation_key__in=works)
        known = set(elsewhere.values_list("translation_key", flat=True))
        return cls(lessons, frozenset(lesson.pk for lesson in lessons if lesson.translation_key in known))

    @property
    def steps(self) -> list[tuple[LessonPage, bool]]:
        return [(lesson, lesson.pk in self.done_ids) for lesson in self.lessons]

    @property
    def done(self) -> int:
        return sum(done for _lesson, done in self.steps)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def next(self) -> LessonPage | None:
        """The first lesson not done yet."""
        return next((lesson for lesson, done in self.steps if not done), None)

    @property
    def next_number(self) -> int:
        return self.number(self.next) if self.next else 0

    def number(self, lesson: LessonPage) -> int:
        """Its place in the course, from 1; after the last for a lesson not published yet."""
        places = [other.pk for other in self.lessons]
        return places.index(lesson.pk) + 1 if lesson.pk in places else len(places) + 1

    def neighbours(self, lesson: LessonPage) -> tuple[LessonPage | None, LessonPage | None]:
        place = self.number(lesson) - 1
        before = self.lessons[place - 1] if place > 0 else None
        after = self.lessons[place + 1] if place + 1 < len(self.lessons) else None
        return before, after


def _depends_on_progress(response: HttpResponse) -> HttpResponse:
    """A shared cache must not give one person's progress to another."""
    patch_vary_headers(response, ["Cookie"])
    return response


class CoursePage(Resource):
    KIND = Kind.COURSE

    subpage_types = ["resources.LessonPage"]
    template = "resources/course_page.html"

    class Meta:
        verbose_name = _("cours")
        verbose_name_plural = pgettext_lazy("plusieurs", "cours")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        lessons = list(self.lessons.all().defer("body", "quiz"))
        context["progress"] = Progress.of(lessons, done_lessons(request))
        # What is kept with the course, for reading it without a network.
        context["parts"] = " ".join(lesson.get_url(request) or "" for lesson in lessons)
        context["structured"] = {**context["structured"], **course_data(self, lessons, request)}
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _depends_on_progress(super().serve(request, *args, **kwargs))


def begun_courses(done: Sequence[int], language: str) -> list[tuple[CoursePage, Progress]]:
    """Courses anybody may see with a lesson among those done (page ids, oldest first), the last one begun first.

    Each once, in `language` where there is such a version; four queries.
    """
    rows = list(LessonPage.objects.filter(pk__in=done).values_list("pk", "path", "translation_key")) if done else []
    latest: dict[str, int] = {}
    for pk, path, _work in rows:
        parent = path[: -LessonPage.steplen]
        latest[parent] = max(done.index(pk), latest.get(parent, 0))
    if not latest:
        return []
    works = {key: latest[path] for path, key in CoursePage.objects.filter(path__in=latest).values_list("path", "translation_key")}
    versions = (
        CoursePage.objects.published().filter(translation_key__in=works).select_related("locale").prefetch_related("lessons")
    )
    chosen: dict[UUID, CoursePage] = {}
    for course in versions.defer("body"):
        if course.translation_key not in chosen or course.locale.language_code == language:
            chosen[course.translation_key] = course
    known = {work for _pk, _path, work in rows}
    return [
        (course, Progress(lessons, frozenset(lesson.pk for lesson in lessons if lesson.translation_key in known)))
        for course in sorted(chosen.values(), key=lambda course: -works[course.translation_key])
        for lessons in [list(course.lessons.all())]
    ]


class LessonPage(BasePage):
    summary = models.TextField(
        _("résumé"),
        max_length=300,
        blank=True,
        validators=[MaxLengthValidator(300)],
        help_text=_("Ce qu'on saura faire à la fin de la leçon."),
    )
    minutes = models.PositiveSmallIntegerField(_("durée en minutes"), validators=[MinValueValidator(1), MaxValueValidator(600)])
    body = StreamField(BodyBlock(), verbose_name=_("contenu"))
    quiz = StreamField(
        QuizBlock(),
        blank=True,
        verbose_name=_("quiz"),
        help_text=_("De deux à cinq questions, avec un retour pour chaque réponse."),
    )
    loaded = models.JSONField(default=dict, editable=False)

    parent_page_types = ["resources.CoursePage"]
    subpage_types: list[str] = []
    template = "resources/lesson_page.html"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("summary")], heading=_("En bref")),
        FieldPanel("body"),
        FieldPanel("quiz"),
    ]

    class Meta:
        verbose_name = _("leçon")
        verbose_name_plural = _("leçons")

    @cached_property
    def course(self) -> CoursePage:
        return CoursePage.objects.parent_of(self).with_skills().defer("body").get()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`done`: page ids done by now, where the request's cookie is behind."""
        prefetch_renditions(self.body)
        done = kwargs.pop("done", None)
        context = super().get_context(request, *args, **kwargs)
        course = self.course
        course.locale = self.locale
        lessons = list(course.lessons.all().defer("body", "quiz"))
        progress = Progress.of(lessons, done_lessons(request) if done is None else done)
        before, after = progress.neighbours(self)
        return context | {
            "course": course,
            "progress": progress,
            "number": progress.number(self),
            "previous": before,
            "next": after,
            "is_done": self.pk in progress.done_ids,
            "quiz": read_quiz(self.quiz),
            "structured": lesson_data(self, course, request),
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _depends_on_progress(super().serve(request, *args, **kwargs))
