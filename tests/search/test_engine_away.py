"""An engine that hangs, is gone, or comes back: pages answer from the database, saves go through, and all by itself back."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from search import healing, patience
from search.contract import CatalogueQuery
from search.engine import EngineUnavailable, SearchEngine, Trouble, get_engine, open_engine
from search.models import PendingSync
from tests.resources.factories import ArticleFactory
from tests.search.sockets import free_port, hung

pytestmark = pytest.mark.django_db
NOTICE = "Recherche simplifiée"


def search(client: Client) -> str:
    answer = client.get("/recherche/?q=trac")
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_asks_a_hung_engine_once_and_answers_from_the_database(resource_index, client: Client) -> None:
    ArticleFactory(parent=resource_index, title="Le trac")
    with hung() as server, override_settings(SEARCH_URL=server.url()):
        page = search(client)
        assert NOTICE in page
        assert "Le trac" in page
        assert server.asked == 1
        # This page asks four questions where the engine answers.
        assert client.get("/recherche/competence/gestion-du-stress/").status_code == 200
        assert server.asked == 2


def test_after_three_silences_nobody_waits_any_more(client: Client) -> None:
    with hung() as server, override_settings(SEARCH_URL=server.url()):
        for _ in range(10):
            assert NOTICE in search(client)
        assert server.asked == 3
        # After the rest one page tries, whoever else asks.
        get_engine().door.breaker.rest = 0.0
        get_engine().door.breaker.failed()
        get_engine().door.breaker.rest = 60.0
        for _ in range(5):
            assert NOTICE in search(client)
        assert server.asked == 4


def test_engine_that_is_gone_is_told_from_one_that_is_slow() -> None:
    with pytest.raises(EngineUnavailable) as gone:
        open_engine(f"http://127.0.0.1:{free_port()}/gone").search(CatalogueQuery())
    assert gone.value.trouble is Trouble.AWAY
    with hung() as server, pytest.raises(EngineUnavailable) as slow:
        open_engine(server.url()).search(CatalogueQuery())
    assert slow.value.trouble is Trouble.SLOW


def test_saving_goes_through_and_waits_in_the_outbox(resource_index, client: Client, django_capture_on_commit_callbacks) -> None:
    with hung() as server, override_settings(SEARCH_URL=server.url()):
        with django_capture_on_commit_callbacks(execute=True):
            page = ArticleFactory(parent=resource_index, title="Le trac")
        assert server.asked == 1
    row = PendingSync.objects.filter(key=f"resource:{page.pk}").first()
    assert "in time" in row.reason


def test_everything_asked_for_one_page_shares_its_time() -> None:
    patience.page_begins()
    try:
        with patience.of_a_question(8.0):
            assert patience.left(100.0) <= 8.0
            with patience.of_a_question(100.0):
                assert patience.left(1000.0) <= 8.0
        with patience.of_a_question(-1.0), pytest.raises(patience.OutOfTime):
            patience.left(1.0)
        with patience.of_a_save():
            assert patience.left(100.0) <= patience.SAVE_SECONDS
    finally:
        patience.page_ends()
    with patience.of_a_save():
        assert patience.left(100.0) == 100.0


def test_readiness_says_no_and_answers(client: Client) -> None:
    with hung() as server, override_settings(SEARCH_URL=server.url()):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["engine"] is False
        assert server.asked == 1


def test_first_answer_after_a_silence_sends_what_waits(engine: SearchEngine) -> None:
    open_engine(f"http://127.0.0.1:{free_port()}/gone").door._answered()
    assert not healing.is_due()
    back = open_engine(f"http://127.0.0.1:{free_port()}/back").door
    with pytest.raises(EngineUnavailable), back.work():
        raise EngineUnavailable("away", Trouble.AWAY)
    with back.work():
        pass
    assert healing.is_due()
