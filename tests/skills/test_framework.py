"""The framework: loaded whole, loaded again without harm, and its two pages."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from kit.loading import digest
from skills.models import Example, Family, Indicator, Skill

pytestmark = pytest.mark.django_db
FIELDS = ("name", "definition", "why_work", "why_life")


def structured(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S).group(1))


def test_framework_is_complete_in_both_languages() -> None:
    assert (Skill.objects.count(), Family.objects.count()) == (45, 11)
    for skill in Skill.objects.with_texts():
        assert all(getattr(skill, f"{field}_{language}") for field in FIELDS for language in ("fr", "en")), skill.slug
        for level, indicators in skill.indicators_by_level():
            assert len(indicators) == 3, (skill.slug, level)
            assert all(row.text_fr and row.text_en for row in indicators)
        settings = {example.setting for example in skill.examples.all()}
        assert len(settings) == 3, skill.slug


def test_loading_again_changes_nothing() -> None:
    before = (Indicator.objects.count(), Example.objects.count())
    out = StringIO()
    call_command("load_framework", stdout=out)
    assert "0 rows new or renewed" in out.getvalue()
    assert (Indicator.objects.count(), Example.objects.count()) == before


def test_loading_again_keeps_what_an_editor_changed() -> None:
    skill = Skill.objects.with_texts().get(slug="gestion-du-stress")
    indicator = skill.indicators_at(2)[0]
    Skill.objects.filter(pk=skill.pk).update(definition_fr="Notre propre phrase.")
    Indicator.objects.filter(pk=indicator.pk).update(text_fr="Notre indicateur.")
    call_command("load_framework", verbosity=0)
    skill.refresh_from_db()
    indicator.refresh_from_db()
    assert skill.definition_fr == "Notre propre phrase."
    assert indicator.text_fr == "Notre indicateur."
    assert skill.definition_en


def test_loading_again_renews_a_text_nobody_touched() -> None:
    skill = Skill.objects.get(slug="gestion-du-stress")
    file_text = skill.definition_fr
    # As if an older file had been loaded: text and digest agree.
    Skill.objects.filter(pk=skill.pk).update(
        definition_fr="Ancien texte.", loaded={**skill.loaded, "definition_fr": digest("Ancien texte.")}
    )
    call_command("load_framework", verbosity=0)
    skill.refresh_from_db()
    assert skill.definition_fr == file_text


def test_framework_page_shows_every_skill(client: Client) -> None:
    html = client.get("/competences/").content.decode()
    for skill in Skill.objects.all():
        assert f'href="{skill.get_absolute_url()}"' in html
    assert structured(html)["@type"] == "DefinedTermSet"


def test_skill_page_says_what_it_is_level_by_level(client: Client) -> None:
    html = client.get("/competences/gestion-du-stress/").content.decode()
    skill = Skill.objects.with_texts().get(slug="gestion-du-stress")
    term = structured(html)
    assert term["@type"] == "DefinedTerm"
    assert term["termCode"] == "gestion-du-stress"
    assert term["description"] == skill.definition_fr
    assert html.count("<h1") == 1
    assert html.count('class="level-step ') == 4


def test_skill_page_in_english(client: Client) -> None:
    html = client.get("/en/competences/gestion-du-stress/").content.decode()
    assert '<html lang="en"' in html
    assert "Managing stress" in html
    assert "Gérer son stress" not in html


def test_unknown_skill_is_not_found(client: Client) -> None:
    answer = client.get("/competences/telepathie/")
    assert answer.status_code == 404
    assert "n'existe pas" in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("path", ["/competences/", "/competences/gestion-du-stress/"])
def test_query_budget(client: Client, path: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        client.get(path)


def test_pages_set_no_cookie(client: Client) -> None:
    assert not client.get("/competences/gestion-du-stress/").cookies
