"""Where the team finds the pages of quality: addresses, menu entries, the list of sensitive words."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kit.menu_hooks import MISSIONS
from missions.models import SensitiveWord
from missions.quality import desk_views


class SensitiveWordViewSet(SnippetViewSet):
    model = SensitiveWord
    icon = "lock"
    menu_label = _("Lieux sensibles")
    menu_hook = MISSIONS
    menu_order = 700
    list_display = ["word", "kind"]
    list_filter = ["kind"]
    search_fields = ["word"]
    panels = [FieldPanel("kind"), FieldPanel("word")]


register_snippet(SensitiveWordViewSet)


@hooks.register("register_admin_urls")
def quality_urls() -> list[URLPattern]:
    return [
        path("missions/a-relire/", desk_views.ReviewView.as_view(), name="missions_review"),
        path("missions/signalements/", desk_views.ReportsView.as_view(), name="missions_reports"),
        path("missions/doublons/", desk_views.DuplicatesView.as_view(), name="missions_duplicates"),
    ]


class _Entry(MenuItem):
    """Shown to who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("missions.change_mission")


_ENTRIES = [
    _Entry(_("À relire"), reverse_lazy("missions_review"), name="missions-review", icon_name="check", order=400),
    _Entry(_("Signalements"), reverse_lazy("missions_reports"), name="missions-reports", icon_name="warning", order=500),
    _Entry(_("Doublons"), reverse_lazy("missions_duplicates"), name="missions-duplicates", icon_name="copy", order=600),
]


@hooks.register(MISSIONS)
def review_entry() -> MenuItem:
    return _ENTRIES[0]


@hooks.register(MISSIONS)
def reports_entry() -> MenuItem:
    return _ENTRIES[1]


@hooks.register(MISSIONS)
def duplicates_entry() -> MenuItem:
    return _ENTRIES[2]
