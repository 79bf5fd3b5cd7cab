"""Every address of the portal. French stands at the root, English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as document_urls

from home import sharing
from partners import handover
from partners.oembed import oembed
from portal import errors, health
from portal.sitemaps import SITEMAPS
from portal.styleguide import styleguide

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler429 = errors.too_many
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    # Wagtail's own sign-in would ask for a password and nothing else.
    path("admin/login/", RedirectView.as_view(pattern_name="team_login", query_string=True)),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("oembed", oembed, name="oembed"),
    path("embed/", include("partners.urls")),
    path("api/", include("search.api_urls")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include("home.plain_urls")),
]
if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns += i18n_patterns(
    path("partage/tremplin.png", sharing.share_default, name="share_default"),
    path("partage/<slug:kind>/<int:key>.png", sharing.share_image, name="share"),
    path("styleguide/", styleguide, name="styleguide"),
    path("compte/", include("learners.accounts.urls")),
    path("compte/equipe/", include("desk.sign_in.urls")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("reprendre/<str:code>/", handover.handover, name="handover"),
    path("", include("home.urls")),
    path("", include("partners.space_urls")),
    path("", include("learners.urls")),
    path("", include("search.urls")),
    path("", include("assessments.urls")),
    path("", include("search.mission_pages.urls")),
    path("", include("resources.urls")),
    path("", include("skills.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
