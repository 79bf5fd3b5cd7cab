"""The team's pages: announcements to read before they show, what visitors report, groups of duplicates."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from missions.choices import Status
from missions.models import Mission, MissionReport
from missions.quality import reports
from missions.quality.duplicates import decide, split
from missions.quality.reviewing import judge
from missions.receivers import announce

PAGE_SIZE = 25


class _QueueView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of rows with an action for those that are ticked; only for who may change missions."""

    permission_policy = ModelPermissionPolicy(Mission)
    permission_required = "change"

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def act(self, request: HttpRequest) -> None:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.act(request)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.rows(), PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(page_of_rows=page, **kwargs)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    """The numbers sent under a name; what is none is left out."""
    return [int(value) for value in request.POST.getlist(name) if value.isascii() and value.isdigit() and len(value) < 19]


class ReviewView(_QueueView):
    page_title = gettext_lazy("Missions à relire")
    header_icon = "check"
    template_name = "missions/desk/review.html"

    def rows(self) -> QuerySet:
        return Mission.objects.filter(status=Status.PENDING).with_organisation().with_locations().order_by("first_seen", "pk")

    def act(self, request: HttpRequest) -> None:
        ids, refusal = _numbers(request, "mission"), request.POST.get("reason", "").strip()
        refuse = request.POST.get("do") == "refuse"
        if not ids:
            messages.error(request, _("Coche au moins une mission."))
        elif refuse and not refusal:
            messages.error(request, _("Donne la raison du refus."))
        else:
            judged = judge(ids, refusal if refuse else "")
            count = len(judged)
            words = (
                ngettext("%(count)d mission refusée.", "%(count)d missions refusées.", count)
                if refuse
                else ngettext("%(count)d mission acceptée.", "%(count)d missions acceptées.", count)
            )
            messages.success(request, words % {"count": count})


class ReportsView(_QueueView):
    page_title = gettext_lazy("Signalements")
    header_icon = "warning"
    template_name = "missions/desk/reports.html"

    def rows(self) -> QuerySet:
        return (
            MissionReport.objects.waiting().select_related("mission__organisation", "mission__source").order_by("mission", "pk")
        )

    def act(self, request: HttpRequest) -> None:
        ids, action = _numbers(request, "report"), request.POST.get("do")
        if not ids:
            messages.error(request, _("Coche au moins un signalement."))
        elif action == "withdraw":
            missions = list(MissionReport.objects.filter(pk__in=ids).values_list("mission_id", flat=True))
            Mission.objects.filter(pk__in=missions).update(status=Status.WITHDRAWN)
            reports.look_at(ids, MissionReport.State.HANDLED)
            announce(missions)
            messages.success(request, _("Les missions sont retirées, les signalements traités."))
        elif action in {MissionReport.State.HANDLED, MissionReport.State.CLOSED}:
            reports.look_at(ids, action)
            messages.success(request, _("C'est noté. Ce qui était mis de côté est remontré s'il ne reste rien à regarder."))


class DuplicatesView(_QueueView):
    page_title = gettext_lazy("Doublons")
    header_icon = "copy"
    template_name = "missions/desk/duplicates.html"

    def rows(self) -> QuerySet:
        grouped = Mission.objects.annotate(others=Count("duplicates")).filter(others__gt=0)
        return grouped.with_organisation().prefetch_related("duplicates__organisation", "duplicates__source").order_by("-pk")

    def act(self, request: HttpRequest) -> None:
        if request.POST.get("do") == "split":
            for pk in Mission.objects.filter(pk__in=_numbers(request, "mission")).values_list("pk", flat=True):
                split(pk, request.user)
            messages.success(request, _("Les missions sont séparées. Aucun import ne les réunira."))
            return
        numbers = [*_numbers(request, "first"), *_numbers(request, "second")]
        if len(set(numbers)) != 2 or Mission.objects.filter(pk__in=numbers).count() != 2:
            messages.error(request, _("Donne les numéros de deux missions différentes qui existent."))
            return
        decide(numbers[0], numbers[1], same=True, user=request.user)
        messages.success(request, _("Les missions sont réunies. Aucun import ne les séparera."))
