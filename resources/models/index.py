"""The list of resources of one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from kit.edition import edition, of_edition
from kit.pages import BasePage
from resources.forms import FilterForm
from resources.models.facts import Resource, ResourceQuerySet, ResourceSkill
from skills.naming import skill_names

# Fills the grid at one, two, three and four columns.
PAGE_SIZE = 12


class ResourceIndexPage(BasePage):
    summary = models.TextField(_("introduction"), max_length=300, blank=True, validators=[MaxLengthValidator(300)])

    subpage_types = ["resources.ArticlePage", "resources.VideoPage", "resources.CoursePage"]
    max_count_per_parent = 1
    template = "resources/index_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("liste des ressources")
        verbose_name_plural = _("listes des ressources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A filter that is not known is named beside its field, and the rest of them still count."""
        context = super().get_context(request, *args, **kwargs)
        name = f"resources.list.{self.pk}"
        form = FilterForm(request.GET, skills=_named(of_edition(f"{name}.skills", lambda: _skills_of(self._found({})))))
        form.is_valid()
        chosen = form.cleaned_data
        # Which choices made this list: its number and its cards are kept under them, for everybody.
        context["list_name"] = f"{name}.{chosen.get('kind', '')}.{chosen.get('skill', '')}"
        paginator = Paginator(_Later(lambda: self._found(chosen).with_skills().for_cards().newest_first()), PAGE_SIZE)
        paginator.count = of_edition(f"{context['list_name']}.count", lambda: self._found(chosen).count())
        context["form"] = form
        context["filtered"] = any(chosen.values())
        context["page_obj"] = paginator.get_page(request.GET.get("page"))
        context["edition"] = edition()
        return context

    def _found(self, chosen: Mapping[str, str]) -> ResourceQuerySet:
        """The resources of this list, with a kind or a skill (slug) where they were chosen."""
        found = Resource.objects.child_of(self).published()
        if chosen.get("kind"):
            found = found.of_kind(chosen["kind"])
        return found.training([chosen["skill"]]) if chosen.get("skill") else found


class _Later:
    """A paginator's list whose question is put together when its rows are asked for: mostly the cards are kept."""

    def __init__(self, make: Callable[[], ResourceQuerySet]) -> None:
        self._make = make

    def __getitem__(self, window: slice) -> Any:
        return SimpleLazyObject(lambda: self._make()[window])


def _skills_of(resources: ResourceQuerySet) -> set[str]:
    """Slugs of the skills that one of the resources trains."""
    return set(ResourceSkill.objects.filter(page__in=resources).order_by().values_list("skill__slug", flat=True).distinct())


def _named(used: set[str]) -> list[tuple[str, str]]:
    """Slug and name, in the framework's order."""
    return [(slug, skill.name) for slug, skill in skill_names().items() if slug in used]
