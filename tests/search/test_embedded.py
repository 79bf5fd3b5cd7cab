"""The embedded engine: the contract, and what is true of its files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.contract import CatalogueQuery, FacetName, Near, Need, Point, RecommendationRequest, Sort
from search.engine import EngineUnavailable, RebuildRunning, get_engine, open_engine
from search.engines.embedded import ranking, shelf
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.locks import Busy, FileLock
from search.engines.embedded.points import NOWHERE, UNTOLD, numbers_of, point_of
from search.engines.embedded.writing import answering

pytest.register_assert_rewrite("tests.search.engine_contract")

from tests.search.engine_contract import (  # noqa: E402
    LYON,
    PARIS,
    TODAY,
    EngineContract,
    OrdersAndPages,
    Places,
    counts,
    fill,
    ids,
    item,
    mission,
    words,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def engine(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


@pytest.fixture
def twin(root: Path) -> EmbeddedEngine:
    return EmbeddedEngine(root)


class TestContract(EngineContract):
    pass


class TestNarrowerCircles(Places):
    """Sorting by distance when there are too many items to measure them all."""

    @pytest.fixture(autouse=True)
    def never_measure_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ranking, "_MEASURED", 1)


class TestManyPublishedAtOnce(OrdersAndPages):
    """Sorting by date when too many share one to be put in order one by one."""

    @pytest.fixture(autouse=True)
    def never_read_those_alike(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ranking, "_ALIKE", 0)


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([], True),
        ([PARIS], True),
        ([LYON, PARIS, Point(-90.0, 180.0)], True),
        ([Point(48.1234567, -180.0), Point(-0.0000001, 0.0)], True),
        ([LYON, PARIS, LYON, PARIS], False),
        ([LYON, Point(1 / 3, 0.0)], False),
        ([Point(0.0, 190.0)], False),
    ],
)
def test_points_are_told_in_numbers_exactly_or_left_to_the_item(points: list[Point], told: bool) -> None:
    numbers = numbers_of(points)
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert numbers == ([NOWHERE] if not points else [UNTOLD]) or [point_of(number) for number in numbers] == points
    assert (numbers != [UNTOLD]) is told


def test_counts_around_a_place_follow_what_is_written_meanwhile(engine: EmbeddedEngine) -> None:
    query = CatalogueQuery(near=Near(LYON, 10, or_remote=False), sort=Sort.NEAREST, facets=(FacetName.DOMAIN,))
    fill(engine, mission("1", LYON, domain="sport"), mission("2", PARIS, domain="sport"))
    for _again in range(2):
        found = engine.search(query)
        assert (found.total, counts(found, FacetName.DOMAIN)) == (1, {"sport": 1})
    engine.write([mission("3", LYON, domain="sante")])
    found = engine.search(query)
    assert (found.total, counts(found, FacetName.DOMAIN)) == (2, {"sport": 1, "sante": 1})
    assert engine.search(replace(query, near=Near(PARIS, 10, or_remote=False))).total == 1
    assert engine.search(replace(query, near=Near(LYON, 500, or_remote=False))).total == 3


def test_counts_beside_words_follow_what_is_written_and_rebuilt_meanwhile(engine: EmbeddedEngine, twin: EmbeddedEngine) -> None:
    query = words("repas", facets=(FacetName.DOMAIN,))
    fill(engine, mission("1", LYON, domain="sport", title="Servir des repas"))
    for _again in range(2):
        for process in (engine, twin):
            found = process.search(query)
            assert (found.total, counts(found, FacetName.DOMAIN)) == (1, {"sport": 1})
    engine.write([mission("2", LYON, domain="sante", title="Porter des repas")])
    for process in (engine, twin):
        found = process.search(query)
        assert (found.total, counts(found, FacetName.DOMAIN)) == (2, {"sport": 1, "sante": 1})
        assert counts(process.search(replace(query, filters={FacetName.REMOTE: ("full",)})), FacetName.DOMAIN) == {}
    fill(engine, mission("3", LYON, domain="culture", title="Des repas"))
    for process in (engine, twin):
        assert counts(process.search(query), FacetName.DOMAIN) == {"culture": 1}


def serving(root: Path) -> Path:
    return root / (root / "current").read_text()


def elsewhere(root: Path, body: str) -> subprocess.Popen[str]:
    """The body, run by another process with an `engine` on the same directory."""
    script = f"""
import os, sys
from pathlib import Path
from search.contract import *
from search.engines.embedded.engine import EmbeddedEngine

