"""The portal with two addresses more that always fail, for the pages that say so."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls
from portal.urls import handler403, handler500  # noqa: F401


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("broken/", broken), path("refused/", refused), *urls.urlpatterns]
