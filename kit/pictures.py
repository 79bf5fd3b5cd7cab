"""Photographs for every screen: AVIF, WebP and a JPEG for old browsers, made when a page is published.

Encoding one image's AVIFs takes about half a second: it happens after the editor's click, so that
the first visitor does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey
from django_tasks import task
from wagtail.images.models import AbstractImage, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page
from wagtail.signals import page_published

from kit.blocks import StreamField, pictures_of

WIDTHS = (480, 800, 1200)
# Its ground shows where a drawing is transparent, which a JPEG cannot be.
FALLBACK = "width-800|bgcolor-ffffff|format-jpeg"
# A film's still, and what the low-data mode offers to load: one file each.
POSTER = "width-800|format-webp"
SMALL = "width-480|format-webp"
# The text column is 42rem wide, and as wide as the phone below that.
SIZES = "(min-width: 46rem) 42rem, 100vw"


def specs_of(image: AbstractImage) -> list[str]:
    """Every rendition a picture offers; none wider than it takes to show the original."""
    enough = next((number for number, width in enumerate(WIDTHS, 1) if width >= image.width), len(WIDTHS))
    return [f"width-{width}|format-{kind}" for kind in ("avif", "webp") for width in WIDTHS[:enough]] + [FALLBACK]


def picture(image: AbstractImage, alternative: str, first: bool = False) -> str:
    """A <picture> that keeps its place from the start. `first`: likely the largest thing in sight."""
    loading = {"fetchpriority": "high"} if first else {"loading": "lazy", "decoding": "async"}
    renditions = get_renditions_or_not_found(image, specs_of(image))
    return Picture(renditions, {"alt": alternative, "sizes": SIZES, **loading}).__html__()


def wanted(page: Page) -> Iterator[tuple[AbstractImage, list[str]]]:
    """The page's images, each with the renditions its templates will ask for."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for image, is_poster in pictures_of(getattr(page, field.name)):
                yield image, [POSTER] if is_poster else [*specs_of(image), SMALL]
        elif isinstance(field, ForeignKey) and issubclass(field.related_model, AbstractImage):
            image = getattr(page, field.name)
            if image is not None:
                yield image, [POSTER]


@task()
def make_renditions(page_id: int) -> None:
    page = Page.objects.filter(pk=page_id).specific().first()
    for image, specs in wanted(page) if page else ():
        get_renditions_or_not_found(image, specs)


def _published(sender: Any, instance: Page, **kwargs: Any) -> None:
    transaction.on_commit(partial(make_renditions.enqueue, instance.pk))


def connect() -> None:
    page_published.connect(_published, dispatch_uid="kit.pictures")
