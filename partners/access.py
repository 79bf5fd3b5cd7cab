"""Who opens a partner's own pages: its contact, signed in by a code sent to the contact's address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from partners.models import Partner, PartnerQuerySet

View = Callable[..., HttpResponse]


def partners_of(request: HttpRequest) -> PartnerQuerySet:
    """The active partners whose contact proved their address on this account, in one query."""
    proved = EmailAddress.objects.filter(user=request.user.pk, verified=True).values_list(Lower("email"))
    return Partner.objects.active().alias(contact=Lower("contact_email")).filter(contact__in=proved)


def partner_page(view: View) -> View:
    """The view gets `partner`, one of the visitor's own; anybody else's is not found."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        partner = partners_of(request).filter(slug=slug).first()
        if partner is None:
            raise Http404
        response = view(request, partner, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded
