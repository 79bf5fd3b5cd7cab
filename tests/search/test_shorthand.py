"""French typed on phones finds what plain French finds."""

from __future__ import annotations

import pytest

from search.shorthand import readings, spelled_out
from search.stopwords import STOPWORDS
from search.synonyms import plain
from search.text import parse


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["c", "koi", "un", "pb"], ["c", "est", "quoi", "un", "problème"]),
        (["JSP"], ["je", "sais", "pas"]),
        (["stress"], ["stress"]),
        (["bahut", "relou"], ["lycée", "pénible"]),
        (["troooop", "bieeeen"], ["trop", "bien"]),
        (["mdr", "stage"], ["stage"]),
        (["jve", "kele", "coz"], ["je", "veux", "quelle", "cause"]),
        (["jcherche", "jstress"], ["je", "cherche", "jstress"]),
        (["c", "est", "chaud"], ["c", "est", "chaud"]),
        (["mdr"], ["mdr"]),
        (["bus", "pub", "mob", "genre", "XVIII"], ["bus", "pub", "mob", "genre", "XVIII"]),
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


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("qestion", "question"),
        ("pratiqe", "pratique"),
        ("organizé", "organisé"),
        ("refuz", "refuse"),
        ("angwasse", "angoisse"),
        ("mwayen", "moyen"),
        ("2venir", "devenir"),
        ("chi1", "chien"),
        ("vois1", "voisin"),
        ("1téressant", "intéressant"),
        ("logeman", "logement"),
        ("jugemen", "jugement"),
        ("situassion", "situation"),
        ("motivacion", "motivation"),
        ("jorganiz", "organise"),
        ("stresssé", "stressé"),
        ("viiite", "vite"),
    ],
)
def test_words_spelled_as_they_sound(word: str, meant: str) -> None:
    assert meant in readings(word)


@pytest.mark.parametrize(
    "word",
    [
        "chez",
        "bizarre",
        "passion",
        "maman",
        "examen",
        "roman",
        "web",
        "cinq",
        "coq",
        "2nde",
        "2ème",
        "psc1",
        "1er",
        "co2",
        "xviii",
    ],
)
def test_words_that_only_look_so_are_read_as_they_stand(word: str) -> None:
    assert readings(word) == ()


def test_english_has_its_own_shorthand() -> None:
    assert spelled_out(["idk", "tkt"], "en") == ["I", "don", "t", "know", "tkt"]
    assert spelled_out(["gonna"]) == ["gonna"]


@pytest.mark.django_db
def test_shorthand_is_spelled_out_in_the_language_asked_in() -> None:
    assert [term.text for term in parse("ppl from my bahut", "en")] == ["people", "from", "my", "bahut"]
    assert [term.text for term in parse("les gens du bahut", "fr")] == ["les", "gens", "du", "lycée"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_small_words_of_a_language_stay_small_words(language: str) -> None:
    spelled = {word: spelled_out([word], language) for word in STOPWORDS[language]}
    assert {word for word, parts in spelled.items() if not {plain(part) for part in parts} <= STOPWORDS[language]} == set()


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
