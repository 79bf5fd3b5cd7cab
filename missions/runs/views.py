"""A source's imports in the admin: what happened, what is wrong, what waits for a person, and the button to read it again."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from kit.cells import neutralised
from missions.feeds.parsed import REASONS, Why
from missions.models import ImportRun, Mission, Source
from missions.runs.deciding import NothingToDecide, close_gone, keep_gone, restore
from missions.runs.health import warnings_of
from missions.runs.report import said

SHOWN_RUNS = 30
SHOWN_GONE = 200
VIEW, CHANGE = ("missions.view_source", "missions.change_source"), ("missions.change_source",)


class Allowed:
    """Only for who has one of the permissions."""

    needs: tuple[str, ...] = VIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(request.user.has_perm(name) for name in self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AdminPage(Allowed, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "download"


def _counted(reasons: dict[str, int]) -> list[tuple[str, str, int]]:
    """(stable name, sentence, how many), the most frequent first."""
    known = {why.value: reason for why, reason in REASONS.items()}
    return [(why, str(known.get(why, why)), count) for why, count in Counter(reasons).most_common()]


class SourceRunsView(AdminPage):
    page_title = gettext_lazy("Imports")
    template_name = "missions/admin/source_runs.html"

    @cached_property
    def source(self) -> Source:
        return get_object_or_404(Source, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.source.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *_to_source(self.source, last=True)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(self.source.runs.defer("refusals", "diff", "gone", "last_chunk")[:SHOWN_RUNS])
        reasons: Counter[str] = Counter()
        for run in runs:
            if not run.dry_run:
                reasons.update(run.refused_by_reason)
        return super().get_context_data(**kwargs) | {
            "source": self.source,
            "warnings": warnings_of(self.source),
            "runs": runs,
            "reasons": _counted(reasons),
            "read_runs": sum(not run.dry_run for run in runs),
            "open_count": self.source.missions.open().count(),
            "may_change": self.request.user.has_perm(CHANGE[0]),
            "has_feed": bool(self.source.feed_url) and self.source.kind != Source.Kind.MANUAL,
        }


class AskView(Allowed, View):
    """POST: the feed is to be read again, for good or as a dry run. The next round of import_due_missions does it."""

    needs = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = get_object_or_404(Source.objects.exclude(kind=Source.Kind.MANUAL).exclude(feed_url=""), pk=pk)
        dry = request.POST.get("dry_run") == "1"
        asked = source.runs.filter(state=ImportRun.State.ASKED, dry_run=dry)
        if asked.exists():
            messages.warning(request, _("C'est déjà demandé : l'import commence au prochain passage du programme d'import."))
        else:
            source.runs.create(state=ImportRun.State.ASKED, trigger=ImportRun.Trigger.ADMIN, dry_run=dry)
            messages.success(request, _("C'est noté : l'import commence au prochain passage du programme d'import."))
        return redirect("missions_source_runs", source.pk)


class _OfRun:
    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(ImportRun.objects.select_related("source", "decided_by"), pk=self.kwargs["pk"])


class RunView(_OfRun, AdminPage):
    page_title = gettext_lazy("Import")
    template_name = "missions/admin/run.html"

    def get_page_subtitle(self) -> str:
        return str(self.run)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": _("Import n° %(number)d") % {"number": self.run.pk}}
        return [*self.breadcrumbs_items, *_to_source(self.run.source), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        names = [(run._meta.get_field(name).verbose_name, count) for name, count in run.counts.items()]
        gone = Mission.objects.filter(pk__in=run.gone[:SHOWN_GONE]).select_related("organisation").order_by("title")
        return super().get_context_data(**kwargs) | {
            "run": run,
            "counts": names,
            "warnings": [said(warning) for warning in run.warnings],
            "reasons": _counted(run.refused_by_reason),
            "gone": gone,
            "gone_count": len(run.gone),
            "waiting": run.state == ImportRun.State.WAITING,
            "may_change": self.request.user.has_perm(CHANGE[0]),
        }


class DecideView(_OfRun, Allowed, View):
    """POST `decision`: `close` what vanished, or `keep` it open."""

    needs = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        decide = {"close": close_gone, "keep": keep_gone}.get(request.POST.get("decision", ""))
        if decide is None:
            messages.error(request, _("Choisis « fermer » ou « garder ouvertes »."))
            return redirect("missions_run", pk)
        try:
            count = decide(self.run, request.user)
        except NothingToDecide:
            messages.warning(
                request, _("Il n'y a plus rien à décider : quelqu'un l'a fait, ou un import plus récent a tout relu.")
            )
            return redirect("missions_run", pk)
        said_of = {
            close_gone: ngettext("%(count)d mission fermée.", "%(count)d missions fermées.", count),
            keep_gone: ngettext("%(count)d mission gardée ouverte.", "%(count)d missions gardées ouvertes.", count),
        }
        messages.success(request, said_of[decide] % {"count": count})
        return redirect("missions_run", pk)


class RefusalsCsv(_OfRun, Allowed, View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        headings = [_("ligne"), _("identifiant"), _("champ"), _("valeur"), _("raison")]
        rows = ([one["row"], one["client_id"], one["field"], one["value"], _reason(one)] for one in self.run.refusals)
        return _csv(f"import-{pk}-refus.csv", headings, rows)


class DifferencesCsv(_OfRun, Allowed, View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        headings = [_("quoi"), _("identifiant"), _("titre"), _("organisation"), _("champ"), _("avant"), _("après")]
        return _csv(f"import-{pk}-differences.csv", headings, _differences(self.run.diff))


def _differences(diff: dict[str, Any]) -> Iterator[list[str]]:
    for name, word in (("new", _("nouvelle")), ("changed", _("changée")), ("gone", _("absente"))):
        for entry in diff.get(name, ()):
            start = [word, entry["client_id"], entry["title"], entry["organisation"]]
            for change in entry.get("fields") or [["", "", ""]]:
                yield [*start, *change]


def _csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file to download, with a mark that tells Excel it is UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    for row in (headings, *rows):
        writer.writerow([neutralised(cell) for cell in row])
    return response


def _reason(refusal: dict[str, Any]) -> str:
    """In the reader's language, not in that of whoever ran the import."""
    known = {why.value for why in Why}
    return str(REASONS[Why(refusal["why"])]) if refusal["why"] in known else str(refusal["reason"])


class RestoreView(Allowed, View):
    """POST: open a closed mission again, until its platform lists it again or it ends."""

    needs = ("missions.change_mission",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mission = get_object_or_404(Mission, pk=pk)
        if restore([pk]):
            messages.success(request, _("« %(title)s » est rouverte.") % {"title": mission.title})
        else:
            messages.warning(request, _("Cette mission n'était pas fermée."))
        return redirect(mission.snippet_viewset.get_url_name("edit"), pk)


def _to_source(source: Source, last: bool = False) -> list[dict[str, Any]]:
    edit = reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    runs = "" if last else reverse("missions_source_runs", args=[source.pk])
    label = f"{_('Imports')} · {source.name}" if last else _("Imports")
    return [{"url": edit, "label": source.name}, {"url": runs, "label": label}]
