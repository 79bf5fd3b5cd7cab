"""The frame around every page: menu, footer, languages. No query for the menu's fixed part, one for pages."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import EditorialPage, HomePage

SECONDS = 60
HOMES = {"fr": "/", "en": "/en/"}


def chrome(request: HttpRequest) -> dict[str, Any]:
    return {"chrome": Chrome(request)}


class Chrome:
    """Everything is computed when a template asks for it, and never for answers without a template."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def home(self) -> str:
        return HOMES[get_language() or "fr"]

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        entries = (
            (reverse("assessments:start"), _("M'évaluer")),
            (reverse("search:recommendations"), _("Pour moi")),
            (reverse("skills:framework"), _("Compétences")),
            (reverse("search:catalogue"), _("Apprendre")),
            (reverse("missions:list"), _("Missions")),
        )
        path = self.request.path
        return [{"url": url, "label": label, "current": path.startswith(url)} for url, label in entries]

    @cached_property
    def footer(self) -> list[dict[str, str]]:
        language = get_language() or "fr"
        links = _editorial_links(language)
        return [
            *links,
            {"url": reverse("resources:feed"), "label": _("Nouveautés (RSS)")},
            {"url": reverse("search:api"), "label": "API"},
        ]

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """The same page in each language, or that language's home where it has none."""
        current = get_language()
        return [
            {"code": code, "name": name, "current": code == current, "url": url, "absolute": self.request.build_absolute_uri(url)}
            for code, name in (("fr", "Français"), ("en", "English"))
            for url in [self._address(code)]
        ]

    def _address(self, code: str) -> str:
        page = getattr(self.request, "page_for_languages", None)
        home = HOMES[code]
        if not isinstance(page, Page):
            return self._view_address(code, home)
        if page.locale.language_code == code:
            return page.get_url(self.request) or home
        translations = _translations(page)
        return translations.get(code, home)

    def _view_address(self, code: str, home: str) -> str:
        try:
            resolve(self.request.path_info)
        except Resolver404:
            return home
        url = translate_url(self.request.get_full_path(), code)
        return url if url.startswith("/") else home


def _editorial_links(language: str) -> list[dict[str, str]]:
    return [{"url": row["url"], "label": row["label"]} for row in _editorial_pages() if row["language"] == language][:8]


def _editorial_pages() -> list[dict[str, str]]:
    """Address, title, language and translation key of every public editorial page; kept for a minute."""
    rows = cache.get("home.editorial")
    if rows is None:
        pages = EditorialPage.objects.published().select_related("locale").order_by("path")
        rows = [
            {
                "url": page.get_url() or "/",
                "label": page.title,
                "language": page.locale.language_code,
                "key": str(page.translation_key),
            }
            for page in pages
        ]
        cache.set("home.editorial", rows, SECONDS)
    return rows


def _translations(page: Page) -> dict[str, str]:
    """Language -> address of a page's public translations; kept for a minute."""
    if isinstance(page, HomePage):
        return HOMES
    if isinstance(page, EditorialPage):
        return {row["language"]: row["url"] for row in _editorial_pages() if row["key"] == str(page.translation_key)}
    key = f"home.translations.{page.pk}"
    known = cache.get(key)
    if known is None:
        others = page.get_translations().live().public().select_related("locale")
        known = {other.locale.language_code: other.get_url() or "/" for other in others}
        cache.set(key, known, SECONDS)
    return known
