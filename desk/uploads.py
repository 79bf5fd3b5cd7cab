"""Resources from a spreadsheet in the admin: choose a file, read what it would do, then do it.

Nobody but who sent a file sees it; it is kept for a day, in the database, as every process must find it.
"""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.models import Upload
from kit.cells import neutralised
from resources.imports.applying import Import, Outcome, State
from resources.imports.columns import COLUMNS
from resources.imports.model_file import model_csv, model_xlsx
from resources.imports.tables import MAX_BYTES, MAX_ROWS, Table, Unreadable, read_table
from resources.models import ResourceIndexPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Longer than that, and who waits thinks it has failed: the rest is one more click.
SECONDS = 15
PAGE_SIZE = 100
STATES = {
    State.NEW: gettext_lazy("Nouvelles"),
    State.CHANGED: gettext_lazy("Changées"),
    State.UNCHANGED: gettext_lazy("Inchangées"),
    State.REFUSED: gettext_lazy("Refusées"),
}


def may_import(user: Any) -> bool:
    """Whoever may add a page below a list of resources."""
    return any(index.permissions_for_user(user).can_add_subpage() for index in ResourceIndexPage.objects.all())


class ImportersOnly:
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            messages.error(request, _("Il faut avoir le droit d'ajouter des ressources."))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier .xlsx ou CSV"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"})
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 5 Mo."))
        content = file.read()
        try:
            read_table(content)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return content


class ChooseView(ImportersOnly, WagtailAdminTemplateMixin, FormView):
    page_title = gettext_lazy("Importer des ressources")
    header_icon = "upload"
    template_name = "desk/upload.html"
    form_class = UploadForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"columns": COLUMNS, "rows": MAX_ROWS}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        name = form.files["file"].name[:100]
        upload = Upload.objects.keep(self.request.user, name, form.cleaned_data["file"])
        return redirect("desk:import_check", upload.token)

    def form_invalid(self, form: UploadForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class UploadView(ImportersOnly, View):
    """Base of what is done with a file that was sent."""

    @cached_property
    def upload(self) -> Upload:
        upload = Upload.objects.open(self.request.user, self.kwargs["token"])
        if upload is None:
            raise Http404
        return upload

    @cached_property
    def table(self) -> Table:
        return read_table(bytes(self.upload.content))


class CheckView(UploadView, WagtailAdminTemplateMixin, TemplateView):
    """GET: what the file would do now. POST: do it, then look again."""

    page_title = gettext_lazy("Vérifier l'import")
    header_icon = "upload"
    template_name = "desk/upload_check.html"

    def get_page_subtitle(self) -> str:
        return self.upload.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        start = {"url": reverse("desk:import"), "label": ChooseView.page_title}
        return [*self.breadcrumbs_items, start, {"url": "", "label": self.upload.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = Import(self.table, self.request.user).plan()
        counts = Counter(outcome.state for outcome in outcomes)
        asked = self.request.GET.get("etat", "")
        shown = [outcome for outcome in outcomes if asked in ("", outcome.state)]
        return super().get_context_data(**kwargs) | {
            "upload": self.upload,
            "unknown": self.table.unknown,
            "counts": [(state.value, label, counts[state]) for state, label in STATES.items()],
            "asked": asked,
            "to_do": counts[State.NEW] + counts[State.CHANGED],
            "refused": counts[State.REFUSED],
            "total": len(outcomes),
            "page_obj": Paginator(shown, PAGE_SIZE).get_page(self.request.GET.get("p")),
        }

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        work = Import(self.table, request.user)
        outcomes = work.apply(SECONDS)
        said = ngettext("%(count)d page enregistrée en brouillon.", "%(count)d pages enregistrées en brouillon.", work.written)
        messages.success(request, said % {"count": work.written})
        left = sum(outcome.state in (State.NEW, State.CHANGED) for outcome in outcomes) - work.written
        if left:
            messages.warning(request, _("Il en reste %(count)d : continuer.") % {"count": left})
        return redirect("desk:import_check", token)


class RefusedView(UploadView):
    """The refused cells as a CSV, to correct them at leisure."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        out = StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([_("ligne"), _("colonne"), _("valeur"), _("raison")])
        for problem in self._problems(Import(self.table, request.user).plan()):
            writer.writerow([neutralised(value) for value in problem])
        return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "lignes-refusees.csv")

    def _problems(self, outcomes: list[Outcome]) -> list[tuple[int, str, str, str]]:
        found = (problem for outcome in outcomes for problem in outcome.problems)
        return [(problem.line, problem.heading, problem.value, problem.reason) for problem in found]


class ModelView(ImportersOnly, View):
    """The file to fill in: .xlsx or .csv."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind == "xlsx":
            return _file(model_xlsx(), XLSX, "ressources.xlsx")
        return _file(model_csv(), "text/csv; charset=utf-8", "ressources.csv")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
