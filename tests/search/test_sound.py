"""Words written by ear are read as the words they sound like; words of the language are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sound import heard, parted, sound
from search.text import parse, question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kalité", "qualité"),
        ("défau", "défaut"),
        ("konprendr", "comprendre"),
        ("remark", "remarque"),
        ("motivasion", "motivation"),
        ("acueyir", "accueillir"),
        ("débrouiyé", "débrouiller"),
        ("lentemen", "lentement"),
        ("konfians", "confiance"),
        ("problem", "problème"),
        ("animo", "animaux"),
        ("parolle", "parole"),
        ("minteroje", "interroge"),
        ("dimagination", "imagination"),
    ],
)
def test_word_is_read_as_it_sounds(typed: str, meant: str) -> None:
    assert meant in heard(typed)


@pytest.mark.parametrize(
    "word",
    ["parole", "piscine", "natation", "chômage", "voiture", "impots", "vers", "mer", "ski", "cage", "nage", "mode", "xyz", ""],
)
def test_word_of_the_language_is_left_as_it_stands(word: str) -> None:
    assert heard(word) == ()


def test_small_word_glued_to_another_comes_off() -> None:
    assert parted("morganise") == ("organise",)
    assert parted("jsupporte") == ("supporte",)
    assert parted("organise") == parted("maison") == parted("jeune") == ()


@given(st.text(max_size=60) | st.text(alphabet="aeiouyéèêcghklnqstxz12'", max_size=30))
def test_anything_sounds_like_something_always_the_same(typed: str) -> None:
    assert sound(typed) == sound(typed)
    assert len(heard(typed)) <= 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "skill"),
    [
        ("c koi mes kalité et mé défau", "connaissance-de-soi"),
        ("jmanke dimagination", "imagination"),
        ("komen bi1 acueyir les cliens", "sens-du-service"),
        ("jsuporte pa kan on me fé dé remark", "feedback"),
        ("aider moi jtrouve pa de solussion a mon problem", "recherche-de-solutions"),
    ],
)
def test_sentence_written_by_ear_is_understood(typed: str, skill: str) -> None:
    assert question(typed, "fr").about[0].skill == skill


@pytest.mark.django_db
def test_sounds_are_those_of_french() -> None:
    assert parse("kalité", "fr")[0].heard[:1] in (("qualités",), ("qualité",))
    assert parse("the remark and the problem", "en")[1].heard == ()
