"""Editors' screens: texts of the framework change, its skills and families neither come nor go."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from skills.models import Family, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))
    return client


@pytest.fixture(params=[Skill, Family])
def thing(request: pytest.FixtureRequest) -> Skill | Family:
    # A new one, which nothing protects: only the screens keep it.
    family = Family.objects.create(slug="essai", name_fr="Essai", name_en="Try", domain="sociales")
    return family if request.param is Family else Skill.objects.create(slug="essai", family=family, name_fr="Essai")


def address(thing: Skill | Family, action: str) -> str:
    return f"/admin/snippets/skills/{thing._meta.model_name}/{action}/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_framework_is_not_deleted(editor: Client, thing: Skill | Family, method: str) -> None:
    response = getattr(editor, method)(address(thing, f"delete/{thing.pk}"))
    assert (response.status_code, response.url) == (302, "/admin/")
    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_framework_is_not_deleted_in_bulk_and_says_why(editor: Client, thing: Skill | Family, method: str) -> None:
    response = getattr(editor, method)(f"/admin/bulk/skills/{thing._meta.model_name}/delete/?id={thing.pk}", follow=True)
    assert response.redirect_chain[0][0] == address(thing, "")[:-1]
    assert "référentiel" in " ".join(map(str, response.context["messages"]))
    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("action", ["add", "copy/{pk}"])
def test_nothing_is_added_to_the_framework(editor: Client, thing: Skill | Family, action: str) -> None:
    response = editor.get(address(thing, action.format(pk=thing.pk)))
    assert (response.status_code, response.url) == (302, "/admin/")


def test_screens_offer_editing_only(editor: Client, thing: Skill | Family) -> None:
    listing, form = editor.get(address(thing, "")[:-1]), editor.get(address(thing, f"edit/{thing.pk}"))
    assert (listing.status_code, form.status_code) == (200, 200)
    html = (listing.content + form.content).decode()
    assert address(thing, f"edit/{thing.pk}") in html
    for missing in (
        address(thing, "add"),
        address(thing, f"delete/{thing.pk}"),
        address(thing, f"copy/{thing.pk}"),
        "data-bulk-action-checkbox",
    ):
        assert missing not in html


def test_family_is_still_edited(editor: Client) -> None:
    family = Family.objects.first()
    data = {"name_fr": "Un autre nom", "name_en": family.name_en, "domain": family.domain, "order": family.order}
    assert editor.post(address(family, f"edit/{family.pk}"), data).status_code == 302
    family.refresh_from_db()
    assert family.name_fr == "Un autre nom"
