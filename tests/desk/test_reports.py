"""Reports for editors: the right rows, their filters, their exports, and who may open them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from desk.links.checking import check_own, find_links
from desk.models import Link
from desk.reports.registry import REPORTS
from resources.demo_content import stream_of
from resources.models import ResourceIndexPage
from search.models import Figure
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory, CourseFactory, LessonFactory, VideoFactory

YEARS_AGO = timezone.now() - timedelta(days=800)


def titles(answer) -> list[str]:
    return [row["title"] if isinstance(row, dict) else row.title for row in answer.context["object_list"]]


def figure(item: str, what: str, number: int, days_ago: int = 0) -> None:
    Figure.objects.create(day=timezone.localdate() - timedelta(days=days_ago), item=item, what=what, number=number)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
@pytest.mark.parametrize("part", ["", "resultats/", "?export=csv", "?export=xlsx"])
def test_reports_open_and_export_when_empty(editor: Client, resource_index: ResourceIndexPage, report, part: str) -> None:
    assert editor.get(f"/admin/rapports/{report.slug}/{part}").status_code == 200


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_reports_are_for_editors(client: Client, db: None, report) -> None:
    user = get_user_model().objects.create_user("invite", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(f"/admin/rapports/{report.slug}/").status_code == 302
    assert f"/admin/rapports/{report.slug}/" not in client.get("/admin/").content.decode()


def test_menu_leads_to_every_report(editor: Client, resource_index: ResourceIndexPage) -> None:
    menu = editor.get("/admin/").content.decode()
    assert all(f"/admin/rapports/{report.slug}/" in menu for report in REPORTS)
    assert "/admin/couverture/" in menu


def test_stale_pages_are_overdue_or_long_unread(editor: Client, resource_index: ResourceIndexPage) -> None:
    overdue = ArticleFactory(parent=resource_index, title="En retard", review_date=date(2020, 1, 2))
    ArticleFactory(parent=resource_index, title="À temps", review_date=timezone.localdate() + timedelta(days=9))
    lesson = LessonFactory(parent=CourseFactory(parent=resource_index), title="Vieille leçon")
    hidden = ArticleFactory(parent=resource_index, live=False, review_date=date(2020, 1, 2))
    Page.objects.filter(pk__in=[lesson.pk, hidden.pk]).update(last_published_at=YEARS_AGO)
    answer = editor.get("/admin/rapports/a-relire/")
    assert titles(answer) == ["Vieille leçon", "En retard"]
    page = answer.content.decode()
    assert "à relire depuis le 2 janvier 2020" in page
    assert "pas republiée depuis le" in page
    assert f"/admin/pages/{overdue.pk}/edit/" in page
    assert titles(editor.get("/admin/rapports/a-relire/?locale=en")) == []


def test_broken_links_name_their_pages_and_states(editor: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(
        parent=resource_index, title="Avec un lien mort", body=stream_of([{"text": '<p><a linktype="page" id="999">x</a></p>'}])
    )
    check_own(find_links())
    today = timezone.localdate()
    Link.objects.create(address="https://mort.example", state="failing", failures=3, first_failed=today, answer="404")
    Link.objects.create(address="https://peut-etre.example", state="failing", failures=1, first_failed=today, answer="503")
    Link.objects.create(address="https://robots.example", state="closed", answer="403")
    Link.objects.create(address="https://va-bien.example", state="fine")
    text = unescape(editor.get("/admin/rapports/liens/").content.decode())
    assert "va-bien" not in text
    for words in ("Avec un lien mort", f"/admin/pages/{page.pk}/edit/", "cassé", "à revérifier (1 jour d'échec)", "n° 999"):
        assert words in text
    shown = {
        wanted: {link.address for link in editor.get("/admin/rapports/liens/", {"wanted": wanted}).context["object_list"]}
        for wanted in ("broken", "failing", "closed")
    }
    assert shown == {
        "broken": {"page:999", "https://mort.example"},
        "failing": {"https://peut-etre.example"},
        "closed": {"https://robots.example"},
    }
    own = editor.get("/admin/rapports/liens/?internal=True").context["object_list"]
    assert [link.address for link in own] == ["page:999"]


def test_images_without_words_are_named(editor: Client, resource_index: ResourceIndexPage) -> None:
    image = get_image_model().objects.create(title="Un pont", file=get_test_image_file(), description="Un pont de bois.")
    get_image_model().objects.create(title="Sans rien", file=get_test_image_file())
    for title, alternative, decorative in (("Muette", "", False), ("Décorée", "", True), ("Dite", "Un pont", False)):
        value = {"image": image.pk, "alternative": alternative, "decorative": decorative, "credit": ""}
        ArticleFactory(parent=resource_index, title=title, body=json.dumps([{"type": "image", "value": value}]))
    rows = editor.get("/admin/rapports/images/").context["object_list"]
    assert [(row.image, row.page) for row in rows] == [("Un pont", "Muette"), ("Sans rien", "")]


def test_least_opened_come_first_and_new_ones_are_left_out(editor: Client, resource_index: ResourceIndexPage) -> None:
    often, never, old = (ArticleFactory(parent=resource_index, title=title) for title in ("Souvent", "Jamais", "Autrefois"))
    ArticleFactory(parent=resource_index, title="Toute neuve")
    Page.objects.filter(pk__in=[often.pk, never.pk, old.pk]).update(first_published_at=YEARS_AGO)
    figure(f"article:{often.pk}", "opened", 40)
    figure(f"article:{often.pk}", "opened", 2, days_ago=1)
    figure(f"article:{often.pk}", "kept", 9)
    figure(f"article:{old.pk}", "opened", 7, days_ago=200)
    rows = editor.get("/admin/rapports/peu-lues/").context["object_list"]
    assert {row.title: row.openings for row in rows} == {"Jamais": 0, "Autrefois": 0, "Souvent": 42}
    assert rows[len(rows) - 1].title == "Souvent"
    year = editor.get("/admin/rapports/peu-lues/?days=365").context["object_list"]
    assert [(row.title, row.openings) for row in year] == [("Jamais", 0), ("Autrefois", 7), ("Souvent", 42)]
    assert titles(editor.get("/admin/rapports/peu-lues/?kind=video")) == []


def test_refused_often_shows_its_share(editor: Client, resource_index: ResourceIndexPage) -> None:
    page, other = ArticleFactory(parent=resource_index, title="=Trop long"), VideoFactory(parent=resource_index)
    mission = MissionFactory(title="Trop loin")
    for item, refused in (
        (f"article:{page.pk}", 6),
        (f"video:{other.pk}", 2),
        (f"mission:{mission.pk}", 3),
        ("article:99999", 4),
    ):
        figure(item, "refused", refused)
    figure(f"article:{page.pk}", "kept", 2)
    figure(f"article:{page.pk}", "refused", 50, days_ago=300)
    answer = editor.get("/admin/rapports/refusees/")
    assert [(row["title"], row["refused"], row["share"]) for row in answer.context["object_list"]] == [
        ("=Trop long", 6, "75 %"), ("article:99999", 4, "100 %"), ("Trop loin", 3, "100 %"),
    ]  # fmt: skip
    assert editor.get("/admin/rapports/refusees/?days=365").context["object_list"][0]["refused"] == 56
    assert titles(editor.get("/admin/rapports/refusees/?kind=mission")) == ["Trop loin"]
    book = load_workbook(BytesIO(editor.get("/admin/rapports/refusees/?export=xlsx").getvalue()))
    assert next(book.active.iter_rows(min_row=2, values_only=True))[:2] == ("'=Trop long", 6)
