"""What machines ask of a site, and the switch of the low-data mode."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.context_processors import HOMES
from kit.data_saving import OFF, ON, choose
from kit.same_origin import same_origin_form

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /recommandations/
Disallow: /en/recommandations/
Disallow: /mon-espace/
Disallow: /en/mon-espace/
Disallow: /compte/
Disallow: /en/compte/
Disallow: /missions/*/partir/
Disallow: /en/missions/*/partir/
Sitemap: {base}/sitemap.xml
"""


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(base=settings.BASE_URL), content_type="text/plain")


@same_origin_form
def economy(request: HttpRequest) -> HttpResponse:
    """Into the low-data mode or out of it, then back to the page the switch was on."""
    response = HttpResponseRedirect(_back(request), status=303)
    if (asked := request.POST.get("economy")) in {ON, OFF}:
        choose(request, response, asked == ON)
    return response


def _back(request: HttpRequest) -> str:
    """The page a form of ours was sent from; the home page where the browser does not say."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return HOMES[get_language() or "fr"]
