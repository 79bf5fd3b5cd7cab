"""Suggested skills for a text being written, or for a draft as it was saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.blocks import StreamValue

from desk.access import EditorsOnly
from desk.coverage import LANGUAGES
from desk.suggesting import Suggestion, Text, body_text, suggest
from resources.models import PAGE_MODELS, Resource
from resources.models.facts import Weight
from skills.models import Skill
from skills.proposals import Confidence, Proposal

# The fields that hold what is read on a page; a course's lessons come besides.
BODY_FIELDS = ("body", "transcript")


def proposals(text: Text, chosen: set[int]) -> list[Proposal]:
    found = suggest(text)
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=[one.slug for one in found])}
    return [_proposal(skills[one.slug], one, place, chosen) for place, one in enumerate(found)]


def _proposal(skill: Skill, one: Suggestion, place: int, chosen: set[int]) -> Proposal:
    weight = str(_weight(one, place).value)
    return Proposal(skill, one.level, one.sentence, one.confidence, weight, skill.pk in chosen)


def _weight(one: Suggestion, place: int) -> Weight:
    if place == 0 and one.confidence == Confidence.LIKELY:
        return Weight.CENTRAL
    return Weight.SECONDARY if one.confidence == Confidence.DOUBTFUL else Weight.IMPORTANT


def _plain(value: Any) -> str:
    """The words of a stream or of a rich text."""
    return body_text(value.get_prep_value() if isinstance(value, StreamValue) else value)


def text_of_page(page: Resource) -> Text:
    """A page as last saved, with its lessons when it is a course."""
    parts = [_plain(getattr(page, name, "")) for name in BODY_FIELDS]
    for lesson in page.lessons.all():
        parts += [lesson.title, lesson.summary, _plain(lesson.body)]
    return Text(page.title, page.summary, "\n".join(parts), page.locale.language_code)


def text_of_form(data: QueryDict, model: type[Resource], language: str) -> Text:
    """What the editor's form holds now, saved or not. Raises ValueError for what no form of ours sends."""
    parts = []
    fields = {field.name: field for field in model._meta.get_fields() if field.name in BODY_FIELDS}
    for name, field in fields.items():
        if name in data or f"{name}-count" in data:
            try:
                parts.append(_plain(field.formfield().widget.value_from_datadict(data, {}, name)))
            except (KeyError, TypeError, AttributeError) as error:
                raise ValueError(name) from error
    return Text(data.get("title", ""), data.get("summary", ""), "\n".join(parts), language)


def chosen_in(data: QueryDict) -> set[int]:
    """Ids of the skills in the form's rows that are not about to be deleted."""
    rows = {name.removesuffix("-skill") for name in data if name.startswith("skill_rows-") and name.endswith("-skill")}
    return {int(data[f"{row}-skill"]) for row in rows if data[f"{row}-skill"].isdigit() and not data.get(f"{row}-DELETE")}


class FormSuggestionsView(EditorsOnly, View):
    """The list alone, for the text of the form that is posted whole."""

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        if kind not in PAGE_MODELS or language not in LANGUAGES:
            raise Http404
        try:
            text = text_of_form(request.POST, PAGE_MODELS[kind], language)
        except ValueError:
            return HttpResponseBadRequest(_("Ce texte n'a pas pu être lu."))
        found = proposals(text, chosen_in(request.POST))
        return render(request, "skills/_proposals.html", {"proposals": found, "addable": True})


class PageSuggestionsView(WagtailAdminTemplateMixin, TemplateView):
    """The same for a draft as saved: a page of its own, for who has no scripts."""

    template_name = "desk/suggestions.html"
    page_title = _("Compétences proposées")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = get_object_or_404(Resource, pk=self.kwargs["pk"]).specific
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        draft = page.get_latest_revision_as_object()
        chosen = {row.skill_id for row in draft.skill_rows.all()}
        self.page_subtitle = draft.title
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        self.breadcrumbs_items = [
            *self.breadcrumbs_items,
            {"url": edit, "label": draft.title},
            {"url": "", "label": self.page_title},
        ]
        return super().get_context_data(**kwargs) | {"page": page, "proposals": proposals(text_of_page(draft), chosen)}
