"""Links that lead nowhere, as `check_links` found them."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from desk.models import Link, LinkQuerySet
from desk.reports.base import DeskReport, PagesColumn


class LinkFilterSet(WagtailFilterSet):
    wanted = django_filters.ChoiceFilter(
        label=_("État"),
        method="of_state",
        choices=[("broken", _("cassés")), ("failing", _("à revérifier")), ("closed", _("à ouvrir à la main"))],
    )
    internal = django_filters.ChoiceFilter(
        label=_("Vers"), choices=[("True", _("nos pages et documents")), ("False", _("d'autres sites"))]
    )

    class Meta:
        model = Link
        fields = ["wanted", "internal"]

    def of_state(self, links: LinkQuerySet, name: str, value: str) -> QuerySet[Link]:
        if value == "closed":
            return links.filter(state=Link.State.CLOSED)
        broken = links.broken()
        return broken if value == "broken" else links.filter(state=Link.State.FAILING).exclude(pk__in=broken)


def state(link: Link) -> str:
    """In words: broken, to be tried again, or closed to programs."""
    if link.is_broken:
        return str(_("cassé"))
    if link.state == Link.State.FAILING:
        return ngettext("à revérifier (%d jour d'échec)", "à revérifier (%d jours d'échec)", link.failures) % link.failures
    return link.get_state_display()


def target(link: Link) -> str:
    """The address as people know it; our own pages and documents by their number."""
    kind, _colon, key = link.address.partition(":")
    return (
        {"page": _("page n° %(key)s, dépubliée ou supprimée"), "document": _("document n° %(key)s, supprimé")}[kind]
        % {"key": key}
        if kind in {"page", "document"}
        else link.address
    )


class BrokenLinksReport(DeskReport):
    slug = "liens"
    page_title = _("Liens cassés")
    header_icon = "link"
    filterset_class = LinkFilterSet
    columns = [
        Column("address", label=_("Adresse"), accessor=target),
        Column("state", label=_("État"), accessor=state),
        Column("answer", label=_("Réponse")),
        Column("since", label=_("Depuis"), accessor=lambda link: date_format(link.first_failed) if link.first_failed else ""),
        PagesColumn("pages", label=_("Dans"), accessor=lambda link: link.pages.all()),
    ]
    list_export = ["address", "get_state_display", "failures", "answer", "first_failed", "checked"]
    export_headings = {"get_state_display": _("État")}

    def get_base_queryset(self) -> LinkQuerySet:
        return Link.objects.troubled().prefetch_related("pages")
