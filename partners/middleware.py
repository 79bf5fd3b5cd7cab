"""What holds for every answer under /embed/, errors and refusals included: who may frame it, and nothing about the visitor.

Outermost on purpose. No cookie comes in or goes out, so an embedded page is the same for somebody who is
signed in on the portal and for somebody who never came; whatever answers, its headers are these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from partners.models import Partner

PREFIX = "/embed/"
# Addresses right under /embed/ that belong to no partner.
SHARED = frozenset({"v1.js"})
LANGUAGES = frozenset({"fr", "en"})
THEMES = frozenset({"clair", "sombre", "auto"})
NOBODY = ["'none'"]


@dataclass(frozen=True, slots=True)
class Embed:
    """What an embedded page knows of where it stands: `theme` is one of THEMES."""

    partner: Partner
    language: str
    theme: str

    @property
    def data_theme(self) -> str:
        """What the style sheet calls it; empty follows the device."""
        return {"clair": "light", "sombre": "dark"}.get(self.theme, "")

    @property
    def query(self) -> str:
        """What the address of another page of the same embed ends with."""
        return f"?{urlencode({'langue': self.language, 'theme': self.theme})}"


class EmbedMiddleware:
    """Sets `request.embed` (None without an active partner) and `request.frame_ancestors` under /embed/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES.clear()
        request.META.pop("HTTP_COOKIE", None)
        first = request.path_info.removeprefix(PREFIX).partition("/")[0]
        partner = None if first in SHARED else Partner.objects.active().filter(slug=first).select_related("logo").first()
        request.embed = _embed(request, partner) if partner else None
        # And our own pages, for the preview beside the snippet.
        request.frame_ancestors = ["'self'", *partner.origins] if partner else NOBODY
        return self._finished(request, self.get_response(request))

    def _finished(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.cookies.clear()
        if request.frame_ancestors != NOBODY:
            # It knows no list of sites; browsers that read frame-ancestors pass over it anyway.
            del response["X-Frame-Options"]
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response


def _embed(request: HttpRequest, partner: Partner) -> Embed:
    """The snippet's own choices where they are known ones, the partner's otherwise."""
    language, theme = request.GET.get("langue", ""), request.GET.get("theme", "")
    return Embed(partner, language if language in LANGUAGES else partner.language, theme if theme in THEMES else "clair")
