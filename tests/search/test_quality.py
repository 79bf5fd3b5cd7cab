"""Floors under what the evaluations measure on the demo catalogue: gates never, quality not below what it was."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from search.engine import SearchEngine
from search.sync import rebuild

DATA = Path(__file__).parent / "data"


@pytest.fixture
def demo(demo_loaded: str, engine: SearchEngine) -> SearchEngine:
    call_command("load_synonyms", verbosity=0)
    rebuild(engine)
    return engine


def measured(command: str, name: str) -> dict:
    out = StringIO()
    call_command(command, str(DATA / name), json=True, stdout=out)
    return json.loads(out.getvalue())


def test_personas_meet_no_closed_gate_and_most_of_what_they_expect(demo: SearchEngine) -> None:
    outcome = measured("evaluate_recommendations", "personas.yaml")
    assert outcome["violations"] == []
    assert outcome["personas"] >= 20
    assert outcome["agreement"] >= 0.95
    assert outcome["kinds_per_list"] >= 2
    assert outcome["coverage"] >= 0.7


def test_our_questions_find_their_answers(demo: SearchEngine) -> None:
    outcome = measured("evaluate_catalogue", "queries.yaml")
    assert outcome["queries"] >= 60
    assert outcome["ndcg@10"] >= 0.89
    assert outcome["success@3"] >= 0.97
