"""The first page of the admin: what to do now, and what waits for this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import Page, PageQuerySet, Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from desk.access import WRITERS
from desk.workflow import pages_in_review
from desk.writing import WayToWrite, ways_to_write
from home.models import ContactSetting
from missions.models import Mission

SHOWN = 10


class Panel(Component):
    """A panel that knows who is looking."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {"request": request, **self.content(request.user)}

    def content(self, user: AbstractBaseUser) -> dict[str, Any]:
        raise NotImplementedError


class StartPanel(Panel):
    """The main buttons of each role's work, and what the law wants filled in."""

    name = "start"
    template_name = "desk/home/start.html"
    order = 100

    def content(self, user: AbstractBaseUser) -> dict[str, Any]:
        return {"ways": _buttons(user), "legal": _legal_blanks(user)}


def _buttons(user: AbstractBaseUser) -> list[WayToWrite]:
    ways = ways_to_write(user)
    buttons = [way for way in ways if way.language == ways[0].language]
    if page_permission_policy.user_has_any_permission(user, WRITERS):
        buttons.append(WayToWrite(str(_("Toutes les ressources")), reverse("ressources:index"), "doc-full", ""))
    missions = ModelPermissionPolicy(Mission)
    if missions.user_has_permission(user, "change"):
        view_set = Mission.snippet_viewset
        buttons += [
            WayToWrite(str(_("Ajouter une mission")), reverse(view_set.get_url_name("add")), "plus", ""),
            WayToWrite(str(_("Toutes les missions")), reverse(view_set.get_url_name("list")), "site", ""),
        ]
    return buttons


def _legal_blanks(user: AbstractBaseUser) -> dict[str, Any] | None:
    """Where to fill them in and which they are; None where there is none, or this person may not."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or not ContactSetting.get_permission_policy().user_has_permission(user, "change"):
        return None
    contact = ContactSetting.objects.filter(site=site).first() or ContactSetting(site=site)
    url = reverse("wagtailsettings:edit", args=["home", "contactsetting", site.pk])
    return {"url": url, "names": contact.missing} if contact.missing else None


class DraftsPanel(Panel):
    """What this person has begun and nobody reads yet."""

    name = "drafts"
    template_name = "desk/home/pages.html"
    order = 300

    def content(self, user: AbstractBaseUser) -> dict[str, Any]:
        begun = Q(owner=user) | Q(latest_revision__user=user)
        pages = Page.objects.filter(begun, Q(live=False) | Q(has_unpublished_changes=True), locked=False)
        pages = pages.exclude(pk__in=pages_in_review())
        pages = pages.annotate_approved_schedule().exclude(_approved_schedule=True)
        return {"heading": _("Mes brouillons"), "id": "drafts", "pages": _listed(pages), "empty": _("Rien en cours d'écriture.")}


class ScheduledPanel(Panel):
    """What goes out by itself, soonest first."""

    name = "scheduled"
    template_name = "desk/home/pages.html"
    order = 400

    def content(self, user: AbstractBaseUser) -> dict[str, Any]:
        mine = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
        pages = Page.objects.filter(pk__in=mine.values("pk")).annotate_approved_schedule().filter(_approved_schedule=True)
        return {"heading": _("Publications programmées"), "id": "scheduled", "pages": _listed(pages, scheduled=True)}


def _listed(pages: PageQuerySet, *, scheduled: bool = False) -> list[Page]:
    """The first few, with what a row shows of them."""
    found = list(pages.select_related("locale").order_by("-latest_revision_created_at")[:SHOWN])
    if scheduled:
        for page in found:
            page.goes_live = page.scheduled_revision.approved_go_live_at
        found.sort(key=lambda page: page.goes_live)
    return found


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail's panels on reviews between ours; its last edits and locks say nothing that waits."""
    kept = [
        panel for panel in panels if isinstance(panel, (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel))
    ]
    panels[:] = [StartPanel(), *kept]
    if page_permission_policy.user_has_any_permission(request.user, WRITERS):
        panels += [DraftsPanel(), ScheduledPanel()]


def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """How many pages, images and documents there are helps nobody to begin."""
    items.clear()
