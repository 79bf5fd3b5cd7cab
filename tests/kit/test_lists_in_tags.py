"""Options and links are written in Python: what they are given is escaped, what is in force is said."""

from __future__ import annotations

from django.template import Context, Template


def _render(tag: str, **context: object) -> str:
    return Template(tag).render(Context(context))


def test_options_say_the_one_in_force_and_escape() -> None:
    html = _render("{% options choices chosen %}", choices=[("", "Tous"), ('a"b', "<b> & co")], chosen='a"b')
    assert html == '<option value="">Tous</option><option value="a&quot;b" selected>&lt;b&gt; &amp; co</option>'


def test_links_say_where_somebody_is_and_escape() -> None:
    entries = [{"url": "/a?b&c", "label": "<Moi>", "current": True}, {"url": "/d", "label": "Là", "current": False}]
    html = _render("{% links entries %}", entries=entries)
    assert html == '<a href="/a?b&amp;c" aria-current="page">&lt;Moi&gt;</a><a href="/d">Là</a>'
