"""How often a partner's embeds are opened and finished: a number a day and item, and nothing of who.

No visitor, no session, no address, no time of day; robots and browsers that ask to be left out are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from kit.counting import may_count
from partners.models import EmbedFigure, EmbedKind, Partner
from partners.suppression import shown_total, suppressed
from skills.naming import skill_names

VIEW, DONE = EmbedFigure.What.VIEW, EmbedFigure.What.COMPLETION


def count(request: HttpRequest, item: str, what: EmbedFigure.What = VIEW) -> None:
    """One more today of `item` ("ressource:12", "catalogue") at the request's partner."""
    if may_count(request):
        EmbedFigure.objects.add_one(partner=request.embed.partner, day=timezone.localdate(), item=item, what=what)


@dataclass(frozen=True, slots=True)
class Line:
    """One item's numbers; None where too few did. `label` in the reader's words."""

    label: str
    views: int | None
    completions: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A partner's figures of some days: items by views, days in order, and the totals."""

    first: date
    last: date
    lines: tuple[Line, ...]
    days: tuple[tuple[date, int | None], ...]
    views: int | None
    completions: int | None

    @property
    def highest(self) -> int:
        return max((number or 0 for _day, number in self.days), default=0)


def report(partner: Partner, first: date, last: date) -> Report:
    """One query for the numbers, one for the titles."""
    rows = EmbedFigure.objects.filter(partner=partner, day__range=(first, last)).values_list("day", "item", "what", "number")
    by_item: dict[str, dict[str, int]] = {VIEW.value: defaultdict(int), DONE.value: defaultdict(int)}
    by_day: dict[date, int] = {first + timedelta(days=n): 0 for n in range((last - first).days + 1)}
    for day, item, what, number in rows:
        by_item[what][item] += number
        if what == VIEW:
            by_day[day] += number
    views, done = suppressed(by_item[VIEW]), suppressed(by_item[DONE])
    items = sorted({*views, *done}, key=lambda item: (-(views.get(item) or 0), item))
    labels = titles(items)
    return Report(
        first=first,
        last=last,
        lines=tuple(Line(labels[item], views.get(item, 0), done.get(item, 0)) for item in items),
        days=tuple(suppressed(by_day).items()),
        views=shown_total(by_item[VIEW]),
        completions=shown_total(by_item[DONE]),
    )


def titles(items: Iterable[str]) -> dict[str, str]:
    """What items are called: a page's title, a skill's name, else the kind."""
    from_pages = {item: item.partition(":")[2] for item in items if item.startswith(f"{EmbedKind.RESOURCE}:")}
    pages = dict(Page.objects.filter(pk__in=from_pages.values()).values_list("pk", "title"))
    names = skill_names()
    labels = {}
    for item in items:
        kind, _colon, key = item.partition(":")
        if kind == EmbedKind.RESOURCE:
            labels[item] = pages.get(int(key), item)
        elif kind == EmbedKind.SKILL and key in names:
            labels[item] = names[key].name
        else:
            labels[item] = str(EmbedKind(kind).label) if kind in EmbedKind.values else item
    return labels
