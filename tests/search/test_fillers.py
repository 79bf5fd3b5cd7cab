"""What people wrap a question in stands in nobody's way, and small words that turn the sense keep it."""

from __future__ import annotations

import pytest

from search.fillers import parted
from search.text import parse, question

pytestmark = pytest.mark.django_db


def told(typed: str, language: str = "fr") -> list[str]:
    """The words that are looked for."""
    return [term.text for term in parse(typed, language) if not term.filler]


@pytest.mark.parametrize(
    ("typed", "language", "left"),
    [
        ("franchement le trac du coup", "fr", ["le", "trac"]),
        ("trac tout le temps", "fr", ["trac"]),
        ("jariv pa à dormir", "fr", ["dormir"]),
        ("C'EST QUOI l'empathie en fait", "fr", ["l", "empathie"]),
        ("comment faire pour négocier", "fr", ["négocier"]),
        ("gestion du temps", "fr", ["gestion", "du", "temps"]),
        ("le genre et les coups", "fr", ["le", "genre", "et", "les", "coups"]),
        ("genre je tremble", "fr", ["je", "tremble"]),
        ("help me with stress", "en", ["with", "stress"]),
        ("help me stress", "fr", ["stress"]),
        ("i can't speak", "en", ["speak"]),
    ],
)
def test_wrapping_is_not_looked_for(typed: str, language: str, left: list[str]) -> None:
    assert told(typed, language) == left


def test_longest_expression_is_taken_and_every_word_stays_in_its_place() -> None:
    words = "du coup je sais plus quoi faire demain".split()
    runs = [*parted(words, "fr")]
    assert [word for run, _ in runs for word in run] == words
    assert [says_nothing for _, says_nothing in runs] == [True, True, False]


@pytest.mark.parametrize(
    "typed", ["help me", "i can't", "tout le temps", "du coup genre franchement", "comment faire pour", "non"]
)
def test_wrapping_alone_is_about_no_skill(typed: str) -> None:
    assert question(typed, "fr").about == ()


@pytest.mark.parametrize(
    ("plain", "wrapped"),
    [
        ("parler devant la classe", "franchement j'arrive pas à parler devant la classe tout le temps"),
        ("rater mon exam", "du coup genre rater mon exam help me"),
        ("embarquer tout le monde", "j'ai besoin d'aide pour embarquer tout le monde"),
        ("convaincre mes parents", "salut en vrai comment faire pour convaincre mes parents c'est chaud"),
    ],
)
def test_wrapped_question_is_understood_as_without(plain: str, wrapped: str) -> None:
    assert question(wrapped, "fr").about[0].skill == question(plain, "fr").about[0].skill


def test_no_keeps_its_sense_and_is_not_communication_without_words() -> None:
    assert question("dire non", "fr").about[0].skill == "affirmation-de-soi"
    assert question("communication non verbale", "fr").about[0].skill == "communication-non-verbale"
    found = question("communication non violente", "fr").about
    assert all(one.beside for one in found if one.skill == "communication-non-verbale")
