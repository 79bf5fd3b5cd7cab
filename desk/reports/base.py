"""What every report of ours has: for editors, with filters, exported without formulas."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from desk.access import EditorsOnly
from desk.spreadsheets import SafeExportMixin


class DeskReport(EditorsOnly, SafeExportMixin, ReportView):
    """`slug` names its address and its export."""

    slug = ""
    is_searchable = False

    def get_index_url(self) -> str:
        return reverse(f"desk:{self.slug}")

    def get_index_results_url(self) -> str:
        return reverse(f"desk:{self.slug}_results")

    def get_filename(self) -> str:
        return self.slug

    @classmethod
    def paths(cls) -> list[URLPattern]:
        return [
            path(f"rapports/{cls.slug}/", cls.as_view(), name=cls.slug),
            path(f"rapports/{cls.slug}/resultats/", cls.as_view(results_only=True), name=f"{cls.slug}_results"),
        ]


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class PageColumn(TitleColumn):
    """A page's title, leading to its form."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, get_url=edit_address, **kwargs)


class PagesColumn(Column):
    """All pages a row speaks of, each leading to its form."""

    cell_template_name = "desk/reports/_pages.html"
