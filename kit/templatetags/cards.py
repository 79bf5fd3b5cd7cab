"""The card of a list: one thing to read, watch, follow or do.

Written here and not as a template: lists show twenty, and twenty included templates cost more than the search for
what is on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from kit.templatetags.kit import icon

register = template.Library()


@register.simple_tag
def card(parts: Mapping[str, Any] | None = None, **more: Any) -> SafeString:
    """`{% card parts %}`, and what is not in `parts` by name: `{% card parts heading="h2" %}`.

    href, kind (article, video, course, mission, skill), kind_label, title; optional title_html (escaped, with <mark>),
    meta, summary, summary_html, reason, heading ("h2" to "h4", "h3" without), lang (of title and summary, when it is
    not the page's), inside (an embed's page: the link stays in its frame).
    """
    part = {**(parts or {}), **more}.get
    kind, heading = escaped(part("kind")), part("heading") or "h3"
    lang = f' lang="{escaped(part("lang"))}"' if part("lang") else ""
    frame = ' target="_self"' if part("inside") else ""
    return mark_safe(  # noqa: S308 (all of it escaped, here or by whoever marked the words)
        f'<article class="card card--item"><span class="card__picture card__picture--{kind}">{icon(kind)}</span>'
        f'<div class="card__text">{_wrapped("span", f"tag tag--{kind}", part("kind_label"))}'
        f'<{heading} class="card__title"><a href="{escaped(part("href"))}"{lang}{frame}>'
        f"{part('title_html') or escaped(part('title'))}</a></{heading}>{_wrapped('p', 'card__meta', part('meta'))}"
        f"{_summary(part('summary_html'), part('summary'), lang)}{_wrapped('p', 'reason', part('reason'))}</div></article>"
    )


def escaped(words: Any) -> str:
    """Django's conditional_escape without its lazy wrapper, which costs more than all it wraps; ten times a card."""
    return words.__html__() if hasattr(words, "__html__") else escape(str(words))


def _wrapped(tag: str, name: str, words: Any) -> str:
    return f'<{tag} class="{name}">{escaped(words)}</{tag}>' if words else ""


def _summary(marked: str | None, words: Any, lang: str) -> str:
    return f'<p class="card__body"{lang}>{marked or escaped(words)}</p>' if marked or words else ""