def item(ident, title):
    return CatalogueItem(id=ident, kind=Kind.ARTICLE, title=title, url="/", language="fr")

engine = EmbeddedEngine(Path({str(root)!r}))
{body}
"""
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


# --- broken or foreign indexes ----------------------------------------------------------------


def lose_the_pointer(root: Path) -> None:
    (root / "current").unlink()


def garble_the_pointer(root: Path) -> None:
    (root / "current").write_text("../../etc")


def garble_the_metadata(root: Path) -> None:
    (serving(root) / "meta.json").write_text("{")


def lose_the_directory(root: Path) -> None:
    for file in serving(root).iterdir():
        file.unlink()
    serving(root).rmdir()


def age_the_layout(root: Path) -> None:
    old = root / "layout-00000000-0123456789ab"
    serving(root).rename(old)
    (root / "current").write_text(old.name)


@pytest.mark.parametrize(
    "damage", [lose_the_pointer, garble_the_pointer, garble_the_metadata, lose_the_directory, age_the_layout]
)
@pytest.mark.parametrize("seen_before", [True, False])
def test_damaged_index_is_unavailable_until_it_is_rebuilt(
    engine: EmbeddedEngine, twin: EmbeddedEngine, root: Path, damage: Callable[[Path], None], seen_before: bool
) -> None:
    fill(engine, item("article:1"))
    reader = engine if seen_before else twin
    damage(root)
    assert reader.ready() is False
    with pytest.raises(EngineUnavailable):
        reader.search(CatalogueQuery())
    with pytest.raises(EngineUnavailable):
        reader.write([item("article:2")])
    fill(twin, item("article:3"))
    assert reader.ready()
    assert ids(reader.search(CatalogueQuery())) == ["article:3"]


@pytest.mark.parametrize("suffix", ["store", "term", "idx", "fast"])
@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"\0" * 64)])
def test_damaged_segment_never_raises_anything_else(
    engine: EmbeddedEngine, root: Path, suffix: str, damage: Callable[[Path], None]
) -> None:
    fill(engine, *(item(f"article:{n}", "Courage") for n in range(20)))
    for file in serving(root).glob(f"*.{suffix}"):
        damage(file)
    reader = EmbeddedEngine(root)
    for ask in (
        lambda: reader.search(words("courage")),
        lambda: reader.suggest("cou", "fr"),
        lambda: reader.candidates(RecommendationRequest((Need("a", 1, 1.0),), TODAY)),
        lambda: reader.get("article:1"),
        lambda: list(reader.fingerprints()),
        lambda: reader.write([item("article:1")]),
    ):
        try:
            ask()
        except EngineUnavailable:
            continue


def test_live_changes_during_the_first_rebuild_of_a_new_layout_are_kept(engine: EmbeddedEngine, root: Path) -> None:
    fill(engine, item("article:old"))
    age_the_layout(root)
    with engine.rebuild() as index:
        engine.write([item("article:live")])
        index.add([item("article:1")])
        assert engine.ready() is False
    assert ids(engine.search(CatalogueQuery())) == ["article:1", "article:live"]


def test_rebuild_leaves_one_index_on_the_disk(engine: EmbeddedEngine, root: Path) -> None:
    for number in range(3):
        fill(engine, item(f"article:{number}"))
    assert list(root.glob("layout-*")) == [serving(root)]
    assert sorted(path.name for path in root.iterdir() if path.is_file()) == ["current", "rebuild.lock", "write.lock"]


# --- several processes and threads ------------------------------------------------------------


@pytest.fixture
def dead_rebuild(engine: EmbeddedEngine, root: Path) -> None:
    """A rebuild whose process died in the middle."""
    fill(engine, item("article:1"))
    killed = elsewhere(
        root,
        """
with engine.rebuild() as index:
    index.add([item("article:9", "Neuf")])
    os._exit(9)
""",
    )
    assert killed.wait() == 9
    assert (root / "filling").exists()


@pytest.mark.usefixtures("dead_rebuild")
def test_dead_rebuild_changes_nothing_and_is_swept_away_by_the_next(engine: EmbeddedEngine, root: Path) -> None:
    engine.write([item("article:2")])
    assert ids(engine.search(CatalogueQuery())) == ["article:1", "article:2"]
    fill(engine, item("article:3"))
    assert ids(engine.search(CatalogueQuery())) == ["article:3"]
    assert list(root.glob("layout-*")) == [serving(root)]


def test_folder_that_cannot_be_used_is_an_engine_that_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file where the folder should be")
    engine = open_engine(f"embedded:///{tmp_path / 'index'}")
    with pytest.raises(EngineUnavailable, match="folder cannot be used"), engine.rebuild():
        raise AssertionError("began")
    with pytest.raises(EngineUnavailable):
        engine.search(CatalogueQuery())
    assert not engine.ready()


def test_rebuild_of_another_process_excludes_ours_and_gets_our_writes(engine: EmbeddedEngine, root: Path) -> None:
    fill(engine, item("article:1"))
    other = elsewhere(
        root,
        """
