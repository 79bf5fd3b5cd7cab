"""Texts as both engines index them, piece by piece."""

from __future__ import annotations

import json
import sys

from hypothesis import given
from hypothesis import strategies as st

from search.contract import CatalogueItem, Kind
from search.engines.common import analysis
from search.engines.common.fields import as_json, texts

_TEXTS = st.text(st.sampled_from("abéœ'’-‐‑ \n\t\u00a0\u200b\u0301\x0b\ud8001230.,:\"\\ⅣÀⓐ¼"), max_size=40)


@given(_TEXTS)
def test_a_text_cut_at_its_spaces_has_the_words_of_the_whole_text(text: str) -> None:
    words = analysis.words(analysis.clean(text))
    pieces = analysis.pieces(text)
    assert analysis.as_typed(pieces) == analysis.folded(words)
    for language in analysis.LANGUAGES:
        assert analysis.stemmed(pieces, language) == " ".join(word.stem(language) for word in words)


def test_compounds_and_grouped_numbers_are_words_too() -> None:
    said = "Un week‑end, 10\u00a0000 euros et\n2 500 000 merci-s, le 12 3456"
    assert analysis.compounds(analysis.pieces(said)) == "mercis weekend 10000 2500000"
    item = CatalogueItem("article:1", Kind.ARTICLE, "Un week-end", "/", "fr", summary="à deux", body="pour 10 000 euros")
    assert texts(item)["words"] == "un week end a deux pour 10 000 euros weekend 10000"
    assert texts(item)["text_fr"] == "un week end a deu pour 10 000 euro"


def test_a_vocabulary_too_large_to_keep_changes_nothing(monkeypatch) -> None:
    said = "l'été des conflits internationaux"
    expected = analysis.stemmed(analysis.pieces(said), "fr")
    monkeypatch.setattr(analysis, "_MOST_PIECES", 2)
    analysis._STEMMED["fr"].clear()
    assert analysis.stemmed(analysis.pieces(f"{said} {said}"), "fr") == f"{expected} {expected}"
    assert len(analysis._STEMMED["fr"]) <= 2


def test_no_letter_needs_escaping_once_it_is_analysed() -> None:
    every = " ".join(chr(number) for number in range(sys.maxunicode + 1) if analysis.WORD.fullmatch(chr(number)))
    item = CatalogueItem("article:1", Kind.ARTICLE, "Tout", "/", "fr", body=every)
    found = texts(item)
    assert json.loads(as_json({"a": 1}, found)) == {"a": 1, **found}
