"""« Mises en relation »: the numbers, the chart that shows them, what narrows them, and the files."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from desk.departures import BOTTOM, TOP, chart_of, monday_of
from missions.departure import Departure
from missions.models import Source
from tests.missions.factories import CommuneFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/mises-en-relation/"


def left(number: int, weeks_ago: int = 0, **facts: object) -> None:
    day = monday_of(timezone.localdate()) - timedelta(weeks=weeks_ago)
    facts = {
        "source": SourceFactory(),
        "domain": "sport",
        "department_code": "69",
        "came_from": "mission",
        "mission_id": 1,
        **facts,
    }
    Departure.objects.create(day=day, number=number, **facts)


def test_page_tells_the_figure_by_week_and_by_everything_else(editor: Client) -> None:
    CommuneFactory()
    left(3)
    left(5, 1, source=SourceFactory(slug="autre", name="Autre"), domain="sante", department_code="", came_from="conseils")
    left(100, 12)
    answer = editor.get(PAGE)
    assert answer.context["total"] == 8
    assert [bar.number for bar in answer.context["chart"].bars] == [0] * 10 + [5, 3]
    told = {title: [(share.label, share.number, share.percent) for share in rows] for title, rows in answer.context["breakdowns"]}
    assert list(told.values()) == [
        [("Autre", 5, 62), ("Plateforme", 3, 38)],
        [("Santé", 5, 62), ("Sport", 3, 38)],
        [("sans lieu, ou à distance", 5, 62), ("Rhône (69)", 3, 38)],
        [("recommandations", 5, 62), ("page de la mission", 3, 38)],
    ]


def test_chart_has_its_words_and_its_table(editor: Client) -> None:
    left(4, 1)
    html = editor.get(PAGE).content.decode()
    svg = re.search(r"<svg class=\"desk-chart\".*?</svg>", html, re.DOTALL)[0]
    assert 'role="img" aria-labelledby="chart-title chart-text"' in svg
    assert "avec 4" in re.search(r"<desc.*?</desc>", svg)[0]
    assert svg.count("<rect") == 1
    assert html.partition("Par semaine")[2].count("<tr>") >= 13
    assert "Aucun départ" in editor.get(PAGE, {"domain": "sante"}).content.decode()


def test_chart_keeps_proportions_and_every_week() -> None:
    first, last = date(2026, 6, 3), date(2026, 8, 30)
    chart = chart_of({date(2026, 6, 1): 10, date(2026, 8, 24): 20}, first, last)
    assert (len(chart.bars), chart.bars[0].monday, chart.bars[-1].monday) == (13, date(2026, 6, 1), date(2026, 8, 24))
    assert [number for _y, number in chart.scale] == [0, 5, 10, 15, 20]
    assert chart.bars[-1].height == BOTTOM - TOP == 2 * chart.bars[0].height
    assert all(before.x + before.width < after.x for before, after in zip(chart.bars, chart.bars[1:], strict=False))
    assert chart.best.number == 20
    assert chart.bars[-1].named


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"weeks": "4"}, 7),
        ({"weeks": "52"}, 1007),
        ({"source": "autre"}, 4),
        ({"domain": "sante"}, 4),
        ({"department_code": "69"}, 3),
        ({"came_from": "liste"}, 4),
        ({"weeks": "4", "source": "autre", "domain": "sport"}, 0),
        # What is not understood is said, and the usual period shown.
        ({"weeks": "nope"}, 7),
    ],
)
def test_figures_are_narrowed_by_what_is_asked(editor: Client, asked: dict[str, str], total: int) -> None:
    CommuneFactory()
    left(3)
    left(4, source=SourceFactory(slug="autre", name="Autre"), domain="sante", department_code="", came_from="liste")
    left(1000, 40)
    assert editor.get(PAGE, asked).context["total"] == total


def test_period_between_two_days_and_the_words_for_a_wrong_one(editor: Client) -> None:
    left(3, 2)
    day = monday_of(timezone.localdate()) - timedelta(weeks=2)
    asked = {"weeks": "4", "first": day.isoformat(), "last": day.isoformat()}
    left(5)
    assert editor.get(PAGE, asked).context["total"] == 3
    assert editor.get(PAGE, {**asked, "first": (day + timedelta(days=1)).isoformat()}).context["form"].errors["last"]
    assert editor.get(PAGE, {**asked, "last": ""}).context["form"].errors["last"] == ["Donne les deux dates."]
    assert editor.get(PAGE, {**asked, "first": "1900-01-01"}).context["form"].errors["last"] == ["Trois ans au plus."]
    assert editor.get(PAGE, {"first": "\x00", "last": "9" * 400}).status_code == 200


def test_export_says_the_same_and_no_cell_is_a_formula(editor: Client) -> None:
    left(3, source=SourceFactory(slug="m", name="=cmd|' /C calc'!A0"))
    left(2, 30)
    content = b"".join(editor.get(PAGE, {"export": "csv"}).streaming_content).decode()
    rows = list(csv.reader(StringIO(content.removeprefix("\ufeff"))))
    assert rows[0] == ["Semaine du", "Source", "Domaine", "Département", "Page de départ", "Départs"]
    assert rows[1:] == [
        [str(monday_of(timezone.localdate())), "'=cmd|' /C calc'!A0", "Sport", "69", "page de la mission", "3"],
    ]
    asked = {"export": "xlsx", "weeks": "52"}
    sheet = load_workbook(BytesIO(b"".join(editor.get(PAGE, asked).streaming_content))).active
    assert [row[-1].value for row in sheet.iter_rows()] == ["Départs", 2, 3]


def test_figures_outlive_the_mission_and_the_source(editor: Client) -> None:
    left(3)
    Source.objects.all().delete()
    told = dict(editor.get(PAGE).context["breakdowns"])
    assert [(share.label, share.number) for share in told["Par source"]] == [("source supprimée", 3)]


@pytest.mark.parametrize("count", [1, 60])
def test_page_asks_the_same_however_many_departures(editor: Client, count: int, django_assert_max_num_queries) -> None:
    for number in range(count):
        left(1, number % 10, mission_id=number)
    with django_assert_max_num_queries(20):
        editor.get(PAGE)
