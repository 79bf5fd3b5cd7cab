"""All resources in one list: what they train, where they stand, when to read them again."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from desk.workflow import pages_in_review
from desk.writing import WayToWrite, ways_to_write
from kit.menu_hooks import WRITE
from resources.models import Kind, Resource, ResourceQuerySet, ResourceSkill
from skills.levels import Level
from skills.models import Family, Skill
from skills.widgets import SkillSelect

STATUSES = [
    ("live", _("en ligne")),
    ("draft", _("brouillon")),
    ("changed", _("en ligne, avec un brouillon")),
    ("review", _("en relecture")),
    ("scheduled", _("publication programmée")),
    ("late", _("date de relecture passée")),
]


def with_status(rows: ResourceQuerySet, status: str) -> ResourceQuerySet:
    """The rows at one of STATUSES."""
    if status == "review":
        return rows.filter(pk__in=pages_in_review())
    if status == "scheduled":
        return rows.annotate_approved_schedule().filter(_approved_schedule=True)
    conditions = {
        "live": Q(live=True),
        "draft": Q(live=False),
        "changed": Q(live=True, has_unpublished_changes=True),
        "late": Q(review_date__lt=timezone.localdate()),
    }
    return rows.filter(conditions[status])


def _within(pages: QuerySet, found: ResourceQuerySet) -> QuerySet:
    """By key, the one thing Wagtail's search can filter by without an index of its own."""
    return pages.filter(pk__in=found.values("pk"))


class ResourceFilterSet(WagtailFilterSet):
    """A skill and a level together mean one and the same line of a resource."""

    skill = django_filters.ModelChoiceFilter(
        label=_("Compétence"), queryset=Skill.objects.all(), to_field_name="pk", widget=SkillSelect, method="by_row"
    )
    family = django_filters.ModelChoiceFilter(label=_("Famille"), queryset=Family.objects.all(), method="by_family")
    level = django_filters.ChoiceFilter(label=_("Niveau"), choices=Level.choices, widget=forms.RadioSelect, method="by_row")
    kind = django_filters.MultipleChoiceFilter(
        label=_("Format"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple, method="by_kind"
    )
    language = django_filters.ChoiceFilter(
        label=_("Langue"), choices=settings.LANGUAGES, widget=forms.RadioSelect, method="by_language"
    )
    status = django_filters.ChoiceFilter(label=_("État"), choices=STATUSES, widget=forms.RadioSelect, method="by_status")

    class Meta:
        model = Resource
        fields: list[str] = []

    def by_row(self, pages: QuerySet, name: str, value: Any) -> QuerySet:
        wanted = {key: self.form.cleaned_data[key] for key in ("skill", "level") if self.form.cleaned_data.get(key)}
        return pages.filter(pk__in=ResourceSkill.objects.filter(**wanted).values("page_id"))

    def by_family(self, pages: QuerySet, name: str, family: Family) -> QuerySet:
        return pages.filter(pk__in=ResourceSkill.objects.filter(skill__family=family).values("page_id"))

    def by_kind(self, pages: QuerySet, name: str, kinds: list[str]) -> QuerySet:
        return _within(pages, Resource.objects.filter(kind__in=kinds)) if kinds else pages

    def by_language(self, pages: QuerySet, name: str, language: str) -> QuerySet:
        return _within(pages, Resource.objects.filter(locale__language_code=language))

    def by_status(self, pages: QuerySet, name: str, status: str) -> QuerySet:
        return _within(pages, with_status(Resource.objects.all(), status))


class ReviewDateColumn(Column):
    """The day to read it again, in colour and in words once it has passed."""

    cell_template_name = "desk/_review_date.html"

    def get_cell_context_data(self, instance: Resource, parent_context: dict[str, Any]) -> dict[str, Any]:
        late = bool(instance.review_date and instance.review_date < timezone.localdate())
        return super().get_cell_context_data(instance, parent_context) | {"late": late}


class SkillsColumn(Column):
    """Each skill with the level it leads to."""

    cell_template_name = "desk/_skills.html"

    def get_value(self, instance: Resource) -> list[ResourceSkill]:
        return list(instance.skill_rows.all())


class ResourceIndexView(IndexView):
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Titre"), sort_key="title", classname="title"),
        Column("kind", label=_("Format"), accessor="get_kind_display", sort_key="kind"),
        SkillsColumn("skills", label=_("Compétences et niveaux")),
        PageStatusColumn("status", label=_("État"), sort_key="live"),
        ReviewDateColumn("review_date", label=_("À relire le"), sort_key="review_date"),
        DateColumn("latest_revision_created_at", label=_("Modifiée"), sort_key="latest_revision_created_at"),
    ]
    page_title = _("Ressources")
    add_url_name = None
    paginate_by = 25

    def annotate_queryset(self, pages: ResourceQuerySet) -> ResourceQuerySet:
        return super().annotate_queryset(pages).with_skills()

    @cached_property
    def ways(self) -> list[WayToWrite]:
        return ways_to_write(self.request.user)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(way.label, url=way.url, icon_name=way.icon) for way in self.ways[:1]]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The other kinds, and the other languages by name."""
        names, own = dict(settings.LANGUAGES), self.ways[0].language if self.ways else ""
        labels = {way: way.label if way.language == own else f"{way.label} ({names[way.language]})" for way in self.ways[1:]}
        more = [
            Button(label, url=way.url, icon_name=way.icon, priority=number) for number, (way, label) in enumerate(labels.items())
        ]
        return [*more, *super().header_more_buttons]


class ResourceListing(PageListingViewSet):
    """At /admin/ressources/."""

    model = Resource
    name = "ressources"
    icon = "doc-full"
    menu_label = _("Ressources")
    menu_hook = WRITE
    menu_order = 100
    index_view_class = ResourceIndexView
    filterset_class = ResourceFilterSet

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return PagesMenuItem


class PagesMenuItem(MenuItem):
    """For whoever works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)
