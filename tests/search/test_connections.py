"""Ways to a real node: through a host that is gone, a door that turns away, a certificate; as whom, and packed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import pytest

from search.contract import CatalogueItem, CatalogueQuery, Kind, Term
from search.engine import EngineUnavailable, SearchEngine, Trouble, open_engine
from tests.search.nodes import client, corner
from tests.search.proxies import Proxy, make_certificate, proxy
from tests.search.sockets import free_port

pytestmark = pytest.mark.elasticsearch
ITEM = CatalogueItem("article:1", Kind.ARTICLE, "Prendre la parole", "/1/", "fr")


@pytest.fixture
def prefix() -> Iterator[str]:
    with corner() as url:
        yield url.rsplit("/", 1)[1].split("?")[0]


def relay(certificate: Path | None = None) -> AbstractContextManager[Proxy]:
    """Before the node of this run."""
    return proxy(os.environ["ELASTICSEARCH_URL"], certificate)


def fill(engine: SearchEngine) -> None:
    with engine.rebuild() as index:
        index.add([ITEM])


def found(engine: SearchEngine) -> list[str]:
    return [hit.item.id for hit in engine.search(CatalogueQuery(terms=(Term("parole"),))).hits]


def test_a_host_that_is_gone_is_passed_by(prefix: str) -> None:
    with relay() as door:
        engine = open_engine(f"http://127.0.0.1:{free_port()},127.0.0.1:{door.port}/{prefix}?timeout=30")
        fill(engine)
        assert [found(engine) for _ in range(4)] == [[ITEM.id]] * 4


def test_who_is_turned_away_asks_again(prefix: str) -> None:
    with relay() as door:
        engine = open_engine(f"{door.url(prefix)}?timeout=30")
        fill(engine)
        door.turn_away = 2
        assert found(engine) == [ITEM.id]
        door.turn_away = 3
        engine.delete([ITEM.id])
        assert found(engine) == []
        assert door.turn_away == 0


def test_a_door_that_never_opens_is_no_answer(prefix: str) -> None:
    with relay() as door:
        engine = open_engine(f"{door.url(prefix)}?timeout=30")
        door.turn_away = 1_000
        with pytest.raises(EngineUnavailable) as raised:
            engine.search(CatalogueQuery())
        assert raised.value.trouble is Trouble.AWAY


def test_only_the_authority_given_is_trusted(prefix: str, tmp_path, settings) -> None:
    with relay(make_certificate(tmp_path / "cluster.pem")) as door:
        stranger = open_engine(f"{door.url(prefix, 'https')}?timeout=30")
        with pytest.raises(EngineUnavailable) as raised:
            fill(stranger)
        assert raised.value.trouble is Trouble.CERTIFICATE
        settings.SEARCH_CA_FILE = str(tmp_path / "cluster.pem")
        engine = open_engine(f"{door.url(prefix, 'https')}?timeout=29")
        fill(engine)
        assert found(engine) == [ITEM.id]


def test_who_asks_is_told_and_never_logged(prefix: str, settings, caplog) -> None:
    caplog.set_level("DEBUG")
    secret = uuid4().hex
    with relay() as door:
        fill(open_engine(f"{door.url(prefix, who=f'ana:{secret}@')}?timeout=30"))
        assert door.asked[-1]["authorization"].startswith("Basic ")
        settings.SEARCH_API_KEY = secret
        fill(open_engine(f"{door.url(prefix)}?timeout=28"))
        assert door.asked[-1]["authorization"] == f"ApiKey {secret}"
    assert secret not in caplog.text


def test_requests_are_packed_when_asked_for(prefix: str, settings) -> None:
    settings.SEARCH_COMPRESSION = True
    with relay() as door:
        engine = open_engine(f"{door.url(prefix)}?timeout=27")
        fill(engine)
        assert found(engine) == [ITEM.id]
        assert any(told.get("content-encoding") == "gzip" for told in door.asked)


def test_a_rebuilt_index_is_merged_into_one_segment(prefix: str) -> None:
    with relay() as door:
        engine = open_engine(f"{door.url(prefix)}?timeout=26")
        with engine.rebuild() as index:
            # Each call ends in a refresh or a segment of its own sooner or later; live writes in one at once.
            index.add([ITEM])
            engine.write([CatalogueItem("article:2", Kind.ARTICLE, "Écouter", "/2/", "fr")])
            index.add([CatalogueItem("article:3", Kind.ARTICLE, "Ranger", "/3/", "fr")])
        client().tasks.list(actions="indices:admin/forcemerge*", wait_for_completion=True, timeout="30s")
        client().indices.refresh(index=f"{prefix}-*")
        told = client().indices.segments(index=f"{prefix}-*,-{prefix}-locks").body["indices"]
        [index_told] = told.values()
        live = [one for copy in index_told["shards"]["0"] for one in copy["segments"].values() if one["num_docs"]]
        assert len(live) == 1


def test_a_document_is_kept_once() -> None:
    """Of a document that is kept in part, Elasticsearch keeps the whole beside it (`_recovery_source`)."""
    with corner() as url:
        name = url.rsplit("/", 1)[1].split("?")[0]
        fill(open_engine(url))
        told = client().indices.disk_usage(index=f"{name}-*,-{name}-locks", run_expensive_tasks=True).body
    kept = [name for about in told.values() for name in about.get("fields", {})]
    assert "_source" in kept
    assert "_recovery_source" not in kept


def test_our_indexes_never_leave_one_node_waiting_for_another(prefix: str) -> None:
    with corner() as url:
        name = url.rsplit("/", 1)[1].split("?")[0]
        engine = open_engine(url)
        with engine.rebuild() as index:
            index.add([ITEM])
            health = client().cluster.health(index=f"{name}-*", wait_for_status="green", timeout="30s")
            assert health["unassigned_shards"] == 0
