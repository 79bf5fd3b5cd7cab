"""The admin's page on the index: how it is, what waits for it, and buttons for those who may."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_tasks import TaskResult, TaskResultStatus
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from search import outbox, upkeep
from search.checking import Drift
from search.engine import Trouble, get_engine
from search.models import IndexReport, IndexWish, PendingSync

SEE, MANAGE = "search.see_index", "search.manage_index"
# Refused rows that the page shows.
SHOWN = 50
TROUBLES = {
    Trouble.AWAY: gettext_lazy("Le moteur ne répond pas. Le site cherche dans la base en attendant, et réessaie tout seul."),
    Trouble.SLOW: gettext_lazy("Le moteur met trop de temps à répondre. Le site cherche dans la base en attendant."),
    Trouble.CERTIFICATE: gettext_lazy("Le certificat du moteur n'est pas reconnu : vérifie l'autorité indiquée au site."),
    Trouble.PASSWORD: gettext_lazy("Le moteur refuse le mot de passe ou la clé : vérifie SEARCH_URL."),
    Trouble.RIGHTS: gettext_lazy("Le compte du site n'a pas les droits qu'il faut sur le moteur."),
    Trouble.VERSION: gettext_lazy("Ce qui répond n'est pas un Elasticsearch d'une version connue (8 ou 9)."),
    Trouble.NO_INDEX: gettext_lazy("Il n'y a pas encore d'index : reconstruis-le."),
    Trouble.LAYOUT: gettext_lazy("L'index date d'une autre version du site : reconstruis-le."),
    Trouble.FULL: gettext_lazy("Le moteur n'accepte plus d'écriture : son disque est presque plein, ou quelqu'un l'a bloqué."),
    Trouble.FOREIGN: gettext_lazy("L'index qui porte notre nom n'est pas le nôtre. Rien n'y est écrit."),
    Trouble.OTHER: gettext_lazy("Le moteur répond par une erreur."),
}

DRIFTS = {
    Drift.MISSING: gettext_lazy("Manquants"),
    Drift.STALE: gettext_lazy("Anciens"),
    Drift.SURPLUS: gettext_lazy("En trop"),
}


def may_see(request: HttpRequest) -> bool:
    return request.user.has_perm(SEE) or request.user.has_perm(MANAGE)


class IndexView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "search/upkeep.html"
    page_title = gettext_lazy("Index de recherche")
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.has_perm(MANAGE) if request.method == "POST" else may_see(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        condition = get_engine().condition()
        reports = {report.work: report for report in IndexReport.objects.all()}
        refused = PendingSync.objects.filter(refused=True)
        return super().get_context_data(**kwargs) | {
            "condition": condition,
            "trouble": condition.trouble and TROUBLES[condition.trouble],
            "outbox": outbox.numbers(),
            "refused": refused[:SHOWN],
            "more_refused": max(0, refused.count() - SHOWN),
            "last_error": PendingSync.objects.filter(refused=False).exclude(reason="").values_list("reason", flat=True).first(),
            "drifted": drifted(reports.get(IndexReport.Work.CHECK)),
            "reports": reports,
            "wishes": IndexWish.objects.all(),
            "may_manage": self.request.user.has_perm(MANAGE),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "check":
                tell(request, upkeep.ask(IndexReport.Work.CHECK))
            case "repair":
                tell(request, upkeep.ask(IndexReport.Work.CHECK, repair=True))
            case "rebuild":
                tell(request, upkeep.ask(IndexReport.Work.REBUILD))
            case "send":
                tell(request, upkeep.ask_to_send())
            case _:
                messages.error(request, _("Ce bouton n'existe pas."))
        return redirect("search_upkeep")


def drifted(report: IndexReport | None) -> list[tuple[str, list[str]]]:
    """What the last check found, each sort with its first ids."""
    ids = report.outcome.get("ids", {}) if report else {}
    return [(label, ids[drift]) for drift, label in DRIFTS.items() if drift in ids]


def tell(request: HttpRequest, result: TaskResult | None) -> None:
    """Say what became of it: asked for (None), done, not done, or begun where tasks have a worker of their own."""
    if result is None:
        messages.success(request, _("C'est noté. Le catalogue est grand : la prochaine tâche planifiée s'en charge."))
    elif result.status == TaskResultStatus.SUCCESSFUL:
        messages.success(request, _("C'est fait."))
    elif result.status != TaskResultStatus.FAILED:
        messages.success(request, _("C'est lancé : recharge cette page dans un moment pour voir où ça en est."))
    elif result.errors and result.errors[0].exception_class_path.endswith(".RebuildRunning"):
        messages.warning(request, _("Une autre reconstruction est déjà en cours : attends qu'elle finisse."))
    else:
        messages.error(request, _("Ça n'a pas marché : la raison est plus bas. Rien n'est perdu."))
