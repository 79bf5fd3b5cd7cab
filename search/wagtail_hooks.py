"""Search's own corner of the admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kit.menu_hooks import SETTINGS, SKILLS
from search.models import Synonym
from search.views_upkeep import IndexView, may_see


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    menu_label = _("Synonymes")
    menu_name = "synonyms"
    menu_hook = SKILLS
    menu_order = 400
    panels = (FieldPanel("terms"), FieldPanel("language"), FieldPanel("active"))
    list_display = ("__str__", "language", "active")
    list_filter = ("language", "active")
    # A few hundred short rows: the database looks through them.
    search_fields = ("terms",)
    search_backend_name = None


register_snippet(SynonymViewSet)


@hooks.register("register_admin_urls")
def upkeep_urls() -> list[URLPattern]:
    return [path("index-de-recherche/", IndexView.as_view(), name="search_upkeep")]


class UpkeepMenuItem(MenuItem):
    """Shown to whoever may look how the index is."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request)


@hooks.register(SETTINGS)
def upkeep_menu() -> MenuItem:
    return UpkeepMenuItem(
        _("Index de recherche"), reverse_lazy("search_upkeep"), name="search-index", icon_name="search", order=150
    )


@hooks.register("register_permissions")
def upkeep_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="search", codename__in=["see_index", "manage_index"])
