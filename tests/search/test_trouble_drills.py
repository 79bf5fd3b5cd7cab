"""A cluster that answers, but not as wished: each trouble has clear words, loses nothing, and heals without a trace."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from resources.models import Resource
from search import outbox
from search.checking import check
from search.contract import CatalogueQuery
from search.engine import EngineUnavailable, SearchEngine, Trouble, get_engine, open_engine
from search.models import PendingSync
from search.sync import drain, rebuild, sync
from tests.missions.factories import MissionFactory, OrganisationFactory
from tests.resources.factories import ArticleFactory
from tests.search.nodes import client as node_client
from tests.search.nodes import corner
from tests.search.proxies import make_certificate, proxy

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture
def url() -> Iterator[str]:
    with corner() as url:
        yield url


@pytest.fixture
def engine(url: str, db: None) -> Iterator[SearchEngine]:
    with override_settings(SEARCH_URL=url):
        engine = get_engine()
        rebuild(engine)
        yield engine


@pytest.fixture
def article(resource_index, engine: SearchEngine) -> Resource:
    """A change that waits."""
    return ArticleFactory(parent=resource_index, title="Le trac")


def refuses(url: str, article: Resource, words: str, trouble: Trouble) -> None:
    """Under this address the change is kept, and commands and the admin's page say why."""
    with override_settings(SEARCH_URL=url):
        assert sync([f"resource:{article.pk}"]) is False
        assert get_engine().condition().trouble is trouble
        for what in ("check", "drain", "rebuild"):
            with pytest.raises(CommandError, match=words):
                call_command("search_index", **{what: True})
        assert "Recherche simplifiée" in Client().get("/recherche/?q=trac").content.decode()
    assert words in PendingSync.objects.filter(key=f"resource:{article.pk}").first().reason


def heals(engine: SearchEngine, article: Resource) -> None:
    drain(engine, pause=lambda seconds: None)
    assert engine.get(f"article:{article.pk}").title == article.title
    assert not PendingSync.objects.exists()
    call_command("search_index", check=True)


def through(url: str, port: int, scheme: str = "http", user: str = "") -> str:
    """The same corner behind a proxy."""
    return f"{scheme}://{user}127.0.0.1:{port}{url[url.index('/', 8) :]}"


def test_wrong_password(url: str, engine: SearchEngine, article: Resource) -> None:
    right = "Basic " + b64encode(b"portal:secret").decode()

    def guard(request: BaseHTTPRequestHandler) -> tuple[int, bytes] | None:
        told = b'{"error":{"type":"security_exception","reason":"unable to authenticate"},"status":401}'
        return None if request.headers["Authorization"] == right else (401, told)

    with proxy(node_client_url()) as tap:
        tap.before = guard
        refuses(through(url, tap.port, user="portal:wrong@"), article, "does not accept the user and password", Trouble.PASSWORD)
        with override_settings(SEARCH_URL=through(url, tap.port, user="portal:secret@")):
            heals(get_engine(), article)


def node_client_url() -> str:
    return str(next(iter(node_client().transport.node_pool.all())).base_url)


def test_certificate_of_nobody(url: str, engine: SearchEngine, article: Resource, tmp_path: Path) -> None:
    with proxy(node_client_url(), make_certificate(tmp_path / "server.pem")) as tap:
        refuses(through(url, tap.port, scheme="https"), article, "certificate is not trusted", Trouble.CERTIFICATE)
    heals(engine, article)


def test_server_of_another_version(url: str, engine: SearchEngine, article: Resource) -> None:
    """What Elasticsearch 7 says to a client of 8."""
    told = b'{"error":{"type":"media_type_header_exception","reason":"Invalid media-type value on headers"},"status":400}'
    with proxy(node_client_url()) as tap:
        tap.before = lambda request: (400, told)
        refuses(through(url, tap.port), article, "no Elasticsearch of a version", Trouble.VERSION)
    heals(engine, article)


def test_server_that_is_no_elasticsearch(url: str, engine: SearchEngine, article: Resource) -> None:
    with proxy(node_client_url()) as tap:
        tap.hidden.add("x-elastic-product")
        refuses(through(url, tap.port), article, "no Elasticsearch of a version", Trouble.VERSION)
    heals(engine, article)


