"""A partner's own pages on the portal: what it may embed, the snippet to paste, its figures, and why a frame does not show."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.views import UNPROCESSABLE
from partners.access import partner_page, partners_of
from partners.builder import SnippetForm
from partners.doctor import examine
from partners.limits import too_often
from partners.models import EmbedKind, Partner

TOO_MANY = 429


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one partner somebody speaks for, or which; a word to whoever speaks for none."""
    found = list(partners_of(request))
    if len(found) == 1:
        return redirect("partners:partner", found[0].slug)
    return render(request, "partners/choose.html", {"found": found})


@partner_page
@require_safe
def partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    kinds = [EmbedKind(kind) for kind in EmbedKind.values if kind in partner.may_embed]
    return render(request, "partners/partner.html", {"partner": partner, "kinds": kinds})


@partner_page
@csp_update({"frame-src": [SELF]})
@require_safe
def build(request: HttpRequest, partner: Partner) -> HttpResponse:
    """The form; with something in the address, the snippet and its preview. htmx gets the answer alone."""
    asked = request.GET.dict() | {"skills": request.GET.getlist("skills")} if "kind" in request.GET else None
    form = SnippetForm(asked, partner, request)
    snippet = form.snippet() if form.is_valid() else None
    template = "partners/_snippet.html" if request.htmx else "partners/build.html"
    status = UNPROCESSABLE if form.errors and not request.htmx else 200
    return render(request, template, {"partner": partner, "form": form, "snippet": snippet}, status=status)


class DoctorForm(forms.Form):
    address = forms.CharField(
        label=_("Adresse de ta page"), max_length=500, help_text=_("Comme https://www.ecole.fr/competences")
    )


@partner_page
@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Looks at the partner's page from outside: a few times a minute, because each look calls somebody's server."""
    form = DoctorForm(request.POST or None)
    findings, status = [], 200
    if request.method == "POST":
        if not form.is_valid():
            status = UNPROCESSABLE
        elif too_often(f"doctor.{partner.pk}", most=10, seconds=60):
            form.add_error("address", _("Beaucoup d'essais d'un coup : attends une minute."))
            status = TOO_MANY
        else:
            findings = examine(partner, form.cleaned_data["address"])
    return render(request, "partners/doctor.html", {"partner": partner, "form": form, "findings": findings}, status=status)
