"""What every page of the site has: search texts, a quick route, an honest place in the sitemap."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction
from wagtail.url_routing import RouteResult

from kit.keeping import mark
from kit.locking import PageKeeper
from kit.prepared import row_by_key
from kit.restrictions import private_paths, public_q

PREVIEW_SIZES = [
    {"name": "mobile", "icon": "mobile-alt", "device_width": 360, "label": _("Aperçu sur un téléphone, 360 points")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Aperçu sur une tablette, 768 points")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Aperçu sur un ordinateur, 1280 points")},
]


class BasePageQuerySet(PageQuerySet):
    def current(self) -> BasePageQuerySet:
        """Live and not past its date of removal: Wagtail unpublishes only when its command runs."""
        return self.live().exclude(expire_at__lte=Now())

    def published(self) -> BasePageQuerySet:
        """What anybody may see now: current, behind no login or password, and in its own language.

        A page not translated yet may stand in the other tree as a mirror of the original; no list shows it.
        """
        return self.current().filter(public_q()).filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")))


class BasePage(Page):
    """Abstract parent of all pages."""

    # What the page needs read with it when it is shown.
    shown_with: tuple[str, ...] = ("locale",)

    objects = PageManager.from_queryset(BasePageQuerySet)()

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", help_text=_("La fin de l'adresse de la page. La changer casse les liens déjà partagés.")),
                FieldPanel(
                    "seo_title", help_text=_("Titre de l'onglet et des moteurs de recherche. Vide : le titre de la page.")
                ),
                FieldPanel("search_description", help_text=_("Une ou deux phrases, 150 caractères environ. Vide : le résumé.")),
            ],
            heading=_("Pour les moteurs de recherche"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("Dans les menus")),
    ]

    class Meta:
        abstract = True

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The widths our readers have, the smallest phone first: what the editor opens with."""
        return PREVIEW_SIZES

    def permissions_for_user(self, user: AbstractBaseUser) -> PageKeeper:
        return PageKeeper(user, self)

    @property
    def meta_title(self) -> str:
        return self.seo_title or self.title

    @property
    def meta_description(self) -> str:
        """What search engines and shared links show; a page with a summary falls back on it."""
        return self.search_description or getattr(self, "summary", "")

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's own asks for the pages above on every request; nothing of it where the site has no private page."""
        return super().get_view_restrictions() if private_paths() else PageViewRestriction.objects.none()

    @property
    def is_private(self) -> bool:
        """Behind a password or a sign-in; an alias, which has its original's, may be as soon as any page is."""
        paths = private_paths()
        return bool(paths) and (self.alias_of_id is not None or any(self.path.startswith(path) for path in paths))

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page below this one at a path, found in one step; Wagtail's own looks up every segment.

        Safe because no page of this site routes by anything but slugs.
        """
        if not path_components:
            return super().route(request, path_components)
        page = page_at(f"{self.url_path}{'/'.join(path_components)}/")
        if page is None:
            raise Http404
        return page.route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The frame's language links lead to this page's translations.
        request.page_for_languages = self
        return super().get_context(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return mark(super().serve(request, *args, **kwargs))

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        if self.expire_at and self.expire_at <= timezone.now():
            return []
        return super().get_sitemap_urls(request)


# Without what models cost: asked for every page. The slug has an index, the whole path has none.
_KIND_AT = """
SELECT page.id, kind.app_label, kind.model
FROM wagtailcore_page page JOIN django_content_type kind ON kind.id = page.content_type_id
WHERE page.slug = %s AND page.url_path = %s
"""


def page_at(url_path: str) -> Page | None:
    """The page of its own kind at a whole path in the tree, with what it names as `shown_with`."""
    with connection.cursor() as cursor:
        cursor.execute(_KIND_AT, [url_path.rstrip("/").rpartition("/")[2], url_path])
        found = cursor.fetchone()
    if found is None:
        return None
    key, app, name = found
    try:
        model = apps.get_model(app, name)
    except LookupError:
        # Of a kind that is no longer part of the portal.
        model = Page
    return row_by_key(model, key, getattr(model, "shown_with", BasePage.shown_with))