def test_disk_nearly_full(engine: SearchEngine, article: Resource) -> None:
    index = engine.condition().index
    node_client().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": True})
    assert sync([f"resource:{article.pk}"]) is False
    row = PendingSync.objects.filter(key=f"resource:{article.pk}").first()
    assert not row.refused
    assert "disk is nearly full" in row.reason
    with pytest.raises(CommandError, match="disk is nearly full"):
        call_command("search_index", check=True, repair=True)
    # What is there is still found.
    assert engine.search(CatalogueQuery()).total == 45
    node_client().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": None})
    heals(engine, article)


@pytest.mark.parametrize("made", ["index", "alias"])
def test_index_of_somebody_else_under_our_name(url: str, article: Resource, made: str) -> None:
    with override_settings(SEARCH_URL=f"{url.partition('?')[0]}-taken?timeout=30"):
        engine, indices = get_engine(), node_client().indices
        ours = engine.condition().index
        theirs = ours if made == "index" else f"{ours}-theirs"
        indices.create(index=theirs, aliases={} if made == "index" else {ours: {}})
        node_client().index(index=theirs, id="1", document={"note": "theirs"}, refresh=True)
        refuses(f"{url.partition('?')[0]}-taken?timeout=30", article, "is not ours", Trouble.FOREIGN)
        assert not engine.ready()
        assert node_client().count(index=theirs)["count"] == 1
        assert list(indices.get(index=f"{ours}*", features="aliases")) == [theirs]
        indices.delete(index=theirs)
        rebuild(engine)
        heals(engine, article)


def test_row_that_the_engine_refuses_is_listed_and_blocks_nothing(engine: SearchEngine, article: Resource) -> None:
    """A word longer than Lucene takes, in a field that is counted by value."""
    bad = MissionFactory(organisation=OrganisationFactory(name="x" * 40_000))
    assert sync([f"mission:{bad.pk}", f"resource:{article.pk}"])
    assert engine.get(f"article:{article.pk}") is not None
    [row] = PendingSync.objects.filter(refused=True)
    assert row.key == f"mission:{bad.pk}"
    assert "facet_organisation" in row.reason
    # A rebuild lists it too and serves without it.
    PendingSync.objects.all().delete()
    rebuild(engine)
    assert [row.key for row in PendingSync.objects.filter(refused=True)] == [f"mission:{bad.pk}"]
    assert not engine.get(f"mission:{bad.pk}")


def test_write_that_read_earlier_undoes_nothing(engine: SearchEngine, article: Resource) -> None:
    key = f"resource:{article.pk}"
    drain(engine, pause=lambda seconds: None)
    [late] = [one for one in map(engine.get, [f"article:{article.pk}"]) if one]
    assert sync([key])
    article.delete()
    outbox.note([key])
    assert sync([key])
    engine.write([late], read=1)
    assert engine.get(f"article:{article.pk}") is None


def test_changed_layout_asks_for_a_rebuild_and_keeps_the_one_before(url: str, engine: SearchEngine, client: Client) -> None:
    """As seen by code whose layout is another: the index of the code before serves those who still run it."""
    indices = node_client().indices
    ours, index = f"{engine._prefix}-{engine.condition().layout}", engine.condition().index
    old = f"{engine._prefix}-00000000"
    indices.put_settings(index=index, settings={"index.blocks.write": True})
    indices.clone(index=index, target=f"{old}-1")
    indices.put_alias(index=f"{old}-1", name=old)
    indices.delete(index=index)
    open_engine.cache_clear()
    assert get_engine().condition().trouble is Trouble.LAYOUT
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["engine_trouble"]) == (503, "rebuild-needed")
    with pytest.raises(EngineUnavailable, match="rebuild"):
        get_engine().search(CatalogueQuery())
    rebuild(get_engine())
    assert client.get("/readyz").status_code == 200
    assert indices.exists_alias(name=old)
    rebuild(get_engine())
    assert not indices.exists_alias(name=old)
    assert indices.exists_alias(name=ours)
    assert check(get_engine()).clean
