"""Where the portal stands: the site of a host, its home pages, and the pages near the top of the tree.

Menus, footer, languages and addresses are all made of these two queries, made once by whatever asks first; what
is made of them is kept under the edition of the contents (kit/edition.py).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Page, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION, SiteRootPath

from kit.edition import of_edition, once
from kit.pages import BasePageQuerySet

# What editors set for a site, one row each (home/site_settings.py).
SETTINGS = ("sitesetting", "announcement", "navigation")
# Home pages, and what stands right below them.
UPPER_DEPTH = 3
EDITORIAL = "home.editorialpage"


@dataclass(frozen=True, slots=True)
class Ground:
    """One host's: its site (None where there is none), Wagtail's root paths, path in the tree of each language's home."""

    site: Site | None
    roots: list[SiteRootPath]
    homes: dict[str, str]


def sites() -> list[Site]:
    """Every site with its home page and what editors set for it."""
    return once("home.sites", lambda: list(Site.objects.select_related("root_page", "sitesetting__share_image", *SETTINGS)))


def upper_pages() -> list[Page]:
    """Home pages in every language and what stands right below; `shown` says whether anybody may read it, `kind`
    ("app.model") what it is."""
    return once("home.upper", lambda: list(_upper_pages()))


def _upper_pages() -> Any:
    homes = Site.objects.order_by().values("root_page__translation_key")
    shown = BasePageQuerySet(Page).published().filter(pk=OuterRef("pk"))
    pages = Page.objects.filter(Q(depth__lte=UPPER_DEPTH) | Q(translation_key__in=homes)).select_related("locale")
    kind = Concat("content_type__app_label", Value("."), "content_type__model")
    return pages.annotate(shown=Exists(shown), kind=kind).order_by("path")


def ground(request: HttpRequest) -> Ground:
    return of_edition(f"home.ground.{request.get_host()}", lambda: _ground(request))


def _ground(request: HttpRequest) -> Ground:
    """Wagtail asks for each of the three by itself, in four queries."""
    known: dict[Any, list[Page]] = {}
    for page in upper_pages():
        known.setdefault(page.translation_key, []).append(page)
    roots = [
        SiteRootPath(site.pk, page.url_path, site.root_url, page.locale.language_code)
        for site in _most_specific_first(sites())
        for page in known[site.root_page.translation_key]
    ]
    # For addresses that are made without a request.
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, roots, 3600, version=SITE_ROOT_PATHS_CACHE_VERSION)
    site = site_of(request, sites())
    if site is None:
        return Ground(None, roots, {})
    homes = {page.locale.language_code: page.url_path for page in known[site.root_page.translation_key] if page.live}
    return Ground(_bare(site), roots, homes)


def _most_specific_first(found: list[Site]) -> list[Site]:
    """As `Site.get_site_root_paths` has them."""
    found = sorted(found, key=lambda site: (not site.is_default_site, site.hostname))
    return sorted(found, key=lambda site: site.root_page.url_path, reverse=True)


def _bare(site: Site) -> Site:
    """What is kept of it for every request: without its settings."""
    site = copy(site)
    for name in SETTINGS:
        site._state.fields_cache.pop(name, None)
    return site


def site_of(request: HttpRequest, found: list[Site]) -> Site | None:
    """By host and port, else by host, else the default one: the rules of Wagtail's `Site.find_for_request`."""
    host, port = split_domain_port(request.get_host())[0], int(request.get_port())
    default = next((site for site in found if site.is_default_site), None)
    same_host = [site for site in found if site.hostname == host]
    exact = next((site for site in same_host if site.port == port), None)
    if exact or default in same_host or len(same_host) != 1:
        return exact or default
    return same_host[0]


def shown_pages() -> list[dict[str, Any]]:
    """Each page near the top that anybody may read: what `row_of` says, and its kind ("app.model")."""
    return of_edition("home.pages", lambda: [row_of(page) | {"kind": page.kind} for page in upper_pages() if page.shown])


def row_of(page: Page) -> dict[str, Any]:
    """pk, url, label, language, and key, which a page shares with its translations."""
    return {
        "pk": page.pk,
        "url": page.get_url() or "/",
        "label": page.title,
        "language": page.locale.language_code,
        "key": str(page.translation_key),
    }
