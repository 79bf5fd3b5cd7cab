"""From a partner's page to the portal: what was answered there goes on here, on this device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.device import device_of
from assessments.models import SelfAssessment
from assessments.views import UNPROCESSABLE, private_page
from kit.same_origin import same_origin_form
from learners.transfers import NoSuchCode, TooManyAttempts, redeem

TOO_MANY = 429


@private_page
@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, code: str) -> HttpResponse:
    """Opening the address takes nothing (mail scanners open addresses); the button does, once."""
    if request.method != "POST":
        return _page(request)
    try:
        redeem(request, code)
    except TooManyAttempts:
        return _page(request, gone=True, status=TOO_MANY)
    except NoSuchCode:
        return _page(request, gone=True, status=UNPROCESSABLE)
    latest = SelfAssessment.objects.of_device(device_of(request)).order_by("-started").first()
    return redirect("assessments:resume", latest.pk) if latest else redirect("assessments:start")


def _page(request: HttpRequest, *, gone: bool = False, status: int = 200) -> HttpResponse:
    response = render(request, "embed/handover.html", {"gone": gone}, status=status)
    # The address holds the code.
    response["Referrer-Policy"] = "no-referrer"
    return response
