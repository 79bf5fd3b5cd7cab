"""Daily numbers of openings and answers: what counts, what does not, and that nobody is in them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from resources.models import ResourceIndexPage
from search.engine import SearchEngine
from search.models import Figure
from search.sync import rebuild
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory

AGENT = "Mozilla/5.0 (Linux; Android 12) Firefox/140.0"
HEADERS = {"User-Agent": AGENT, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def phone() -> Client:
    return Client(headers=HEADERS)


def numbers() -> dict[tuple[str, str], int]:
    return {(row.item, row.what): row.number for row in Figure.objects.all()}


def test_openings_add_up_by_day_and_leave_no_trace_of_who(phone: Client, resource_index: ResourceIndexPage) -> None:
    page, mission = ArticleFactory(parent=resource_index), MissionFactory()
    for item in (f"article:{page.pk}", f"article:{page.pk}", f"mission:{mission.pk}"):
        answer = phone.post("/vu/", {"item": item})
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert numbers() == {(f"article:{page.pk}", "opened"): 2, (f"mission:{mission.pk}", "opened"): 1}
    assert {field.name for field in Figure._meta.get_fields()} == {"id", "day", "item", "what", "number"}
    Figure.objects.update(day=timezone.localdate() - timedelta(days=1))
    phone.post("/vu/", {"item": f"article:{page.pk}"})
    assert Figure.objects.filter(item=f"article:{page.pk}").count() == 2


def test_page_names_itself_to_the_script(phone: Client, resource_index: ResourceIndexPage) -> None:
    page, mission = ArticleFactory(parent=resource_index), MissionFactory()
    assert f'data-seen="article:{page.pk}" data-seen-at="/vu/"' in phone.get(page.url).content.decode()
    assert f'data-seen="mission:{mission.pk}"' in phone.get(mission.get_absolute_url()).content.decode()
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "Mozilla/5.0 HeadlessChrome/140.0"},
        {"User-Agent": ""},
    ],
)
def test_robots_and_who_asks_to_be_left_out_are_not_counted(resource_index: ResourceIndexPage, headers: dict[str, str]) -> None:
    page = ArticleFactory(parent=resource_index)
    assert Client(headers={**HEADERS, **headers}).post("/vu/", {"item": f"article:{page.pk}"}).status_code == 204
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    "item", ["", "article:0", "article:99999999", "skill:empathie-fr", "video:{pk}", "article:x", "article:{pk}\n"]
)
def test_only_what_anybody_may_see_is_counted(phone: Client, resource_index: ResourceIndexPage, item: str) -> None:
    page = ArticleFactory(parent=resource_index)
    assert phone.post("/vu/", {"item": item.format(pk=page.pk)}).status_code == 204
    assert not Figure.objects.exists()


def test_drafts_and_closed_missions_are_not_counted(phone: Client, resource_index: ResourceIndexPage) -> None:
    draft, closed = ArticleFactory(parent=resource_index, live=False), MissionFactory(status="closed")
    for item in (f"article:{draft.pk}", f"mission:{closed.pk}"):
        phone.post("/vu/", {"item": item})
    assert not Figure.objects.exists()


def test_another_site_cannot_count(resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index)
    stranger = Client(headers={**HEADERS, "Sec-Fetch-Site": "cross-site"})
    assert stranger.post("/vu/", {"item": f"article:{page.pk}"}).status_code == 403
    assert stranger.get("/vu/").status_code == 405
    assert not Figure.objects.exists()


def test_answers_to_a_recommendation_are_counted_once(
    phone: Client, resource_index: ResourceIndexPage, engine: SearchEngine
) -> None:
    item = f"article:{ArticleFactory(parent=resource_index).pk}"
    rebuild(engine)
    for given in ("kept", "kept", "", "refused", "done"):
        phone.post("/recommandations/avis/", {"item": item, "verdict": given})
    assert numbers() == {(item, "kept"): 1, (item, "refused"): 1, (item, "done"): 1}
    phone.post("/recommandations/avis/", {"item": item, "verdict": "unknown"})
    assert len(numbers()) == 3


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a database in memory has one connection")
def test_two_at_once_make_two(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Really written, and taken away again: emptying all tables would take the framework from the tests that follow."""

    def add() -> None:
        Figure.objects.add_one(day=timezone.localdate(), item="article:1", what=Figure.What.OPENED)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    with django_db_blocker.unblock():
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert Figure.objects.get().number == 8
        finally:
            Figure.objects.all().delete()
