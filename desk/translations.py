"""Translators' work: which originals have changed since they were sent for translation, and what changed.

wagtail-localize keeps the original as it was when last sent. A later publication leaves the two apart until somebody
updates the translation; only texts that changed then ask to be translated again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from desk.access import EditorsOnly

SLUG_TOOL = "titre"


@dataclass(frozen=True, slots=True)
class Changes:
    """Texts that are new in the original, texts that are gone from it, and whether its facts changed (skills, minutes…)."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    facts: bool = False

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.facts)

    @property
    def words(self) -> str:
        if not self.new:
            return _("des passages retirés") if self.gone else _("la fiche (compétences, durée, fichiers…)")
        return ngettext("%(count)d passage à traduire", "%(count)d passages à traduire", len(self.new)) % {"count": len(self.new)}


def changed_sources() -> QuerySet[TranslationSource]:
    """Originals published again since they were sent, with a translation under way."""
    later = Page.objects.filter(
        translation_key=OuterRef("object_id"), locale=OuterRef("locale"), last_published_at__gt=OuterRef("last_updated_at")
    )
    under_way = Translation.objects.filter(source=OuterRef("pk"), enabled=True)
    return TranslationSource.objects.filter(Exists(later), Exists(under_way))


def changes_of(source: TranslationSource) -> Changes:
    """What an update would bring to the translations of `source`."""
    page = source.get_source_instance()
    sent = {(row.context.path, row.string.data) for row in source.stringsegment_set.select_related("context", "string")}
    # In the order of the page; a text said twice counts once.
    now = {
        (segment.path, segment.string.data): None for segment in extract_segments(page) if isinstance(segment, StringSegmentValue)
    }
    return Changes(
        new=tuple(strip_tags(text) for path, text in now if (path, text) not in sent),
        gone=tuple(strip_tags(text) for path, text in sorted(sent) if (path, text) not in now),
        facts=_facts(page, json.loads(page.to_json())) != _facts(page, json.loads(source.content_json)),
    )


def _facts(page: Page, content: dict[str, Any]) -> dict[str, Any]:
    """What translations copy from the original: field -> value; rows without their own numbers."""
    names = [field.field_name for field in get_translatable_fields(type(page)) if isinstance(field, SynchronizedField)]
    return {name: _unnumbered(content.get(name)) for name in names}


def _unnumbered(value: Any) -> Any:
    if isinstance(value, list):
        return [_unnumbered(part) for part in value]
    return {name: part for name, part in value.items() if name != "pk"} if isinstance(value, dict) else value


class ChangedOriginalsView(EditorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """Translations to bring up to date, each with the texts that changed."""

    page_title = gettext_lazy("Traductions à mettre à jour")
    header_icon = "wagtail-localize-language"
    template_name = "desk/translations.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = page_permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "publish"])
        keys = set(mine.values_list("translation_key", flat=True))
        sources = [source for source in changed_sources().order_by("object_repr") if source.object_id in keys]
        rows = [(source, changes_of(source)) for source in sources]
        may_update = self.request.user.has_perm("wagtail_localize.submit_translation")
        return super().get_context_data(**kwargs) | {"rows": [row for row in rows if row[1]], "may_update": may_update}


def tell_of_changes(request: HttpRequest, page: Page) -> None:
    """On a translation's page: that its original has changed since, with the way to update it."""
    if request.method != "GET":
        return
    source = changed_sources().filter(object_id=page.translation_key).exclude(locale=page.locale_id).first()
    changes = changes_of(source) if source else Changes()
    if not changes:
        return
    buttons = []
    if request.user.has_perm("wagtail_localize.submit_translation"):
        address = reverse("wagtail_localize:update_translations", args=[source.pk])
        buttons = [messages.button(f"{address}?next={request.path}", _("Mettre à jour"))]
    text = _("La page d'origine a changé depuis : %(changes)s.") % {"changes": changes.words}
    messages.warning(request, text, buttons=buttons)


def address_from_title(sender: Any, instance: StringTranslation, **kwargs: Any) -> None:
    """A translated title gives the page its address, until the page is published or somebody writes another."""
    if instance.context is None or instance.context.path != "title" or instance.has_error:
        return
    work = instance.context.object_id
    segment = StringSegment.objects.filter(source__object_id=work, context__path="slug").select_related("context").first()
    published = Page.objects.filter(translation_key=work, locale=instance.locale_id, first_published_at__isnull=False).exists()
    slug = slugify(strip_tags(instance.data))[:80].strip("-")
    if segment is None or published or not slug:
        return
    place = {"translation_of_id": segment.string_id, "locale_id": instance.locale_id, "context_id": segment.context_id}
    known = StringTranslation.objects.filter(**place).first()
    if known is None or known.tool_name == SLUG_TOOL:
        kind = StringTranslation.TRANSLATION_TYPE_MACHINE
        StringTranslation.objects.update_or_create(
            **place, defaults={"data": slug, "translation_type": kind, "tool_name": SLUG_TOOL}
        )


def connect() -> None:
    post_save.connect(address_from_title, sender=StringTranslation, dispatch_uid="desk.address_from_title")
