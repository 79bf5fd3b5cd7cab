"""The editors' menu, by what somebody has come to do; an entry shows only to who may open it.

Groups: write, review, skills, missions, measure, settings. kit/menu_hooks.py says how to add an entry.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.wagtail_hooks import LockedPagesMenuItem, SiteHistoryReportMenuItem, WorkflowReportMenuItem
from wagtail.documents.wagtail_hooks import DocumentsMenuItem
from wagtail.images.wagtail_hooks import ImagesMenuItem
from wagtail.permissions import page_permission_policy

from desk.access import WRITERS
from desk.departure_views import PERMISSION
from desk.reports.registry import REPORTS
from desk.uploads import may_import
from kit.menu_hooks import MISSIONS, PARTNERS, REVIEW, SKILLS, WRITE

# Wagtail's entries by name: where they stand, or None where another entry says it better.
ORDER = {"explorer": 150, "reports": 500, "settings": 600, "images": None, "documents": None, "snippets": None, "help": None}
IN_REVIEW = {"workflows", "workflow-tasks", "locked-pages", "site-history"}
LABELS = {"reports": _("Mesurer"), "settings": _("Réglages")}

# Wagtail's settings after the portal's own, in the words of the work.
SETTINGS = {
    "redirects": (100, _("Redirections")),
    "users": (200, _("Comptes de l'équipe")),
    "groups": (300, _("Rôles")),
    "workflows": (400, _("Circuits de relecture")),
    "workflow-tasks": (500, _("Étapes de relecture")),
    "locales": (600, _("Langues")),
    "sites": (700, _("Adresses du site")),
    "collections": (800, _("Dossiers d'images et de documents")),
}


def groups() -> list[SubmenuMenuItem]:
    """The groups that Wagtail does not have."""
    return [
        SubmenuMenuItem(_("Écrire"), Menu(register_hook_name=WRITE), name="write", icon_name="edit", order=100),
        SubmenuMenuItem(_("Relire"), Menu(register_hook_name=REVIEW), name="review", icon_name="check", order=200),
        SubmenuMenuItem(_("Compétences"), Menu(register_hook_name=SKILLS), name="skills", icon_name="list-ul", order=300),
        SubmenuMenuItem(_("Missions"), Menu(register_hook_name=MISSIONS), name="missions", icon_name="globe", order=400),
        SubmenuMenuItem(_("Partenaires"), Menu(register_hook_name=PARTNERS), name="partners", icon_name="group", order=450),
    ]


def arrange(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own entries in our order; those that stand in a group of ours go."""
    items[:] = [item for item in items if ORDER.get(item.name, item.order) is not None]
    for item in items:
        item.order = ORDER.get(item.name, item.order)
        item.label = LABELS.get(item.name, item.label)


def settings(request: HttpRequest, items: list[MenuItem]) -> None:
    for item in items:
        item.order, item.label = SETTINGS.get(item.name, (item.order, item.label))


def without_review(request: HttpRequest, items: list[MenuItem]) -> None:
    """What belongs to reviewing stands there, not among the figures."""
    items[:] = [item for item in items if item.name not in IN_REVIEW]


def files() -> list[MenuItem]:
    return [
        ImagesMenuItem(_("Images"), reverse_lazy("wagtailimages:index"), name="images", icon_name="image", order=300),
        DocumentsMenuItem(
            _("Documents"), reverse_lazy("wagtaildocs:index"), name="documents", icon_name="doc-full-inverse", order=400
        ),
        ImportMenuItem(
            _("Importer des ressources"), reverse_lazy("desk:import"), name="import-resources", icon_name="upload", order=500
        ),
    ]


def reviewing() -> list[MenuItem]:
    return [
        WorkflowReportMenuItem(
            _("Relectures en cours"),
            reverse_lazy("wagtailadmin_reports:workflow"),
            name="workflows",
            icon_name="tasks",
            order=100,
        ),
        WorkflowReportMenuItem(
            _("Relectures, étape par étape"),
            reverse_lazy("wagtailadmin_reports:workflow_tasks"),
            name="workflow-tasks",
            icon_name="thumbtack",
            order=200,
        ),
        LockedPagesMenuItem(
            _("Pages verrouillées"),
            reverse_lazy("wagtailadmin_reports:locked_pages"),
            name="locked-pages",
            icon_name="lock",
            order=300,
        ),
        EditorsMenuItem(
            _("Traductions à mettre à jour"),
            reverse_lazy("desk:translations"),
            name="translations",
            icon_name="wagtail-localize-language",
            order=350,
        ),
        SiteHistoryReportMenuItem(
            _("Qui a changé quoi"),
            reverse_lazy("wagtailadmin_reports:site_history"),
            name="site-history",
            icon_name="history",
            order=400,
        ),
    ]


class EditorsMenuItem(MenuItem):
    """Shown to whoever writes, corrects or publishes pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(request.user, WRITERS)


class ImportMenuItem(MenuItem):
    """Shown to whoever may add a resource."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


class DeparturesMenuItem(MenuItem):
    """Shown to whoever may see how many leave for a platform."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


def measuring() -> list[MenuItem]:
    matrix = EditorsMenuItem(
        _("Couverture des compétences"), reverse_lazy("desk:matrix"), name="coverage", icon_name="table", order=100
    )
    reports = [
        EditorsMenuItem(
            report.page_title,
            reverse_lazy(f"desk:{report.slug}"),
            name=f"report-{report.slug}",
            icon_name=report.header_icon,
            order=110 + 10 * place,
        )
        for place, report in enumerate(REPORTS)
    ]
    departures = DeparturesMenuItem(
        _("Mises en relation"), reverse_lazy("desk:departures"), name="departures", icon_name="globe", order=200
    )
    return [matrix, *reports, departures]
