"""What was typed, as terms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.contract import Term
from search.models import Synonym
from search.text import MAX_CHARACTERS, MAX_WORDS, parse

pytestmark = pytest.mark.django_db


def texts(typed: str) -> list[str]:
    return [term.text for term in parse(typed, "fr")]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("  gérer   un conflit ", ["gérer", "un", "conflit"]),
        ("l'école d’été", ["l", "école", "d", "été"]),
        ("stress, trac… & co !", ["stress", "trac", "co"]),
        ("savoir-être", ["savoir-être"]),
        ("co‑voiturage", ["co‑voiturage"]),
        ("est-ce que peut-on celui-ci a-t-il", ["est", "ce", "que", "peut", "on", "celui", "ci", "a", "t", "il"]),
        ("rendez-vous", ["rendez", "vous"]),
        ("bac+2", ["bac", "2"]),
        ("under_score", ["under", "score"]),
        ("e\u0301cole", ["école"]),
        ("-tiret- --", ["tiret"]),
        ("", []),
        ("?! … \0 🙂", []),
    ],
)
def test_words_and_compounds_are_terms(typed: str, terms: list[str]) -> None:
    assert texts(typed) == terms


@pytest.mark.parametrize("quoted", ['"prise de parole"', "« prise de parole »", "“prise de parole”", "„prise de parole“"])
def test_quoted_phrase_stays_whole(quoted: str) -> None:
    assert parse(f"la {quoted} vite", "fr") == (Term("la"), Term("prise de parole", quoted=True), Term("vite"))


@pytest.mark.parametrize("typed", ['"jamais fermé', 'fermé"', '""', '" "', '"…"'])
def test_lonely_or_empty_quotes_are_ignored(typed: str) -> None:
    assert not any(term.quoted for term in parse(typed, "fr"))


@pytest.mark.parametrize("area", ["La Réunion", "la reunion", "Grand Est", "Provence-Alpes-Côte d'Azur", "Manche"])
def test_name_of_an_area_is_one_term(area: str) -> None:
    term = parse(f"bénévolat {area}", "fr")[-1]
    assert term.area
    assert not parse(f"bénévolat {area}", "fr")[0].area


def test_quoted_phrase_gets_no_synonyms() -> None:
    Synonym.objects.create(terms="trac\nstress")
    assert parse('trac "trac"', "fr") == (Term("trac", ("stress",)), Term("trac", quoted=True))


def test_question_typed_in_english_gets_english_synonyms() -> None:
    Synonym.objects.create(terms="conflict\nargument", language="en")
    assert parse("how to handle a conflict", "fr")[-1] == Term("conflict", ("argument",))
    assert "argument" not in parse("conflict", "fr")[0].synonyms


def test_length_is_capped() -> None:
    assert len(parse("mot " * 1_000, "fr")) <= MAX_WORDS
    assert len(parse("mot " * 10 + '"mot mot" ' * 1_000, "fr")) <= MAX_WORDS
    [term] = parse("a" * 10_000, "fr")
    assert len(term.text) == MAX_CHARACTERS


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="ab-'\"«» é\0"))
def test_anything_can_be_typed(typed: str) -> None:
    for term in parse(typed, "fr"):
        assert term.text.strip()
        assert any(letter.isalnum() for letter in term.text)
