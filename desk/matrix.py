"""The coverage matrix in the admin: what there is, what lacks, and from each cell to the list or to the form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.reports import ReportView

from desk.access import EditorsOnly
from desk.coverage import KINDS, LANGUAGES, MISSION, Asked, Group, Place, column_totals, counted, matrix
from desk.spreadsheets import SafeExportMixin
from missions.models import Mission
from resources.models import Kind, Resource, ResourceIndexPage, ResourceSkill
from resources.models.facts import Weight
from skills.levels import Level
from skills.models import Family, Skill

ALL = "all"


class MatrixForm(forms.Form):
    language = forms.ChoiceField(label=_("Langue"), required=False)
    kind = forms.ChoiceField(label=_("Format"), required=False)
    family = forms.ModelChoiceField(
        label=_("Famille"), required=False, queryset=Family.objects.all(), to_field_name="slug", empty_label=_("Toutes")
    )
    gaps = forms.ChoiceField(
        label=_("Montrer"),
        required=False,
        choices=[
            ("", _("toutes les compétences")),
            ("rule", _("celles qui manquent de ressources")),
            ("empty", _("celles qui ont une case vide")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["language"].choices = [*settings.LANGUAGES, (ALL, _("Toutes"))]
        self.fields["kind"].choices = [("", _("Tous")), *KINDS.items()]

    @property
    def asked(self) -> Asked:
        """What was asked for; what is not known is left aside."""
        self.is_valid()
        chosen = self.cleaned_data
        language = chosen.get("language") or LANGUAGES[0]
        return Asked(
            languages=LANGUAGES if language == ALL else (language,),
            kinds=(chosen["kind"],) if chosen.get("kind") else tuple(KINDS),
            family=chosen["family"].slug if chosen.get("family") else "",
            gaps=chosen.get("gaps", ""),
        )


class MatrixView(EditorsOnly, SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "desk/matrix.html"
    page_title = _("Couverture des compétences")
    header_icon = "table"
    export_filename = "couverture"

    @cached_property
    def form(self) -> MatrixForm:
        return MatrixForm(self.request.GET)

    @cached_property
    def asked(self) -> Asked:
        return self.form.asked

    @cached_property
    def groups(self) -> list[Group]:
        return matrix(self.asked, counted(), self.link)

    @cached_property
    def writable(self) -> set[str]:
        """Languages whose list of resources takes a new page from this person."""
        indexes = ResourceIndexPage.objects.select_related("locale").order_by("path")
        return {page.locale.language_code for page in indexes if page.permissions_for_user(self.request.user).can_add_subpage()}

    def link(self, place: Place, number: int) -> str:
        if number:
            query = {"skill": place.skill.slug, "level": int(place.level), "kind": place.kind, "language": place.language}
            return f"{reverse('desk:coverage_items')}?{urlencode(query)}"
        if place.kind == MISSION or place.language not in self.writable:
            return ""
        query = {"skill": place.skill.slug, "level": int(place.level)}
        return f"{reverse('desk:write', args=[place.kind, place.language])}?{urlencode(query)}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            rows = [row for group in self.groups for row in group.rows]
            return self.as_spreadsheet(rows, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [row for group in self.groups for row in group.rows]
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "groups": self.groups,
            "kinds": [KINDS[kind] for kind in self.asked.kinds],
            "levels": Level,
            "columns": column_totals(rows),
            "width": 3 + len(self.asked.kinds) * len(Level),
            "total": sum(row.total for row in rows),
            "shown": len(rows),
            "covered": sum(row.covered for row in rows),
            "several": len(self.asked.languages) > 1,
        }

    # The export: one row a skill, one column a kind, level and language, as on the screen.

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    @cached_property
    def export_headings(self) -> dict[str, str]:
        headings = {"family": _("Famille"), "skill": _("Compétence")}
        for kind in self.asked.kinds:
            for level in Level:
                for place in self.asked.places(Skill(), level, kind):
                    headings[f"{kind}-{level}-{place.language}"] = f"{KINDS[kind]}, {level.label} ({place.language})"
        rules = {f"rule-{language}": f"{_('Règle')} ({language})" for language in self.asked.languages}
        return {**headings, "total": _("Total"), **rules}

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        values = {"family": item.skill.family.name, "skill": item.skill.name}
        for cell in item.cells:
            values |= {f"{cell.kind}-{cell.level}-{part.place.language}": part.number for part in cell.parts}
        return {**values, "total": item.total, **{f"rule-{rule.language}": rule.words for rule in item.rules}}


class PlaceForm(forms.Form):
    """One cell of the matrix, from its address."""

    skill = forms.ModelChoiceField(Skill.objects.all(), to_field_name="slug")
    level = forms.TypedChoiceField(choices=Level, coerce=lambda value: Level(int(value)))
    kind = forms.ChoiceField(choices=KINDS.items())
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    @classmethod
    def place(cls, data: Any) -> Place:
        """Raises Http404 for a cell that does not exist."""
        form = cls(data)
        if not form.is_valid():
            raise Http404
        return Place(**form.cleaned_data)


def _address(row: Resource | Mission) -> str:
    """Where an editor goes from the list: the page's form; a mission's page, which its platform writes."""
    return row.get_absolute_url() if isinstance(row, Mission) else reverse("wagtailadmin_pages:edit", args=[row.pk])


class CoverageItemsView(EditorsOnly, SafeExportMixin, ReportView):
    """What stands in one cell: resources to correct, or missions to look at."""

    page_title = _("Couverture")
    header_icon = "table"
    index_url_name = "desk:coverage_items"
    is_searchable = False
    breadcrumbs_items = [*ReportView.breadcrumbs_items, {"url": "../", "label": MatrixView.page_title}]
    columns = [
        TitleColumn("title", label=_("Titre"), get_url=_address),
        Column("minutes", label=_("Minutes")),
    ]
    list_export = ["title"]
    export_filename = "couverture-liste"

    @cached_property
    def place(self) -> Place:
        return PlaceForm.place(self.request.GET)

    def get_page_subtitle(self) -> str:
        place = self.place
        return f"{place.skill.name}, {KINDS[place.kind]}, {place.level.label}, {dict(settings.LANGUAGES)[place.language]}"

    def get_base_queryset(self) -> Any:
        place = self.place
        if place.kind == MISSION:
            return Mission.objects.published(timezone.localdate()).filter(skills__skill=place.skill, skills__level=place.level)
        rows = ResourceSkill.objects.filter(skill=place.skill, level=place.level)
        found = Resource.objects.published().of_kind(place.kind).filter(pk__in=rows.values("page_id"))
        return found.filter(locale__language_code=place.language).newest_first()


class WriteView(CreateView):
    """Wagtail's form for a new resource, with a skill and a level already in it: `?skill=slug&level=2`."""

    def dispatch(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        index = get_object_or_404(ResourceIndexPage.objects.order_by("path"), locale__language_code=language)
        if kind not in Kind.values or request.method != "GET":
            raise Http404
        return super().dispatch(request, "resources", f"{kind}page", index.pk)

    def get(self, request: HttpRequest) -> HttpResponse:
        place = PlaceForm.place({**request.GET.dict(), "kind": self.page.kind, "language": self.page.locale.language_code})
        self.page.skill_rows = [ResourceSkill(skill=place.skill, level=place.level, weight=Weight.CENTRAL)]
        return super().get(request)
