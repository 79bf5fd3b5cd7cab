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
from desk.writing import ways_to_write
from missions.models import Mission
from missions.querysets import MissionQuerySet
from resources.models import Kind, ResourceIndexPage, ResourceSkill
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
        return {way.language for way in ways_to_write(self.request.user)}

    def link(self, place: Place, number: int) -> str:
        if number and place.kind == MISSION:
            query = {"skill": place.skill.slug, "level": int(place.level)}
            return f"{reverse('desk:coverage_missions')}?{urlencode(query)}"
        if number:
            query = {"skill": place.skill.pk, "level": int(place.level), "kind": place.kind, "language": place.language}
            return f"{reverse('ressources:index')}?{urlencode({**query, 'status': 'live'})}"
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


class RowForm(forms.Form):
    """A skill and a level, from an address."""

    skill = forms.ModelChoiceField(Skill.objects.all(), to_field_name="slug")
    level = forms.TypedChoiceField(choices=Level, coerce=lambda value: Level(int(value)))

    @classmethod
    def read(cls, data: Any) -> tuple[Skill, Level]:
        """Raises Http404 for what does not exist."""
        form = cls(data)
        if not form.is_valid():
            raise Http404
        return form.cleaned_data["skill"], form.cleaned_data["level"]


class CoverageMissionsView(EditorsOnly, SafeExportMixin, ReportView):
    """The missions of one cell; resources have a list of their own (desk/listing.py)."""

    page_title = _("Missions")
    header_icon = "globe"
    index_url_name = "desk:coverage_missions"
    is_searchable = False
    columns = [
        TitleColumn("title", label=_("Titre"), get_url=lambda mission: mission.get_absolute_url()),
        Column("organisation", label=_("Organisation")),
        Column("source", label=_("Source")),
    ]
    list_export = ["title", "organisation", "source"]
    export_filename = "couverture-missions"

    @cached_property
    def row(self) -> tuple[Skill, Level]:
        return RowForm.read(self.request.GET)

    def get_page_subtitle(self) -> str:
        skill, level = self.row
        return f"{skill.name}, {level.label}"

    def get_base_queryset(self) -> MissionQuerySet:
        skill, level = self.row
        found = Mission.objects.published(timezone.localdate()).filter(skills__skill=skill, skills__level=level)
        return found.with_organisation()


class WriteView(CreateView):
    """Wagtail's form for a new resource, with a skill and a level already in it: `?skill=slug&level=2`."""

    def dispatch(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        index = get_object_or_404(ResourceIndexPage.objects.order_by("path"), locale__language_code=language)
        if kind not in Kind.values or request.method != "GET":
            raise Http404
        return super().dispatch(request, "resources", f"{kind}page", index.pk)

    def get(self, request: HttpRequest) -> HttpResponse:
        skill, level = RowForm.read(request.GET)
        self.page.skill_rows = [ResourceSkill(skill=skill, level=level, weight=Weight.CENTRAL)]
        return super().get(request)
