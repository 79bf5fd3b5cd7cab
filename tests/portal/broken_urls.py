"""One address that always fails, for the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import handler500  # noqa: F401


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [path("broken/", broken)]
