"""Menu and footer: as editors set them (home/site_settings.py), else as the portal has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from home.links import ROUTES, addresses

MENU = ("assessments:start", "search:recommendations", "skills:framework", "search:catalogue", "missions:list", "learners:space")
FOOTER = ("resources:feed", "search:api")
LANGUAGES = ("fr", "en")
FOOTER_PAGES = 8


def default_links(name: str) -> list[dict[str, Any]]:
    """The portal's own entries of "menu" or "footer", as data for a stream of links."""
    values = [{"route": route, **_route_labels(route)} for route in (MENU if name == "menu" else FOOTER)]
    if name == "footer":
        values = [*_page_values(), *values]
    return [{"type": "link", "value": {"page": None, "route": "", "url": "", **value}} for value in values]


def _route_labels(route: str) -> dict[str, str]:
    labels = {}
    for language in LANGUAGES:
        with override(language):
            labels[f"label_{language}"] = str(dict(ROUTES)[route])
    return labels


def _page_values() -> list[dict[str, Any]]:
    """The editorial pages that everybody may read: the French ones, named in both languages."""
    pages = Page.objects.filter(content_type__app_label="home", content_type__model="editorialpage").live().public()
    pages = list(pages.select_related("locale").order_by("path"))
    titles = {(page.translation_key, page.locale.language_code): page.title for page in pages}
    return [
        {"page": page.pk, "label_fr": page.title, "label_en": titles.get((page.translation_key, "en"), page.title)}
        for page in pages
        if page.locale.language_code == "fr"
    ][:FOOTER_PAGES]


def links(stream: Any, language: str) -> list[dict[str, str]]:
    """Address and label of every entry that leads somewhere, in the active language (`language`)."""
    labels = [block["value"][f"label_{language}"] for block in stream.raw_data]
    return [{"url": url, "label": label} for url, label in zip(addresses(stream, language), labels, strict=True) if url]


def own_links(routes: Iterable[str]) -> list[dict[str, str]]:
    """Address and name of places of the portal, in the active language."""
    labels = dict(ROUTES)
    return [{"url": reverse(route), "label": str(labels[route])} for route in routes]
