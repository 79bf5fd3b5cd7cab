"""Pages to read again: their date has passed, or nobody has published them anew for eighteen months."""

from __future__ import annotations

from datetime import timedelta

import django_filters
from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, PageQuerySet, get_page_content_types

from desk.reports.base import DeskReport, PageColumn
from kit.pages import BasePageQuerySet

UNREAD_FOR = timedelta(days=548)


def stale_pages() -> PageQuerySet:
    """Published pages to read again, longest waiting first; each with `due`, the day it fell due, when it has one."""
    now = timezone.now()
    overdue = Q(resource__review_date__lt=timezone.localdate()) | Q(last_published_at__lt=now - UNREAD_FOR)
    pages = BasePageQuerySet(Page).current().filter(overdue).select_related("locale", "content_type")
    return pages.annotate(due=Coalesce("resource__review_date", None)).order_by("last_published_at", "pk")


class StaleFilterSet(WagtailFilterSet):
    locale = django_filters.ChoiceFilter(
        field_name="locale__language_code", label=gettext_lazy("Langue"), choices=settings.LANGUAGES
    )
    content_type = ContentTypeFilter(
        label=gettext_lazy("Type"), queryset=lambda request: get_page_content_types(include_base_page_type=False)
    )

    class Meta:
        model = Page
        fields = ["locale", "content_type"]


def why(page: Page) -> str:
    if page.due and page.due < timezone.localdate():
        return _("à relire depuis le %(day)s") % {"day": date_format(page.due)}
    return _("pas republiée depuis le %(day)s") % {"day": date_format(timezone.localtime(page.last_published_at))}


class StaleReport(DeskReport):
    slug = "a-relire"
    page_title = gettext_lazy("À relire")
    header_icon = "time"
    filterset_class = StaleFilterSet
    columns = [
        PageColumn("title", label=gettext_lazy("Titre")),
        Column("why", label=gettext_lazy("Pourquoi"), accessor=why),
        Column("type", label=gettext_lazy("Type"), accessor=lambda page: page.page_type_display_name),
        Column("language", label=gettext_lazy("Langue"), accessor="locale.language_code"),
    ]
    list_export = ["title", "due", "last_published_at", "page_type_display_name", "locale.language_code"]
    export_headings = {
        "title": gettext_lazy("Titre"),
        "due": gettext_lazy("À relire le"),
        "last_published_at": gettext_lazy("Publiée le"),
        "page_type_display_name": gettext_lazy("Type"),
        "locale.language_code": gettext_lazy("Langue"),
    }

    def get_base_queryset(self) -> PageQuerySet:
        return stale_pages()
