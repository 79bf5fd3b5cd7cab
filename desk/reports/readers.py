"""What few people open, and what many refuse, from the daily numbers (search/figures.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from desk.reports.base import DeskReport, PageColumn, edit_address
from missions.models import Mission
from resources.models import Kind, Resource
from search.models import Figure

PERIODS = [("30", _("30 jours")), ("90", _("90 jours")), ("365", _("un an"))]
USUAL_DAYS = 90
# Somebody must have had the time to find it.
NEW_FOR = timedelta(days=30)
# Two refusals say something of two people, not of a resource.
OFTEN = 3


def _since(days: str | int) -> Any:
    return timezone.localdate() - timedelta(days=int(days))


def openings(days: str | int) -> Coalesce:
    """How often a resource was opened in so many days, as an annotation."""
    own = Concat(OuterRef("kind"), Value(":"), Cast(OuterRef("pk"), CharField()))
    rows = Figure.objects.since(_since(days)).filter(item=own, what=Figure.What.OPENED).order_by().values("item")
    return Coalesce(Subquery(rows.values(total=Sum("number")), output_field=IntegerField()), 0)


class FewReadersFilterSet(WagtailFilterSet):
    days = django_filters.ChoiceFilter(label=_("Période"), method="over", choices=PERIODS)
    kind = django_filters.ChoiceFilter(label=_("Format"), choices=Kind)
    locale = django_filters.ChoiceFilter(field_name="locale__language_code", label=_("Langue"), choices=settings.LANGUAGES)

    class Meta:
        model = Resource
        fields = ["days", "kind", "locale"]

    def over(self, pages: QuerySet[Resource], name: str, value: str) -> QuerySet[Resource]:
        return pages.annotate(openings=openings(value))


class FewReadersReport(DeskReport):
    """Least opened first; what is new has yet to be found and is left out."""

    slug = "peu-lues"
    page_title = _("Peu lues")
    header_icon = "view"
    filterset_class = FewReadersFilterSet
    default_ordering = "openings"
    columns = [
        PageColumn("title", label=_("Titre")),
        Column("openings", label=_("Ouvertures"), sort_key="openings"),
        Column("kind", label=_("Format"), accessor="get_kind_display"),
        Column("language", label=_("Langue"), accessor="locale.language_code"),
        Column("first_published_at", label=_("Publiée le"), accessor=lambda page: page.first_published_at.date()),
    ]
    list_export = ["title", "openings", "get_kind_display", "locale.language_code", "first_published_at"]
    export_headings = {
        "title": _("Titre"),
        "openings": _("Ouvertures"),
        "get_kind_display": _("Format"),
        "locale.language_code": _("Langue"),
        "first_published_at": _("Publiée le"),
    }

    def get_base_queryset(self) -> QuerySet[Resource]:
        found = Resource.objects.published().filter(first_published_at__lt=timezone.now() - NEW_FOR)
        return found.select_related("locale").annotate(openings=openings(USUAL_DAYS))


class RefusedFilterSet(WagtailFilterSet):
    days = django_filters.ChoiceFilter(label=_("Période"), method="over", choices=PERIODS)
    kind = django_filters.ChoiceFilter(label=_("Format"), method="of_kind", choices=[*Kind.choices, ("mission", _("Mission"))])

    class Meta:
        model = Figure
        fields = ["days", "kind"]

    def over(self, figures: QuerySet[Figure], name: str, value: str) -> QuerySet[Figure]:
        return figures.filter(day__gte=_since(value))

    def of_kind(self, figures: QuerySet[Figure], name: str, value: str) -> QuerySet[Figure]:
        return figures.filter(item__startswith=f"{value}:")


def by_item(figures: QuerySet[Figure]) -> QuerySet[Figure, dict[str, Any]]:
    """One row an item that was refused often: {item, refused, kept, done, opened}, most refused first."""
    sums = {what.value: Coalesce(Sum("number", filter=Q(what=what)), 0) for what in Figure.What}
    rows = figures.order_by().values("item").annotate(**sums)
    return rows.filter(refused__gte=OFTEN).order_by(F("refused").desc(), "item")


def with_titles(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with `title`, `href` and `share`; what is no longer there keeps its id. Two queries."""
    rows = list(rows)
    keys = {
        kind: [row["item"].partition(":")[2] for row in rows if row["item"].startswith(kind)]
        for kind in (*Kind.values, "mission")
    }
    pages = Resource.objects.filter(pk__in=[key for kind in Kind.values for key in keys[kind]])
    known: dict[str, Resource | Mission] = {f"{page.kind}:{page.pk}": page for page in pages}
    known |= {f"mission:{mission.pk}": mission for mission in Mission.objects.filter(pk__in=keys["mission"])}
    for row in rows:
        item = known.get(row["item"])
        answered = row["refused"] + row["kept"] + row["done"]
        row["share"] = f"{round(100 * row['refused'] / answered)} %"
        row["title"] = item.title if item else row["item"]
        row["href"] = "" if item is None else edit_address(item) if isinstance(item, Resource) else item.get_absolute_url()
    return rows


class RefusedReport(DeskReport):
    slug = "refusees"
    page_title = _("Souvent refusées")
    header_icon = "cross"
    filterset_class = RefusedFilterSet
    columns = [
        TitleColumn("title", label=_("Titre"), get_url=lambda row: row["href"]),
        Column("refused", label=_("Refus")),
        Column("share", label=_("Part des réponses")),
        Column("kept", label=_("Gardée")),
        Column("done", label=_("Faite")),
        Column("opened", label=_("Ouvertures")),
    ]
    list_export = ["title", "refused", "share", "kept", "done", "opened", "item"]
    export_headings = {column.name: column.label for column in columns} | {"item": _("Identifiant")}

    def get_queryset(self) -> list[dict[str, Any]]:
        figures = Figure.objects.all()
        if not self.filters or not self.filters.is_valid() or not self.filters.form.cleaned_data.get("days"):
            figures = figures.since(_since(USUAL_DAYS))
        return with_titles(by_item(self.filter_queryset(figures)))

    def get_filtered_queryset(self) -> list[dict[str, Any]]:
        return self.get_queryset()
