"""What machines ask of a site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /recommandations/
Disallow: /en/recommandations/
Sitemap: {base}/sitemap.xml
"""


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(base=settings.BASE_URL), content_type="text/plain")
