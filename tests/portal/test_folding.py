"""What templates say once is what they would say each time: see kit/folding.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.template.base import Node, NodeList
from django.template.loader import get_template
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from kit.folding import Folded, Loader, fold

PAGES = [
    "/",
    "/recherche/?q=stress",
    "/missions/",
    "/competences/",
    "/mon-espace/",
    "/en/",
    "/en/recherche/?q=stress",
    "/en/missions/",
]
LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]


def loaded_by(loader: str, settings: Settings) -> list[dict]:
    """The portal's TEMPLATES with this loader, whatever DEBUG is."""
    [kind] = settings.TEMPLATES
    return [{**kind, "OPTIONS": {**kind["OPTIONS"], "loaders": [(loader, LOADERS)]}}]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_byte_for_byte(path: str, demo_loaded: str, client: Client, settings: Settings) -> None:
    settings.PAGE_CACHE = False
    settings.TEMPLATES, usual = (
        loaded_by("django.template.loaders.cached.Loader", settings),
        loaded_by("kit.folding.Loader", settings),
    )
    expected = client.get(path)
    settings.TEMPLATES = usual
    assert expected.status_code == 200
    # The first time it is made, then it is kept.
    assert [client.get(path).content for _ in range(2)] == [expected.content] * 2


def nodes_below(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield node
        for value in vars(node).values():
            if isinstance(value, NodeList):
                yield from nodes_below(value)


def test_the_frame_is_folded(settings: Settings) -> None:
    settings.TEMPLATES = loaded_by("kit.folding.Loader", settings)
    found = get_template("base.html").template
    assert isinstance(found.engine.template_loaders[0], Loader)
    assert any(isinstance(node, Folded) for node in nodes_below(found.nodelist))


def render(text: str, **values: object) -> list[str]:
    """In French, in English, and in French again, from one template."""
    template = Template("{% load i18n static %}" + text)
    fold(template.nodelist)
    shown = []
    for language in ("fr", "en", "fr"):
        with override(language):
            shown.append(template.render(Context(values)))
    return shown


def test_each_language_has_its_own_words() -> None:
    assert render('<a href="{% url "missions:list" %}">{% translate "Aller au contenu" %}</a>') == [
        '<a href="/missions/">Aller au contenu</a>',
        '<a href="/en/missions/">Skip to content</a>',
        '<a href="/missions/">Aller au contenu</a>',
    ]


def test_what_the_page_gives_is_never_kept() -> None:
    text = '{% translate "Aller au contenu" %}{{ name }}{% translate name %}{% translate "Aller au contenu" as kept %}{{ kept|upper }}'
    template = Template("{% load i18n %}" + text)
    fold(template.nodelist)
    with override("fr"):
        assert [template.render(Context({"name": name})) for name in ("<b>", "un")] == [
            "Aller au contenu&lt;b&gt;&lt;b&gt;ALLER AU CONTENU",
            "Aller au contenuununALLER AU CONTENU",
        ]


def test_branches_and_loops_are_folded_inside_and_stay_branches() -> None:
    text = '{% for n in numbers %}{% if n %}{% translate "Aller au contenu" %}{% else %}{% icon "close" %}{% endif %}{% endfor %}'
    french, english, _ = render(text, numbers=[1, 0])
    assert french.startswith("Aller au contenu<svg")
    assert english.startswith("Skip to content<svg")
