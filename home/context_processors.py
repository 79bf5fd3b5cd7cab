"""The frame around every page: name, announcement, menu, footer, languages; from the cache (home/frame.py)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from wagtail.models import Page

from home.frame import announcement, frame
from home.ground import EDITORIAL, UPPER_DEPTH, shown_pages
from home.navigation import FOOTER_PAGES
from home.sharing import share_path
from kit.edition import of_edition
from kit.pages import BasePageQuerySet
from kit.share import HEIGHT, WIDTH

HOMES = {"fr": "/", "en": "/en/"}


def chrome(request: HttpRequest) -> dict[str, Any]:
    return {"chrome": Chrome(request)}


class Chrome:
    """Everything is computed when a template asks for it, and never for answers without a template."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def offline(self) -> bool:
        """Whether pages may be kept on the device (OFFLINE)."""
        return settings.OFFLINE

    @cached_property
    def home(self) -> str:
        return HOMES[self.language]

    @cached_property
    def language(self) -> str:
        return get_language() or "fr"

    @cached_property
    def site(self) -> dict[str, Any]:
        """What editors set: name, share_text, share_image."""
        return frame(self.language)

    @cached_property
    def announcement(self) -> dict[str, Any] | None:
        return announcement(self.language, timezone.now())

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        path = self.request.path
        return [{**entry, "current": _is_current(path, entry["url"], self.home)} for entry in self.site["menu"]]

    @cached_property
    def footer(self) -> list[dict[str, str]]:
        entries = self.site["footer"]
        return [*_editorial_links(self.language), *self.site["own_footer"]] if entries is None else entries

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """The same page in each language, or that language's home where it has none."""
        pages = self._pages
        return [
            {"code": code, "name": name, "current": code == self.language, "url": pages.get(code, HOMES[code])}
            for code, name in (("fr", "Français"), ("en", "English"))
        ]

    @cached_property
    def alternates(self) -> list[dict[str, str]]:
        """hreflang and full address of this page's versions, French for everybody else; none for a page with one version."""
        found = [(code, urljoin(settings.BASE_URL, url)) for code, url in sorted(self._pages.items(), reverse=True)]
        rows = [*found, ("x-default", found[0][1])] if len(found) > 1 else []
        return [{"code": code, "url": url} for code, url in rows]

    @cached_property
    def canonical(self) -> str:
        """The one address of this page: without what only sorts, filters or counts; a list's further pages keep their own."""
        page = self.request.GET.get("page", "")
        number = f"?page={page}" if page.isdecimal() and page != "1" else ""
        return f"{settings.BASE_URL}{self.request.path}{number}"

    @cached_property
    def oembed(self) -> str:
        """Where programs of other sites ask what this page is (oEmbed); empty for what has no picture of its own."""
        return f"{settings.BASE_URL}/oembed?url={quote(self.canonical, safe='')}" if self._own_picture else ""

    @cached_property
    def og_locale(self) -> str:
        return {"fr": "fr_FR", "en": "en_GB"}[self.language]

    @cached_property
    def share_image(self) -> dict[str, Any]:
        """The picture for whoever shares this page: its own, else the editors', else the house's."""
        path, given = self._own_picture, self.site["share_image"]
        if path is None and given:
            return given | {"url": urljoin(settings.BASE_URL, given["url"])}
        return {"url": f"{settings.BASE_URL}{path or reverse('share_default')}", "width": WIDTH, "height": HEIGHT}

    @cached_property
    def _own_picture(self) -> str | None:
        return share_path(self.request)

    @cached_property
    def _pages(self) -> dict[str, str]:
        """Language -> address of this page, for the languages it can be read in; a stranger's address has none."""
        page = getattr(self.request, "page_for_languages", None)
        if isinstance(page, Page):
            return _translations(page, self.request)
        match = self.request.resolver_match
        return _same_view(match, self.request) if match else {}


def _is_current(path: str, url: str, home: str) -> bool:
    """Where somebody is, or above it; the home page is above everything and says nothing."""
    return path == url if url == home else path.startswith(url)


def _same_view(match: ResolverMatch, request: HttpRequest) -> dict[str, str]:
    """Language -> address of what answers this request; as `django.urls.translate_url` has it, without finding it again."""
    urls = {}
    query = request.META.get("QUERY_STRING", "")
    for code in HOMES:
        with override(code):
            try:
                path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                urls[code] = request.get_full_path()
            else:
                urls[code] = f"{path}?{iri_to_uri(query)}" if query else path
    return urls


def _editorial_links(language: str) -> list[dict[str, str]]:
    rows = [row for row in shown_pages() if row["language"] == language and row["kind"] == EDITORIAL]
    return [{"url": row["url"], "label": row["label"]} for row in rows[:FOOTER_PAGES]]


def _translations(page: Page, request: HttpRequest) -> dict[str, str]:
    """Language -> address of the page and of its public translations; one query at most, never what was taken down."""
    own = {page.locale.language_code: page.get_url(request) or HOMES[page.locale.language_code]}
    if page.depth <= UPPER_DEPTH:
        return {row["language"]: row["url"] for row in shown_pages() if row["key"] == str(page.translation_key)} | own
    return of_edition(f"home.versions.{page.pk}", lambda: _other_versions(page, request)) | own


def _other_versions(page: Page, request: HttpRequest) -> dict[str, str]:
    # Plain pages: an address needs none of what their own kind adds.
    others = BasePageQuerySet(Page).published().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return {other.locale.language_code: other.get_url(request) or "/" for other in others.select_related("locale")}
