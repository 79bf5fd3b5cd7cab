"""Imports in Wagtail's admin: their pages, and what is wrong on the first page. Called from missions/wagtail_hooks.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.widgets import SnippetListingButton

from missions.models import Source
from missions.runs import views
from missions.runs.health import warnings_of


@hooks.register("register_admin_urls")
def pages() -> list[URLPattern]:
    return [
        path("missions/sources/<int:pk>/imports/", views.SourceRunsView.as_view(), name="missions_source_runs"),
        path("missions/sources/<int:pk>/relancer/", views.AskView.as_view(), name="missions_source_ask"),
        path("missions/imports/<int:pk>/", views.RunView.as_view(), name="missions_run"),
        path("missions/imports/<int:pk>/decider/", views.DecideView.as_view(), name="missions_run_decide"),
        path("missions/imports/<int:pk>/refus.csv", views.RefusalsCsv.as_view(), name="missions_run_refusals"),
        path("missions/imports/<int:pk>/differences.csv", views.DifferencesCsv.as_view(), name="missions_run_differences"),
        path("missions/<int:pk>/rouvrir/", views.RestoreView.as_view(), name="missions_restore"),
    ]


@hooks.register("register_snippet_listing_buttons")
def to_imports(snippet: Model, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[SnippetListingButton]:
    """From a source in the list to its imports."""
    if isinstance(snippet, Source):
        yield SnippetListingButton(
            _("Imports"), reverse("missions_source_runs", args=[snippet.pk]), icon_name="history", priority=5
        )


class SourcesPanel(Component):
    """Sources with a warning, for who may do something about it."""

    name = "missions_sources"
    template_name = "missions/admin/sources_panel.html"
    order = 200

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        found = [(source, warnings_of(source)) for source in Source.objects.filter(active=True)]
        return {"sources": [(source, warnings) for source, warnings in found if warnings]}


@hooks.register("construct_homepage_panels", order=10)
def add_sources_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("missions.change_source"):
        panels.append(SourcesPanel())
