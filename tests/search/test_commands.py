"""The commands of recommendations: an explanation that adds up, an evaluation that can fail."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.engine import SearchEngine
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory
from tests.resources.factories import STRESS, ArticleFactory


@pytest.fixture
def article(resource_index, engine: SearchEngine):
    page = ArticleFactory(parent=resource_index, title="Le trac", slug="trac", skills={STRESS: 3})
    adults = MissionFactory(title="Pour adultes", open_to_minors=False)
    MissionSkillFactory(mission=adults, skill=Skill.objects.get(slug=STRESS), level=3)
    rebuild(engine)
    return page


def run(*arguments: str, **options: object) -> dict:
    out = StringIO()
    call_command(*arguments, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_explanation_adds_up(article) -> None:
    told = run("explain_recommendation", f"article:{article.pk}", skill=[f"{STRESS}:2.1:0.6"])
    parts = told["parts"]
    whole = parts["need"] * (1 + parts["freshness"] + parts["quality"] + parts["distance"])
    assert told["score"] == pytest.approx(whole, abs=1e-3)
    assert sum(told["contributions"].values()) == pytest.approx(parts["need"], abs=1e-3)
    assert told["rank"] in (1, 2)


def test_item_behind_a_gate_is_explained(article) -> None:
    mission = MissionFactory._meta.model.objects.get()
    told = run("explain_recommendation", f"mission:{mission.pk}", skill=[f"{STRESS}:2.1:0.6"], age=17)
    assert told["candidate"] is False
    assert "gate" in told["why"]


def test_explanation_of_nothing_is_an_error(article) -> None:
    with pytest.raises(CommandError, match="not in the index"):
        call_command("explain_recommendation", "article:0", skill=[f"{STRESS}:2"])
    with pytest.raises(CommandError):
        call_command("explain_recommendation", f"article:{article.pk}", skill=[f"{STRESS}:much"])


def persona(tmp_path: Path, expect: str) -> Path:
    path = tmp_path / "personas.yaml"
    path.write_text(f"- name: Inès\n  skills: {{{STRESS}: [2.1, 0.6]}}\n  age: 17\n  expect: {expect}\n", encoding="utf-8")
    return path


def test_evaluation_says_what_was_met_and_what_was_not(article, tmp_path: Path) -> None:
    good = run("evaluate_recommendations", str(persona(tmp_path, "{include: ['article:trac']}")))
    assert (good["agreement"], good["gate_violations"], good["personas"]) == (1.0, 0, 1)
    bad = run("evaluate_recommendations", str(persona(tmp_path, "{include: ['mission:pour-adultes']}")))
    assert bad["agreement"] == 0.0
    assert "mission:pour-adultes" in bad["unmet"][0]


def test_evaluation_of_the_catalogue(article, tmp_path: Path) -> None:
    path = tmp_path / "queries.yaml"
    path.write_text("- {query: trac, kind_of: title, relevant: {3: ['article:trac']}}\n", encoding="utf-8")
    assert run("evaluate_catalogue", str(path))["mrr"] == 1.0


@pytest.mark.parametrize("command", ["evaluate_recommendations", "evaluate_catalogue"])
@pytest.mark.parametrize("text", ["- {", "- 7", "just words"])
def test_file_that_cannot_be_read_is_named(article, tmp_path: Path, command: str, text: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"broken\.yaml"):
        call_command(command, str(path))
