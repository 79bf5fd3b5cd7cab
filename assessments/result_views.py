"""Results: one, all over time, and one gone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import erase_device
from assessments.device import device_of, forget_device
from assessments.history import series_of
from assessments.lived import lived_by
from assessments.models import SelfAssessment
from assessments.results import measures, result_of
from assessments.views import own_assessment, private_page


@private_page
@require_safe
def result(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where somebody stands; an unfinished assessment goes on instead."""
    assessment = own_assessment(request, key)
    if not assessment.completed:
        return redirect("assessments:resume", assessment.pk)
    return render(request, "assessments/result.html", {"result": result_of(assessment), "assessment": assessment})


@private_page
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Everything this device has answered: skills over time, and the assessments themselves."""
    device = device_of(request)
    assessments = list(SelfAssessment.objects.of_device(device).with_progress()) if device else []
    context = {
        "series": series_of(measures(device), lived_by(request)),
        "assessments": assessments,
    }
    return render(request, "assessments/history.html", context)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks, then deletes one assessment; the device's token goes with the last one."""
    assessment = own_assessment(request, key)
    if request.method != "POST":
        return render(request, "assessments/confirm_delete.html", {"assessment": assessment})
    assessment.delete()
    if SelfAssessment.objects.of_device(assessment.device).exists():
        return redirect("assessments:history")
    # Nobody will come back as this device.
    erase_device(assessment.device)
    response = redirect("learners:space")
    if forget_device(request):
        response.delete_cookie(settings.CSRF_COOKIE_NAME, path=settings.CSRF_COOKIE_PATH)
    return response
