"""A card says what it is given, escaped, and leaves out what it is not given."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy

LEAST = {"href": "/a?b=1&c=2", "kind": "article", "title": "Le trac & toi"}


def _card(tag: str = "{% card parts %}", **parts: object) -> str:
    return Template(tag).render(Context({"parts": {**LEAST, **parts}}))


def test_a_card_with_the_least() -> None:
    assert _card() == (
        '<article class="card card--item"><span class="card__picture card__picture--article">'
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="#kind-article"/></svg></span>'
        '<div class="card__text"><h3 class="card__title"><a href="/a?b=1&amp;c=2">Le trac &amp; toi</a></h3></div></article>'
    )


def test_a_card_with_everything() -> None:
    html = _card(
        '{% card parts heading="h2" reason="Pour toi" %}',
        kind_label=gettext_lazy("Article"), title_html="Le <mark>trac</mark>", summary="Sans", summary_html="Le <mark>trac</mark> …",
        meta="Lyon", lang="en", inside=True, reason="remplacée",
    )  # fmt: skip
    assert '<span class="tag tag--article">Article</span><h2 class="card__title">' in html
    assert '<a href="/a?b=1&amp;c=2" lang="en" target="_self">Le <mark>trac</mark></a></h2><p class="card__meta">Lyon</p>' in html
    assert html.endswith(
        '<p class="card__body" lang="en">Le <mark>trac</mark> …</p><p class="reason">Pour toi</p></div></article>'
    )


@pytest.mark.parametrize("name", ["href", "title", "kind_label", "meta", "summary", "reason", "lang"])
def test_what_a_card_is_given_is_escaped(name: str) -> None:
    html = _card(**{name: "\"><script>alert('x')</script>"})
    assert "<script" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_a_card_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no icon"):
        _card(kind="../../secret")
