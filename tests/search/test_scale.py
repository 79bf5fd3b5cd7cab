"""The bench of large catalogues, on a small one: the same world every time, every question answered, targets judged."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from django.utils import timezone

from missions.models import Mission, MissionPlace, Organisation
from search.contract import CatalogueQuery, FacetName, Kind
from search.engine import SearchEngine
from search.rows import all_items
from search.scale.filling import fill
from search.scale.questions import SORTS, Questions
from search.scale.reporting import missed, report, targets
from search.scale.world import World

TIMES = {"p50": 10.0, "p95": 20.0, "p99": 30.0, "a_second": 90.0, "worker_mb": 100.0}
BUILT = {"a_second": 2_500, "made_a_second": 4_000, "seconds": 50.0, "largest_mb": 200.0, "together_mb": 500.0}


@pytest.fixture(scope="module")
def world() -> World:
    return World(timezone.localdate())


def test_the_world_is_the_same_every_time(world: World) -> None:
    again = World(world.today)
    assert list(world.missions(60)) == list(again.missions(60))
    assert list(world.resources(30)) == list(again.resources(30))
    assert list(World(world.today, seed=2).missions(5)) != list(world.missions(5))


def test_its_missions_are_published_ones(db: None, world: World) -> None:
    fill(world, 120)
    items = [item for item in all_items() if item.kind is Kind.MISSION]
    assert len(items) == Mission.objects.count() == 120
    assert all(item.skills and item.organisation and item.body for item in items)
    assert 1 < Organisation.objects.count() < 120
    assert MissionPlace.objects.filter(lat__isnull=False).count() > 60


@pytest.mark.parametrize("sort", SORTS)
def test_every_question_is_one_that_the_portal_asks(engine: SearchEngine, world: World, sort: str) -> None:
    engine.write(world.resources(80))
    answers = [ask(engine) for ask in islice(Questions(world, "test").of(sort), 25)]
    assert any(answers)


def test_a_catalogue_has_articles_videos_and_courses(engine: SearchEngine, world: World) -> None:
    engine.write(world.resources(80))
    found = engine.search(CatalogueQuery(facets=(FacetName.KIND,)))
    assert {value.value for value in found.facets[0].values} >= {"article", "video", "course"}


def test_the_steps_print_their_figures(db: None, settings, tmp_path) -> None:
    settings.SEARCH_URL = f"embedded:///{tmp_path}"
    fill(World(date(2026, 11, 1)), 0)
    out = StringIO()
    call_command("bench_scale", "build", items=20, stdout=out)
    call_command("bench_scale", "measure", items=20, workers=2, questions=4, sort=["search"], stdout=out)
    built, measured = map(json.loads, out.getvalue().splitlines())
    assert built["documents"] > 4
    assert built["own_mb"] <= built["largest_mb"] <= built["together_mb"]
    assert measured["search"]["p50"] <= measured["search"]["p95"] <= measured["search"]["p99"]


def test_targets_grow_with_the_catalogue() -> None:
    assert targets("search", 100_000) == (25.0, 60.0)
    assert targets("search", 1_000_000) == (75.0, 180.0)
    assert targets("recommendations", 1_000_000) == (50.0, 120.0)
    assert targets("suggestions", 1_000_000) == (None, 15.0)


def test_what_is_missed_is_said() -> None:
    good = {"embedded.build": BUILT, "embedded.1": {"sorts": dict.fromkeys(SORTS, TIMES)}}
    assert missed({100_000: {**good, "embedded.8": {"sorts": {"search": {**TIMES, "p99": 900.0}}}}}) == [
        "embedded, 100,000: suggestions 10.0 / 30.0 ms (- / 15)"
    ]
    slow = {"embedded.build": {**BUILT, "a_second": 1_999, "largest_mb": 301.0}}
    assert len(missed({100_000: slow})) == 2
    shown = report({100_000: good})
    assert "| 100,000 | 1 | search | 25.0 / 60 | 10.0 / 20.0 / 30.0 (90.0) | - |" in shown
