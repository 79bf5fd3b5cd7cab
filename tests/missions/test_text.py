"""Texts of missions: sentences that stay substrings."""

from __future__ import annotations

import pytest

from missions.text import clean_html, fold, html_to_text, sentences, unwrap


def test_sentences_are_substrings_in_order() -> None:
    text = "Tu accueilles le public. Tu sers !\n• Trier les dons\n- Ranger ; Nettoyer la salle Aider les bénévoles"
    found = sentences(text)
    assert found == [
        "Tu accueilles le public.",
        "Tu sers !",
        "Trier les dons",
        "Ranger",
        "Nettoyer la salle",
        "Aider les bénévoles",
    ]
    assert all(sentence in text for sentence in found)


def test_fold_forgives_accents_case_and_apostrophes() -> None:
    assert fold("L’ŒUVRE À Évry") == "l'oeuvre a evry"


def test_lines_cut_by_a_mailer_are_joined() -> None:
    cut = "Une mission qui demande de la patience et qui apprend beaucoup à tous\nceux qui viennent.\n• Un point"
    assert unwrap(cut) == cut.replace("tous\nceux", "tous ceux")


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        '<a href="javascript:x()">',
        "<iframe src=//x>",
        "<p style='x'>",
        "<svg onload=x()>",
    ],
)
def test_dangerous_html_leaves_no_trace(html: str) -> None:
    cleaned = clean_html(f"<p>avant</p>{html}<p>après</p>")
    assert "x()" not in cleaned
    assert not {"<script", "<img", "<a", "<iframe", "<svg", "style"} & set(cleaned.replace("<", " <").replace("=", " ").split())
    assert html_to_text(cleaned).split() == ["avant", "après"]