with engine.rebuild() as index:
    index.add([item("article:9", "Neuf")])
    print("filling", flush=True)
    sys.stdin.readline()
""",
    )
    assert other.stdout.readline() == "filling\n"
    with pytest.raises(RebuildRunning), engine.rebuild():
        pass
    engine.write([item("article:2")])
    other.communicate("\n")
    assert other.returncode == 0
    assert ids(engine.search(CatalogueQuery())) == ["article:2", "article:9"]


def test_writers_in_several_processes_lose_nothing(engine: EmbeddedEngine, root: Path) -> None:
    fill(engine)
    body = """
for number in range(10):
    engine.write([item(f"article:{sys.argv[0]}LETTER{number}", "Courage")])
"""
    others = [elsewhere(root, body.replace("LETTER", letter)) for letter in "abc"]
    for number in range(10):
        engine.write([item(f"article:here{number}", "Courage")])
    assert [other.wait() for other in others] == [0, 0, 0]
    assert engine.search(words("courage")).total == 40


def test_threads_write_search_and_rebuild_together(engine: EmbeddedEngine, twin: EmbeddedEngine) -> None:
    kept = [item(f"article:{n}", "Courage") for n in range(50)]
    fill(engine, *kept)

    def write() -> None:
        for one in kept[:15]:
            engine.write([one])

    def rebuild() -> None:
        for _ in range(4):
            fill(twin, *kept)

    with ThreadPoolExecutor(3) as pool:
        busy = [pool.submit(write), pool.submit(rebuild)]
        totals = [engine.search(words("courrage")).total for _ in range(200)]
        for work in busy:
            work.result()
    assert set(totals) == {50}


def test_rust_panic_is_an_engine_that_does_not_answer() -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(EngineUnavailable), answering():
        raise panic
    with pytest.raises(KeyboardInterrupt), answering():
        raise KeyboardInterrupt


def test_write_gives_up_when_the_lock_is_never_free(engine: EmbeddedEngine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(engine, item("article:1"))
    monkeypatch.setattr(shelf, "WRITE_PATIENCE_SECONDS", 0.0)
    with FileLock(root / "write.lock", 0), pytest.raises(EngineUnavailable):
        engine.write([item("article:2")])
    assert ids(engine.search(CatalogueQuery())) == ["article:1"]


def test_item_that_cannot_be_indexed_changes_nothing(engine: EmbeddedEngine) -> None:
    fill(engine, item("article:1"))
    with pytest.raises(TypeError, match="min_age"):
        engine.write([item("article:2"), item("article:3", min_age=2**70)])
    assert ids(engine.search(CatalogueQuery())) == ["article:1"]


def test_lock_is_held_once_and_free_after(tmp_path: Path) -> None:
    with FileLock(tmp_path / "a.lock", 0), pytest.raises(Busy), FileLock(tmp_path / "a.lock", 0):
        pass
    with FileLock(tmp_path / "a.lock", 0):
        pass


# --- addresses --------------------------------------------------------------------------------


@pytest.fixture
def clear_engines() -> Iterator[None]:
    open_engine.cache_clear()
    yield
    open_engine.cache_clear()


@pytest.mark.usefixtures("clear_engines")
def test_relative_address_lies_beside_manage_py(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    fill(open_engine("embedded:///var/search"), item("article:1"))
    assert (tmp_path / "var" / "search" / "current").exists()


def test_absolute_address_is_taken_as_it_is(tmp_path: Path) -> None:
    fill(open_engine(f"embedded:///{tmp_path}/with%20space"), item("article:1"))
    assert (tmp_path / "with space" / "current").exists()


def test_one_engine_per_process_and_address() -> None:
    assert get_engine() is get_engine()


@pytest.mark.parametrize("url", ["", "var/search", "solr://host/", "embedded://", "embedded:///", "embedded://host/var"])
def test_address_of_no_engine_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        open_engine(url)
