"""What a question is about: what people say of a skill without its name, and nothing where they speak of something else."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.contract import About, Kind, Sort, Term
from search.everyday import SURE_ENOUGH
from search.hints import NOTHING, Hints, beginnings
from search.models import Synonym
from search.sayings import FRAMEWORK, Sayings, sayings
from search.text import parse, question
from skills.models import Skill

pytestmark = pytest.mark.django_db


def skills(typed: str, language: str = "fr") -> list[str]:
    return [one.skill for one in sure_of(typed, language)]


def sure_of(typed: str, language: str = "fr") -> list[About]:
    return [one for one in question(typed, language).about if not one.beside]


@pytest.mark.parametrize(
    ("typed", "skill"),
    [
        ("dire non", "affirmation-de-soi"),
        ("comment DIRE NON à ma cheffe", "affirmation-de-soi"),
        ("boule au ventre", "gestion-du-stress"),
        ("j'ai la boule au ventre avant le match", "gestion-du-stress"),
        ("trac", "gestion-du-stress"),
        ("gestion du temps", "gestion-du-temps"),
        ("toujours en retard", "gestion-du-temps"),
        ("fake news", "esprit-critique"),
    ],
)
def test_saying_points_to_its_skill(typed: str, skill: str) -> None:
    assert skills(typed) == [skill]


@pytest.mark.parametrize("typed", ["how to say no", "I can't say no to my friends"])
def test_english_saying_that_turns_on_a_small_word(typed: str) -> None:
    assert skills(typed, "en") == ["affirmation-de-soi"]
    assert skills(typed, "fr") == ["affirmation-de-soi"]
    assert skills("what do I say", "en") == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?",
        "de la le",
        "Fort-de-France",
        "La Réunion",
        "mission Rennes",
        "renouveler ma carte d'identité",
        "quel âge pour se faire vacciner",
        "murs en pierre sèche",
        # What missions say, and those who look for one.
        "soutien scolaire",
        "personnes agees isolees",
        "planter des arbres",
        "dire",
        "how to",
        "se détendre",
    ],
)
def test_nothing_is_said_of_what_is_about_no_skill(typed: str) -> None:
    assert skills(typed) == []


@pytest.mark.parametrize(
    ("typed", "language", "skill"), [("cours de français", "fr", "diplomatie"), ("laugh with friends", "en", "prise-de-recul")]
)
def test_saying_whose_one_stem_other_words_share_is_none(typed: str, language: str, skill: str) -> None:
    """ "Trop franc" and "français" have one stem, and "at myself" are small words."""
    assert skill not in skills(typed, language)


def test_weak_hints_at_one_skill_add_up_where_no_saying_stands_whole() -> None:
    said = [("a", "perdre le fil", 1.0), ("a", "trembler devant la classe", 1.0), ("b", "arriver en classe", 1.0)]
    found = Hints("fr", said).of(dict.fromkeys([*beginnings("trembler"), *beginnings("classe")], 1.0))
    alone = Hints("fr", said).of(dict.fromkeys(beginnings("classe"), 1.0))
    assert found["a"] > found.get("b", 0.0)
    assert found["a"] > alone["a"]
    assert sum(found.values()) < 1


def test_what_is_said_of_no_skill_as_well_is_a_weaker_hint() -> None:
    said = [("a", "trembler devant la classe", 1.0), ("b", "arriver à l'heure", 1.0)]
    grams = dict.fromkeys([*beginnings("trembler"), *beginnings("classe")], 1.0)
    alone = Hints("fr", said).of(grams)
    assert Hints("fr", [*said, (NOTHING, "trembler en classe", 1.0)]).of(grams)["a"] < alone["a"]
    assert NOTHING not in Hints("fr", [*said, (NOTHING, "trembler en classe", 1.0)]).of(grams)


def test_words_that_nobody_wrote_hint_at_nothing_and_make_the_others_less_sure() -> None:
    known = Hints("fr", [("a", "trembler devant la classe", 1.0)])
    assert known.of(dict.fromkeys(beginnings("zorglub"), 1.0)) == {}
    alone, beside = (
        known.of(dict.fromkeys(grams, 1.0))["a"]
        for grams in (beginnings("trembler"), [*beginnings("trembler"), *beginnings("zorglub")])
    )
    assert beside < alone


def test_what_the_product_says_of_a_skill_is_understood_though_no_saying_says_it() -> None:
    out = StringIO()
    call_command("evaluate_everyday", json=True, stdout=out)
    outcome = json.loads(out.getvalue())
    assert outcome["fr"]["phrases"] > 1_000
    assert outcome["fr"]["accuracy@1"] > 0.5
    assert outcome["en"]["accuracy@1"] > 0.36
    assert outcome["fr"]["accuracy@3"] > 0.65
    assert outcome["fr"]["of those right"] > 0.65


@pytest.mark.parametrize(
    ("typed", "first", "understood", "right"),
    [("wrapped", 0.53, 0.48, 0.7), ("by-ear", 0.5, 0.36, 0.7), ("mistyped", 0.5, 0.4, 0.7)],
)
def test_phrase_is_understood_however_it_is_typed(typed: str, first: float, understood: float, right: float) -> None:
    out = StringIO()
    call_command("evaluate_everyday", typed=typed, json=True, stdout=out)
    french = json.loads(out.getvalue())["fr"]
    assert french["accuracy@1"] > first
    assert french["understood"] > understood
    assert french["of those right"] > right


def test_evaluation_of_a_file_that_is_not_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- a\n- b\n", encoding="utf-8")
    for path in (tmp_path / "bad.yaml", tmp_path / "none.yaml"):
        with pytest.raises(CommandError, match=path.name):
            call_command("evaluate_everyday", str(path))


def test_what_is_quoted_is_found_as_it_stands_and_means_nothing_more() -> None:
    assert question('"dire non"', "fr").about == ()


def test_no_skill_is_brought_along_where_the_order_is_not_by_relevance() -> None:
    assert question("dire non", "fr", sort=Sort.NEWEST).about == ()
    assert question("dire non", "fr", sort=Sort.RELEVANCE).about


@pytest.mark.parametrize("typed", ["gestoin du stress", "jstress", "confience en soi", "afirmation"])
def test_word_that_no_saying_knows_is_read_otherwise_and_less_surely(typed: str) -> None:
    [found] = sure_of(typed)
    assert found.skill in ("gestion-du-stress", "confiance-en-soi", "affirmation-de-soi")
    assert found.sureness < question("gestion du stress", "fr").about[0].sureness


def test_synonym_of_the_editors_is_read_too() -> None:
    assert skills("zorglub") == []
    Synonym.objects.create(terms="zorglub\ntrac")
    assert skills("zorglub") == ["gestion-du-stress"]


def test_two_skills_are_both_meant_surest_first_and_never_three() -> None:
    assert sorted(skills("imagination et expérimentation")) == ["experimentation", "imagination"]
    found = sure_of("empathie, persévérance, curiosité")
    assert len(found) <= 2
    assert [one.sureness for one in found] == sorted((one.sureness for one in found), reverse=True)


def test_what_else_is_asked_makes_it_less_sure() -> None:
    [alone], [beside] = sure_of("gestion du stress"), sure_of("gestion du stress et du potager")
    assert alone == About("gestion-du-stress", 1.0)
    assert 0 < beside.sureness < 1


def test_skill_that_is_only_hinted_at_counts_less_than_the_one_that_is_sure() -> None:
    first, *others = question("quoi dire à quelqu'un qui va mal et qui ne veut pas parler", "fr").about
    assert (first.skill, first.beside) == ("empathie", False)
    assert others
    assert len(others) <= 2
    assert all(one.beside and 0 < one.sureness < first.sureness for one in others)


def test_what_is_hinted_at_where_no_skill_is_sure_counts_less_than_any_sure_one() -> None:
    found = question("recette de crêpes", "fr").about
    assert [one.skill for one in found] == ["experimentation"]
    assert all(one.beside and one.sureness < SURE_ENOUGH for one in found)


def test_words_that_nobody_wrote_hint_at_nothing() -> None:
    assert question("zorglub", "fr").about == ()


def test_saying_of_several_skills_is_shared_by_them() -> None:
    said = Sayings("fr", [("a", "grand saut"), ("b", "grand saut"), ("b", "petit saut"), ("c", "tout petit pas")])
    [saying] = said.whole({"grand": [0], "saut": [1]})
    assert said.skills[saying] == {"a", "b"}
    assert said.said["saut"]["b"] > said.said["saut"]["a"]


def test_words_far_apart_are_no_saying() -> None:
    said = Sayings("fr", [("a", "dire non")])
    assert not [*said.whole({"dir": [0], "non": [9]})]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_skill_has_sayings_and_no_others_do(language: str, demo_loaded: str) -> None:
    known = {skill for of in sayings(language).skills.values() for skill in of}
    with FRAMEWORK.open(encoding="utf-8", newline="") as file:
        assert known == {row["slug"] for row in csv.DictReader(file)} == set(Skill.objects.values_list("slug", flat=True))


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="ab-'\"«» é\0dirnostu"), st.sampled_from(["fr", "en", "de", ""]))
def test_anything_can_be_typed_in_any_language(typed: str, language: str) -> None:
    asked = question(typed, language)
    assert asked.about == question(typed, language).about
    assert all(0 < one.sureness <= 1 for one in asked.about)


@pytest.mark.parametrize(
    ("typed", "language", "kind"),
    [
        ("vidéo", "fr", Kind.VIDEO),
        ("VIDEOS", "fr", Kind.VIDEO),
        ("formations", "fr", Kind.COURSE),
        ("bénévolat", "fr", Kind.MISSION),
        ("course", "fr", None),
        ("course", "en", Kind.COURSE),
        ("volunteering", "en", Kind.MISSION),
        ("stress", "fr", None),
    ],
)
def test_word_that_asks_for_a_kind(typed: str, language: str, kind: Kind | None) -> None:
    [term] = parse(typed, language)
    assert term.kind == kind


def test_expression_of_the_editors_asks_for_a_kind() -> None:
    Synonym.objects.create(terms="service civique\nvolontaire civique")
    [term] = parse("service civique", "fr")
    assert term.kind is Kind.MISSION
    assert skills("faire mon service civique") == []


def test_quoted_word_asks_for_no_kind() -> None:
    assert parse('"vidéo"', "fr") == (Term("vidéo", quoted=True),)
