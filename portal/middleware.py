"""What every answer passes through, beyond what the libraries give."""

from collections.abc import Callable, Sequence
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.views import serve

from home.ground import ground
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
    """Wagtail's site of a request, from what is kept (home/ground.py): it asks the database on every page otherwise.

    Under the edition of the contents, so that a change in the admin shows at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = ground(request)
        # Where Wagtail itself remembers what it found (Site.find_for_request, Page.get_url).
        request._wagtail_site, request._wagtail_cached_site_root_paths = here.site, here.roots
        request.homes = here.homes
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[str], kwargs: Any) -> None:
        """Find a page by its whole path in the tree, in two queries; Wagtail's own way for what this does not find."""
        site = request._wagtail_site
        if site is None or view is not serve or not args:
            return
        path = args[0].strip("/")
        home = request.homes.get(get_language(), site.root_page.url_path)
        page = page_at(f"{home}{path}/" if path else home)
        if isinstance(page, BasePage) and page.live:
            # Where Wagtail itself remembers what it found (Page.route_for_request).
            request._wagtail_route_for_request = page.route(request, [])
