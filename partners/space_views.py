"""A partner's own pages on the portal: what it may embed, the snippet to paste, its figures, and why a frame does not show."""

from __future__ import annotations

import csv
from datetime import timedelta

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.views import UNPROCESSABLE
from kit.cells import neutralised
from partners.access import partner_page, partners_of
from partners.builder import SnippetForm
from partners.doctor import examine
from partners.figures import Report, report
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


class PeriodForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("Période"),
        required=False,
        coerce=int,
        empty_value=30,
        choices=[(30, _("30 jours")), (90, _("90 jours")), (365, _("un an"))],
    )


@partner_page
@require_safe
def figures(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Views and completions of the last days; `?format=csv` as a file."""
    form = PeriodForm(request.GET)
    days = form.cleaned_data["days"] if form.is_valid() else 30
    today = timezone.localdate()
    shown = report(partner, today - timedelta(days=days - 1), today)
    if request.GET.get("format") == "csv":
        return _csv(partner, shown)
    return render(request, "partners/figures.html", {"partner": partner, "form": form, "report": shown, "days": days})


def _csv(partner: Partner, shown: Report) -> HttpResponse:
    """A line an item; what is hidden on the page is hidden here."""
    hidden = str(_("moins de 5, ou caché pour ne pas le trahir"))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"tremplin-{partner.slug}-{shown.first:%Y-%m-%d}-{shown.last:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow([neutralised(str(title)) for title in (_("Contenu"), _("Vues"), _("Terminés"))])
    for line in shown.lines:
        numbers = (hidden if number is None else number for number in (line.views, line.completions))
        writer.writerow([neutralised(line.label), *numbers])
    return response
