"""Pages of what quality shows: contacts on demand, the report of a mission, an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kit.pace import too_often
from kit.same_origin import same_origin_form
from missions.cards import cards_of, foreign_lang
from missions.models import Mission, Organisation
from missions.quality import reports
from missions.quality.records import Reason
from skills.naming import skill_names

PAGE_SIZE = 20
CONTACTS_AN_HOUR, REPORTS_A_DAY = 30, 10
HOUR, DAY = 3600, 86_400
TOO_OFTEN = 429


class ReportForm(forms.Form):
    """What is wrong with a mission. `site` is hidden from people: only robots fill it."""

    reason = forms.ChoiceField(
        label=_("Qu'est-ce qui ne va pas ?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisis une raison."), "invalid_choice": _("Choisis une raison de la liste.")},
    )
    text = forms.CharField(
        label=_("Dis-en plus, si tu veux"),
        help_text=_("Pas de nom ni de numéro : on n'en a pas besoin. 500 caractères au plus."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("C'est trop long : 500 caractères au plus.")},
    )
    site = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))


def _private(response: HttpResponse) -> HttpResponse:
    """Neither kept by a cache nor found by a search engine."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _published(pk: int) -> Mission:
    rows = Mission.objects.published(timezone.localdate()).with_organisation()
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_form
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """The contacts in a mission's announcement, for who asks with the button: GET goes back to the mission."""
    mission = _published(pk)
    if request.method != "POST":
        return _private(redirect(mission))
    late = too_often(request, "contacts", CONTACTS_AN_HOUR, HOUR)
    context = {"mission": mission, "contacts": [] if late else mission.contact_data, "late": late, "lang": foreign_lang()}
    template = "missions/_contact_list.html" if request.htmx else "missions/contacts.html"
    return _private(render(request, template, context, status=TOO_OFTEN if late else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_form
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the team what is wrong with a mission: no account, nothing kept of who."""
    mission = _published(pk)
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        form = ReportForm(request.POST)
        if not form.is_valid():
            status = 422
        elif not form.cleaned_data["site"]:
            if too_often(request, "report", REPORTS_A_DAY, DAY):
                form.add_error(None, _("Tu as déjà beaucoup signalé aujourd'hui. Réessaie demain."))
                status = TOO_OFTEN
            else:
                reports.report(
                    mission, form.cleaned_data["reason"], form.cleaned_data["text"], reports.who_of(request, timezone.localdate())
                )
        if status == 200:
            return _private(render(request, "missions/reported.html", {"mission": mission, "lang": foreign_lang()}))
    context = {"mission": mission, "form": form, "lang": foreign_lang()}
    return _private(render(request, "missions/report.html", context, status=status))


@require_safe
def organisation(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An organisation with the missions it offers now; 404 without any."""
    item = get_object_or_404(Organisation.objects.select_related("source"), pk=pk)
    found = Mission.objects.published(timezone.localdate()).filter(organisation=item).newest_first()
    page = Paginator(found.only("pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    if request.path != item.get_absolute_url():
        return redirect(item, permanent=True)
    status = 200 if page.paginator.count else 404
    context = {
        "organisation": item,
        "page": page,
        "cards": cards_of({row.pk: None for row in page}, skill_names()),
        "lang": foreign_lang(),
        "structured": _structured(request, item, page),
    }
    return render(request, "missions/organisation.html", context, status=status)


def _structured(request: HttpRequest, item: Organisation, page: Any) -> dict[str, Any]:
    """schema.org/Organization: only what the page says."""
    data = {"@type": "Organization", "name": item.name, "url": request.build_absolute_uri(item.get_absolute_url())}
    return (
        data
        | ({"sameAs": [item.url]} if item.url else {})
        | ({"description": item.description[:500]} if item.description else {})
    )
