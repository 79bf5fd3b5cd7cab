"""Pasted text as it is saved."""

from __future__ import annotations

import pytest
from wagtail.rich_text import RichText

from kit.blocks import BodyBlock
from kit.rich_text import tidy
from resources.models import VideoPage

NB = "\u00a0"


@pytest.mark.parametrize(
    ("pasted", "saved"),
    [
        ("<p>se tait  depuis</p>", "<p>se tait depuis</p>"),
        (f"<p>tromper{NB} : ça</p>", f"<p>tromper{NB}: ça</p>"),
        ("<p>Pourquoi ? « Oui » !</p>", f"<p>Pourquoi{NB}? «{NB}Oui{NB}»{NB}!</p>"),
        (f"<p>10{NB}minutes</p>", f"<p>10{NB}minutes</p>"),
        (
            "<p>Why? At 12:30, see https://example.org/?a=b ; fine :-)</p>",
            f"<p>Why? At 12:30, see https://example.org/?a=b{NB}; fine :-)</p>",
        ),
        (f'<p data-block-key="a">{NB}</p><p>a</p><p><br/></p><p></p>', "<p>a</p>"),
        ("<ul><li> </li></ul><p>a</p>", "<p>a</p>"),
        (
            f"<p>Avant</p><p>·{NB}{NB} un</p><p>• <b>deux</b></p><p>Après</p>",
            "<p>Avant</p><ul><li>un</li><li><b>deux</b></li></ul><p>Après</p>",
        ),
        ("<p><b>Gras</b> et <i>italique</i></p>", "<p><b>Gras</b> et <i>italique</i></p>"),
        ("<p>- Tu viens ?</p><p>- Oui.</p>", f"<p>- Tu viens{NB}?</p><p>- Oui.</p>"),
        ('<p><a linktype="page" id="3">a</a><br/>b</p>', '<p><a linktype="page" id="3">a</a><br/>b</p>'),
        ("", ""),
    ],
)
def test_text_is_clean_once_saved(pasted: str, saved: str) -> None:
    assert tidy(pasted) == saved
    assert tidy(saved) == saved


def test_text_without_traces_is_left_alone() -> None:
    assert tidy('<p data-block-key="x">a &amp; b</p>') == '<p data-block-key="x">a &amp; b</p>'


def test_blocks_and_fields_save_it_clean() -> None:
    body = BodyBlock()
    value = body.clean(body.to_python([{"type": "text", "value": "<p>a  b</p><p></p>"}]))
    assert str(value[0].value.source) == "<p>a b</p>"
    assert isinstance(value[0].value, RichText)
    assert VideoPage._meta.get_field("transcript").clean("<p>Quoi ?</p><p></p>", None) == f"<p>Quoi{NB}?</p>"
