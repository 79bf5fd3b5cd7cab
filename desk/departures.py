"""« Mises en relation »: how often people left for a platform, by week, source, domain, department and page. Counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.choices import Domain
from missions.departure import CameFrom, Departure
from missions.models import Commune

# The chart's box; the numbers of the scale stand on its left, the weeks below it.
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 240, 48, 12, 204
GAP, NAMED_WEEKS, LINES = 0.25, 8, 4
BREAKDOWNS = {
    "source__name": gettext_lazy("Par source"),
    "domain": gettext_lazy("Par domaine"),
    "department_code": gettext_lazy("Par département"),
    "came_from": gettext_lazy("Par page de départ"),
}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the chart: its Monday, how many left, and where the bar stands; `named` where its date is written."""

    monday: date
    number: int
    x: float
    y: float
    width: float
    named: bool

    @property
    def height(self) -> float:
        return round(BOTTOM - self.y, 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    scale: tuple[tuple[float, int], ...]

    @property
    def best(self) -> Bar:
        """The week most people left in; of equals, the first."""
        return max(self.bars, key=lambda bar: bar.number)


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown; `percent` of all departures asked for, 0 to 100."""

    label: str
    number: int
    percent: int


def chart_of(weeks: dict[date, int], first: date, last: date) -> Chart:
    """A bar for every week from `first` to `last`, empty ones included; the scale ends at a round number."""
    mondays = [monday_of(first)]
    while mondays[-1] + timedelta(days=7) <= last:
        mondays.append(mondays[-1] + timedelta(days=7))
    step = _round_step(max(weeks.values(), default=0))
    top, slot = step * LINES, (WIDTH - LEFT) / len(mondays)
    every = ceil(len(mondays) / NAMED_WEEKS)

    def y(number: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * number / top, 1)

    bars = tuple(
        Bar(
            monday=monday,
            number=weeks.get(monday, 0),
            x=round(LEFT + slot * (place + GAP / 2), 1),
            y=y(weeks.get(monday, 0)),
            width=round(slot * (1 - GAP), 1),
            named=(len(mondays) - 1 - place) % every == 0,
        )
        for place, monday in enumerate(mondays)
    )
    return Chart(bars, tuple((y(step * line), step * line) for line in range(LINES + 1)))


def _round_step(most: int) -> int:
    """A quarter of the scale: 1, 2, 5, 10, 20, 50…, the first that lets `most` stand under its end."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * LINES >= most:
                return factor * power
        power *= 10


def by_week(rows: QuerySet[Departure]) -> dict[date, int]:
    """Monday -> departures, weeks without any left out."""
    weeks = rows.order_by().values(monday=TruncWeek("day")).annotate(total=Sum("number"))
    return {row["monday"]: row["total"] for row in weeks}


def department_names() -> dict[str, str]:
    """Code -> "Rhône (69)", from the gazetteer."""
    pairs = Commune.objects.order_by().values_list("department_code", "department_name").distinct()
    return {code: f"{name} ({code})" for code, name in pairs}


def breakdown(rows: QuerySet[Departure], field: str, departments: dict[str, str]) -> list[Share]:
    """The departures by what `field` says, most first."""
    found = rows.order_by().values_list(field).annotate(total=Sum("number")).order_by("-total", field)
    total = sum(number for _value, number in found)
    return [Share(label(field, value, departments), number, round(100 * number / total)) for value, number in found]


def label(field: str, value: Any, departments: dict[str, str]) -> str:
    """What people read for a stored value."""
    if field == "source__name":
        return value or _("source supprimée")
    if field == "department_code":
        return departments.get(value, value) or _("sans lieu, ou à distance")
    choices = dict(Domain.choices if field == "domain" else CameFrom.choices)
    return str(choices.get(value, value))


def export_rows(rows: QuerySet[Departure], departments: dict[str, str]) -> list[dict[str, Any]]:
    """One row for a week and all it can be told apart by, oldest first."""
    fields = ("source__name", "domain", "department_code", "came_from")
    weeks = rows.order_by().values("source__name", "domain", "department_code", "came_from", week=TruncWeek("day"))
    counted = weeks.annotate(number=Sum("number")).order_by("week", *fields)
    return [
        {"week": row["week"], "number": row["number"], **{field: label(field, row[field], departments) for field in fields}}
        for row in counted
    ]
