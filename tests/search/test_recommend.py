"""Needs, scores, diversity and reasons: what a profile is told to do next, on the real engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from search.contract import CatalogueItem, Kind, Near, Point, Remote, TaughtSkill
from search.engine import SearchEngine, open_engine
from search.recommend import Context, needs_of, recommend
from skills.profile import Estimate, SkillProfile

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LYON = Point(45.764, 4.8357)


def profile(**levels: float) -> SkillProfile:
    return SkillProfile({slug.replace("_", "-"): Estimate(level, 0.6, NOW, "self") for slug, level in levels.items()})


def item(
    number: int, kind: Kind = Kind.ARTICLE, skill: str = "gestion-du-stress", level: int = 3, **more: object
) -> CatalogueItem:
    values: dict[str, object] = {"quality": 0.5, "language": "fr", **more}
    if kind is Kind.MISSION:
        values.setdefault("remote", Remote.NO)
        values.setdefault("points", (LYON,))
    return CatalogueItem(
        id=f"{kind}:{number}",
        kind=kind,
        title=f"{kind} {number}",
        url=f"/{kind}/{number}/",
        skills=(TaughtSkill(skill, "adaptabilite", level, 3.0),),
        **values,
    )


@pytest.fixture
def catalogue(tmp_path: Path):
    def fill(items: Iterable[CatalogueItem]) -> SearchEngine:
        engine = open_engine(f"embedded:///{tmp_path}")
        with engine.rebuild() as index:
            index.add(list(items))
        return engine

    return fill


def test_needs_aim_at_the_level_just_above() -> None:
    needs = {need.skill: need.level for need in needs_of(profile(gestion_du_stress=2.1, cooperation=3.0, empathie=4.0))}
    assert needs == {"gestion-du-stress": 3, "cooperation": 4, "empathie": 4}


def test_needs_weigh_more_for_a_lower_level_and_for_a_goal() -> None:
    plain = {need.skill: need.weight for need in needs_of(profile(a=1.0, b=3.0))}
    aimed = {need.skill: need.weight for need in needs_of(profile(a=1.0, b=3.0), {"b": 4})}
    assert plain["a"] == 1.0 > plain["b"]
    assert aimed["b"] / aimed["a"] > plain["b"] / plain["a"]


def test_an_uncertain_estimate_weighs_less() -> None:
    sure = Estimate(2.0, 0.9, NOW, "self")
    guess = Estimate(2.0, 0.1, NOW, "self")
    needs = {need.skill: need.weight for need in needs_of(SkillProfile({"a": sure, "b": guess}))}
    assert needs["a"] > needs["b"]


def test_nothing_is_recommended_to_nobody(catalogue) -> None:
    assert recommend(catalogue([item(1)]), SkillProfile(), Context(TODAY)) == []


def test_the_level_just_above_comes_before_the_others(catalogue) -> None:
    engine = catalogue([item(1, level=1), item(2, level=2), item(3, level=3), item(4, level=4)])
    found = [rec.item.id for rec in recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY))]
    assert found[0] == "article:3"
    assert "article:1" not in found


def test_gates_keep_out_what_may_not_be_shown(catalogue) -> None:
    engine = catalogue(
        [
            item(1, Kind.MISSION, min_age=18),
            item(2, Kind.MISSION, ends=date(2026, 11, 21)),
            item(3, Kind.MISSION, points=(Point(48.85, 2.35),)),
            item(4, Kind.MISSION, min_age=16),
            item(5, language="en"),
            item(6),
            item(7),
        ]
    )
    context = Context(TODAY, age=17, near=Near(LYON, 25), excluded=frozenset({"article:7"}))
    found = {rec.item.id for rec in recommend(engine, profile(gestion_du_stress=2.0), context, 20)}
    assert found == {"mission:4", "article:6"}


def test_first_screen_has_missions_and_kinds_even_when_articles_score_higher(catalogue) -> None:
    articles = [item(number, quality=1.0) for number in range(20)]
    weaker = [item(100 + number, Kind.MISSION, level=4, quality=0.0) for number in range(5)]
    video = [item(200, Kind.VIDEO, level=4, quality=0.0)]
    found = recommend(catalogue(articles + weaker + video), profile(gestion_du_stress=2.0), Context(TODAY))
    kinds = Counter(rec.item.kind for rec in found)
    assert len(found) == 8
    assert kinds[Kind.MISSION] >= 2
    assert len(kinds) >= 3


def test_a_flood_of_one_kind_does_not_crowd_out_the_others(catalogue) -> None:
    articles = [item(number, quality=1.0) for number in range(600)]
    missions = [item(1000 + number, Kind.MISSION, level=4, quality=0.0) for number in range(3)]
    found = recommend(catalogue(articles + missions), profile(gestion_du_stress=2.0), Context(TODAY))
    assert sum(rec.item.kind is Kind.MISSION for rec in found) >= 2


def test_no_skill_floods_the_list(catalogue) -> None:
    items = [item(number, skill="a") for number in range(20)] + [item(50 + number, skill="b") for number in range(20)]
    found = recommend(catalogue(items), profile(a=1.0, b=1.6), Context(TODAY))
    mains = Counter(rec.reasons[0].skill for rec in found)
    assert min(mains["a"], mains["b"]) >= 3


def test_one_text_in_two_languages_is_recommended_once_in_the_readers(catalogue) -> None:
    french, english = item(1, work="w", quality=1.0), item(2, work="w", quality=0.0, language="en")
    engine = catalogue([french, english, item(3, Kind.MISSION)])
    for languages, expected in ((("en", "fr"), "article:2"), (("fr",), "article:1")):
        found = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY, languages=languages))
        assert {rec.item.id for rec in found} == {expected, "mission:3"}


def test_readers_language_comes_first_and_missions_stand_outside_of_it(catalogue) -> None:
    engine = catalogue([item(1, quality=1.0), item(2, language="en", quality=0.0), item(3, Kind.MISSION, level=4)])
    found = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY, languages=("en", "fr")))
    parts = {rec.item.id: rec.parts["language"] for rec in found}
    assert found[0].item.id == "article:2"
    assert parts["mission:3"] == 1.0 > parts["article:1"]


def test_nearer_missions_first_all_else_equal(catalogue) -> None:
    far, near = Point(45.90, 4.8357), Point(45.77, 4.8357)
    engine = catalogue([item(1, Kind.MISSION, points=(far,)), item(2, Kind.MISSION, points=(near,))])
    found = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY, near=Near(LYON, 50)))
    assert [rec.item.id for rec in found] == ["mission:2", "mission:1"]
    assert found[0].km == pytest.approx(0.8, abs=0.3)


def test_remote_counts_as_near_but_not_nearest(catalogue) -> None:
    here, far = Point(45.765, 4.8357), Point(46.10, 4.8357)
    engine = catalogue(
        [
            item(1, Kind.MISSION, points=(far,)),
            item(2, Kind.MISSION, points=(), remote=Remote.FULL),
            item(3, Kind.MISSION, points=(here,)),
        ]
    )
    found = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY, near=Near(LYON, 50)))
    assert [rec.item.id for rec in found] == ["mission:3", "mission:2", "mission:1"]
    distances = [rec.parts["distance"] for rec in found]
    assert distances == sorted(distances, reverse=True)
    assert all(part > 0 for part in distances)


def test_without_a_place_nothing_is_near(catalogue) -> None:
    engine = catalogue([item(1, Kind.MISSION), item(2, Kind.MISSION, points=(), remote=Remote.FULL)])
    found = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY))
    assert [rec.parts["distance"] for rec in found] == [0.0, 0.0]


def test_reasons_say_the_step_and_each_skills_part(catalogue) -> None:
    both = CatalogueItem(
        id="course:1",
        kind=Kind.COURSE,
        title="c",
        url="/c/",
        language="fr",
        skills=(TaughtSkill("a", "f", 3, 3.0), TaughtSkill("b", "f", 2, 1.0)),
    )
    (rec,) = recommend(catalogue([both]), profile(a=2.0, b=1.0), Context(TODAY))
    assert [(reason.skill, reason.from_level, reason.to_level) for reason in rec.reasons] == [("a", 2, 3), ("b", 1, 2)]
    assert rec.reasons[0].contribution > rec.reasons[1].contribution > 0
    assert sum(reason.contribution for reason in rec.reasons) == pytest.approx(rec.parts["need"], abs=1e-5)


def test_the_same_question_gives_the_same_answer(catalogue) -> None:
    items = [item(number, list(Kind)[number % 4], level=1 + number % 4) for number in range(80)]
    engine = catalogue(items)
    first = recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY), 20)
    assert first == recommend(engine, profile(gestion_du_stress=2.0), Context(TODAY), 20)
    assert len({rec.item.id for rec in first}) == len(first)
