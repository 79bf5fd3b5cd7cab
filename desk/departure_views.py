"""The page of the « mises en relation »: a period, what to narrow it to, a chart with its table, and the export."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from desk.departures import BREAKDOWNS, breakdown, by_week, chart_of, department_names, export_rows, monday_of
from desk.spreadsheets import SafeExportMixin
from missions.choices import Domain
from missions.departure import CameFrom, Departure, DepartureQuerySet
from missions.models import Source

PERMISSION = "missions.view_departure"
USUAL = 12
LONGEST = timedelta(days=3 * 366)


class PeriodForm(forms.Form):
    """The last so many weeks, or from one day to another, which counts where it is given; all departures or some."""

    weeks = forms.TypedChoiceField(
        label=_("Période"),
        required=False,
        choices=[(4, _("4 semaines")), (12, _("12 semaines")), (26, _("26 semaines")), (52, _("52 semaines"))],
        coerce=int,
        empty_value=USUAL,
    )
    first = forms.DateField(label=_("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.ModelChoiceField(
        Source.objects.all(), label=_("Source"), required=False, to_field_name="slug", empty_label=_("Toutes")
    )
    domain = forms.ChoiceField(label=_("Domaine"), required=False, choices=[("", _("Tous")), *Domain.choices])
    department_code = forms.ChoiceField(label=_("Département"), required=False)
    came_from = forms.ChoiceField(label=_("Page de départ"), required=False, choices=[("", _("Toutes")), *CameFrom.choices])

    def __init__(self, data: Any, departments: dict[str, str]) -> None:
        super().__init__({"weeks": USUAL, **data.dict()})
        self.fields["department_code"].choices = [("", _("Tous")), *sorted(departments.items())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if (first or last) and not self.errors:
            if not first or not last:
                self.add_error("first" if not first else "last", _("Donne les deux dates."))
            elif last < first:
                self.add_error("last", _("La fin vient avant le début."))
            elif last - first > LONGEST:
                self.add_error("last", _("Trois ans au plus."))
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        """First and last day, whole weeks where weeks were asked for; the usual ones where the form is wrong."""
        today = timezone.localdate()
        if self.is_valid() and self.cleaned_data["first"]:
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return monday_of(today) - timedelta(weeks=self.cleaned_data.get("weeks", USUAL) - 1), today

    def narrow(self, rows: DepartureQuerySet) -> DepartureQuerySet:
        rows = rows.between(*self.period)
        fields = ("source", "domain", "department_code", "came_from")
        return rows.filter(**{name: value for name in fields if (value := self.cleaned_data.get(name))})


class DeparturesView(PermissionCheckedMixin, SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_policy = ModelPermissionPolicy(Departure)
    permission_required = "view"
    template_name = "desk/departures.html"
    page_title = _("Mises en relation")
    header_icon = "globe"
    export_filename = "mises-en-relation"
    export_headings = {
        "week": _("Semaine du"),
        "source__name": _("Source"),
        "domain": _("Domaine"),
        "department_code": _("Département"),
        "came_from": _("Page de départ"),
        "number": _("Départs"),
    }
    list_export = list(export_headings)

    @cached_property
    def departments(self) -> dict[str, str]:
        return department_names()

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET, self.departments)

    @cached_property
    def rows(self) -> DepartureQuerySet:
        return self.form.narrow(Departure.objects.all())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            return self.as_spreadsheet(export_rows(self.rows, self.departments), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        return {name: item[name] for name in self.list_export}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, last = self.form.period
        weeks = by_week(self.rows)
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "first": first,
            "last": last,
            "total": sum(weeks.values()),
            "chart": chart_of(weeks, first, last),
            "breakdowns": [(title, breakdown(self.rows, field, self.departments)) for field, title in BREAKDOWNS.items()],
            "exports": self.export_addresses(),
        }

    def export_addresses(self) -> list[tuple[str, str]]:
        """(format, address) of the same figures as a file."""
        asked = self.request.GET.copy()
        addresses = []
        for kind in ("csv", "xlsx"):
            asked["export"] = kind
            addresses.append((kind.upper(), f"?{asked.urlencode()}"))
        return addresses
