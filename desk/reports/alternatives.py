"""Images that say nothing to who does not see them: in pages, and in the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from desk.reports.base import DeskReport, edit_address
from kit.pages import BasePageQuerySet


@dataclass(frozen=True, slots=True)
class Silent:
    """An image without words: on a page, or in the library when `page` is empty."""

    image: str
    page: str
    href: str

    @property
    def place(self) -> str:
        return self.page or str(_("médiathèque : description vide"))


def silent_images() -> list[Silent]:
    """Images of published pages neither described nor marked as decorative; then those of the library without description."""
    images = dict(get_image_model().objects.values_list("pk", "title"))
    rows = [
        Silent(images[key], page.title, edit_address(page))
        for page in _pages_with_images()
        for key in _undescribed(page)
        if key in images
    ]
    library = get_image_model().objects.filter(description="").order_by("title").values_list("pk", "title")
    return rows + [Silent(title, "", reverse("wagtailimages:edit", args=[key])) for key, title in library]


def _pages_with_images() -> Any:
    uses = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(get_image_model()))
    keys = {int(key) for key in uses.values_list("object_id", flat=True) if str(key).isdigit()}
    return BasePageQuerySet(Page).current().filter(pk__in=keys).order_by("title").specific()


def _undescribed(page: Page) -> Iterator[int]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for value in _image_values(list(getattr(page, field.name).raw_data)):
                if not (value["alternative"] or "").strip() and not value.get("decorative"):
                    yield value["image"]


def _image_values(value: Any) -> Iterator[dict[str, Any]]:
    """Every kit.blocks.ImageBlock in a stream's raw data."""
    if isinstance(value, dict):
        if "image" in value and "alternative" in value:
            yield value
        for part in value.values():
            yield from _image_values(part)
    elif isinstance(value, list):
        for part in value:
            yield from _image_values(part)


class AlternativesReport(DeskReport):
    slug = "images"
    page_title = _("Images sans texte de remplacement")
    header_icon = "image"
    columns = [
        TitleColumn("image", label=_("Image"), get_url=lambda row: row.href),
        Column("place", label=_("Où")),
    ]
    list_export = ["image", "place"]
    export_headings = {"image": _("Image"), "place": _("Où")}

    def get_queryset(self) -> list[Silent]:
        return silent_images()
