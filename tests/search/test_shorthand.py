"""French typed on phones finds what plain French finds."""

from __future__ import annotations

import pytest

from search.shorthand import readings, spelled_out
from search.text import parse


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["c", "koi", "un", "pb"], ["c", "est", "quoi", "un", "problème"]),
        (["JSP"], ["je", "sais", "pas"]),
        (["stress"], ["stress"]),
        ([], []),
    ],
)
def test_abbreviations_are_spelled_out(typed: list[str], words: list[str]) -> None:
    assert spelled_out(typed) == words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("jstress", ("stress",)),
        ("jose", ("ose",)),
        ("joublie", ("oublie",)),
        ("jouer", ()),
        ("jeune", ()),
        ("lempathie", ("empathie",)),
        ("morganisé", ("organisé",)),
        ("critiké", ("critiqué",)),
        ("civik", ("civique",)),
        ("klass", ("class",)),
        ("lettre", ()),
        ("jardin", ()),
        ("ski", ()),
        ("empathie", ()),
    ],
)
def test_other_readings(word: str, expected: tuple[str, ...]) -> None:
    assert readings(word) == expected


@pytest.mark.django_db
def test_readings_stand_beside_what_was_typed_and_only_in_french() -> None:
    (term,) = parse("jstress", "fr")
    assert term.text == "jstress"
    assert "stress" in term.synonyms
    (english,) = parse("jstress", "en")
    assert "stress" not in english.synonyms


@pytest.mark.django_db
def test_quoted_words_stay_as_typed() -> None:
    (term,) = parse('"c koi"', "fr")
    assert term.quoted
    assert term.text == "c koi"
