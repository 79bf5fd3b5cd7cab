"""What every answer passes through, beyond what the libraries give."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.views import serve

from kit.edition import edition, of_edition
from kit.pages import BasePage, page_at


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; Wagtail's admin, with its inline scripts, gets its own."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        elif getattr(request, "is_preview", False):
            # Shown in a frame of the editor beside the form.
            parts.replace = {"frame-ancestors": [SELF]}
        elif ancestors := getattr(request, "frame_ancestors", None):
            # A partner's own sites, and no other (partners/middleware.py).
            parts.replace = {"frame-ancestors": ancestors}
        return parts


class SiteMiddleware:
    """Wagtail's site of a request, from the cache: it asks the database on every page otherwise.

    Under the edition of the contents, so that a change in the admin shows at once.
    """

    SECONDS = 60

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = f"portal.site.{request.get_host()}.{edition()}"
        site = cache.get(key)
        if site is None:
            site = Site.find_for_request(request)
            if site is not None:
                cache.set(key, copy(site), self.SECONDS)
        # Where Wagtail itself remembers what it found (Site.find_for_request).
        request._wagtail_site = site
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[str], kwargs: Any) -> None:
        """Find a page below the home without reading the home itself; Wagtail's own way for everything else."""
        site = request._wagtail_site
        path = args[0].strip("/") if view is serve and args else ""
        if site is None or not path:
            return
        language = get_language()
        home = of_edition(f"portal.home.{site.pk}.{language}", lambda: site.root_page.localized.url_path)
        page = page_at(f"{home}{path}/")
        if isinstance(page, BasePage) and page.live:
            # Where Wagtail itself remembers what it found (Page.route_for_request).
            request._wagtail_route_for_request = page.route(request, [])
