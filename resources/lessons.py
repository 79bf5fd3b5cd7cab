"""A course's lessons as a relation: the page tree is the link, and `prefetch_related` understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Left, Length
from wagtail.models import Page

if TYPE_CHECKING:
    from resources.models import Resource


class Lessons:
    """`page.lessons`; empty for pages that are no course."""

    NAME = "lessons"

    def __init__(self, page: Resource) -> None:
        self.page = page
        self.model = apps.get_model("resources", "LessonPage")

    def all(self) -> models.QuerySet[Any]:
        """Lessons in order: live, and not past their date of removal."""
        known = getattr(self.page, "_prefetched_objects_cache", {}).get(self.NAME)
        return self.model.objects.child_of(self.page).current().order_by("path") if known is None else known

    get_queryset = all

    def get_prefetch_querysets(self, instances: list[Resource], querysets: Any = None) -> tuple[Any, ...]:
        """Django's protocol: rows, key of a row, key of an instance, single?, cache name, descriptor?"""
        courses = [page.path for page in instances if page.kind == "course"]
        rows = self.model.objects.none()
        if courses:
            parent = Left("path", Length("path") - Page.steplen)
            rows = self.model.objects.published().alias(parent_path=parent).filter(parent_path__in=courses).order_by("path")
        return rows, lambda lesson: lesson.path[: -Page.steplen], lambda page: page.path, False, self.NAME, False
