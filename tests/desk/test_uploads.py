"""A spreadsheet of resources through the admin: choose, look, save; with the rights of who sent it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import WorkflowState

from desk.models import Role, Upload
from resources.imports.model_file import model_xlsx
from resources.models import ArticlePage, Resource, ResourceIndexPage
from tests.resources.test_imports import GOOD, as_csv, row
from tests.staff import Browser

PATH = "/admin/ressources/importer/"


def send(client: Client, content: bytes, name: str = "r.csv"):
    file = BytesIO(content)
    file.name = name
    return client.post(PATH, {"file": file})


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("&#x27;", "'").replace("\xa0", " "))


@pytest.fixture
def roles(resource_index: ResourceIndexPage) -> None:
    call_command("load_roles", verbosity=0)


def somebody(key: str, name: str) -> Client:
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x")
    user.groups.add(Role.objects.get(key=key).group)
    client = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    return client


def test_file_is_looked_at_then_saved(editor: Client, resource_index: ResourceIndexPage) -> None:
    check = send(editor, as_csv(GOOD, row(slug="b", minutes="x"))).url
    seen = text(editor.get(check))
    assert not Resource.objects.exists()
    assert "Nouvelles (1)" in seen
    assert "<b>minutes</b> « x » : Un nombre entier" in seen
    assert "Enregistrer 1 brouillon" in seen
    done = text(editor.post(check, follow=True))
    assert "1 page enregistrée en brouillon." in done
    assert "Inchangées (1)" in done
    page = ArticlePage.objects.get()
    assert (page.live, page.owner.username) == (False, "editrice")
    editor.post(check)
    assert Resource.objects.count() == 1


def test_refusals_are_a_file_without_formulas(editor: Client, resource_index: ResourceIndexPage) -> None:
    check = send(editor, as_csv(row(minutes="=1+1"), row(slug="b", kind="poème"))).url
    answer = editor.get(f"{check}refus.csv")
    lines = answer.content.decode("utf-8-sig").replace("\xa0", " ").splitlines()
    assert lines[1].startswith("2;minutes;'=1+1;")
    assert lines[2] == "6;format;poème;On ne connaît pas « poème »."
    assert 'filename="lignes-refusees.csv"' in answer["Content-Disposition"]


def test_models_can_be_downloaded_and_sent_back(editor: Client, resource_index: ResourceIndexPage) -> None:
    for kind in ("xlsx", "csv"):
        content = editor.get(f"{PATH}modele.{kind}").content
        assert "Nouvelles (1)" in text(editor.get(send(editor, content, f"r.{kind}").url))


@pytest.mark.parametrize(("content", "reason"), [(b"nom;age\na;3", "nommer les colonnes"), (b"PK\x03\x04", "ne s'ouvre pas")])
def test_unusable_file_is_refused_at_once(editor: Client, resource_index: ResourceIndexPage, content: bytes, reason: str) -> None:
    answer = send(editor, content)
    assert answer.status_code == 422
    assert reason in text(answer)
    assert not Upload.objects.exists()


def test_file_is_for_who_sent_it_and_for_a_day(editor: Client, resource_index: ResourceIndexPage) -> None:
    check = send(editor, as_csv(GOOD)).url
    other = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    other.force_login(get_user_model().objects.create_superuser("autre", "autre@example.org", "x"))
    assert other.get(check).status_code == 404
    assert editor.get(check.replace("importer/", "importer/x")).status_code == 404
    Upload.objects.update(created=timezone.now() - timedelta(days=2))
    send(editor, as_csv(GOOD))
    assert editor.get(check).status_code == 404
    assert Upload.objects.count() == 1


def test_author_submits_and_a_moderator_keeps_drafts(roles: None) -> None:
    author, moderator = somebody(Role.Key.AUTHOR, "autrice"), somebody(Role.Key.MODERATOR, "relectrice")
    author.post(send(author, as_csv(GOOD)).url)
    assert WorkflowState.objects.get().status == "in_progress"
    moderator.post(send(moderator, as_csv(row(slug="b"))).url)
    assert WorkflowState.objects.count() == 1
    # The author's page is being reviewed, and the moderator's is not the author's to change.
    refused = text(author.get(send(author, as_csv(row(minutes="8"), row(slug="b", minutes="8"))).url))
    assert "verrouillée ou en relecture" in refused
    assert "le droit de la modifier" in refused


def test_only_who_may_add_resources_sees_the_door(roles: None) -> None:
    author, missions = somebody(Role.Key.AUTHOR, "autrice"), somebody(Role.Key.MISSIONS, "missions")
    assert PATH in text(author.get("/admin/"))
    assert PATH not in text(missions.get("/admin/"))
    assert missions.get(PATH).status_code == 302
    assert send(missions, model_xlsx()).status_code == 302
