"""A page says that it was opened: no cookie is read or set, no session begun."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kit.same_origin import same_origin_form
from search import figures
from search.models import Figure


@same_origin_form
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Always the same empty answer: it tells nobody what was counted."""
    figures.count(request, request.POST.get("item", ""), Figure.What.OPENED)
    return HttpResponse(status=204)
