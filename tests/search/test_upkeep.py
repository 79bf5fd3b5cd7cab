"""The admin's page on the index: what it says, when the engine is down too, and who may press its buttons."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from desk.models import Role
from desk.roles import load_roles
from search import outbox
from search.engine import SearchEngine
from search.models import IndexReport, IndexWish, PendingSync
from tests.resources.factories import ArticleFactory
from tests.search.sockets import hung
from tests.staff import Browser

pytestmark = pytest.mark.django_db
PAGE = "/admin/index-de-recherche/"


def somebody(role: Role.Key, **headers: str) -> Client:
    load_roles()
    user = User.objects.create_user(f"a-{role}", f"a-{role}@example.org")
    user.groups.add(Group.objects.get(role__key=role))
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(user)
    return browser


def read(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_says_how_the_index_is(resource_index, engine: SearchEngine, admin_client: Client) -> None:
    page = read(admin_client)
    assert "Le moteur répond" in page
    assert "Tantivy" in page
    assert "<td>90</td>" in page
    assert "Rien n'attend" in page.replace("&#x27;", "'")
    outbox.note(["mission:7", "mission:8"])
    outbox.claim(1).settle({"mission:7": "trop <long>"})
    page = read(admin_client)
    assert "<strong>1</strong> changement attend" in page
    assert "trop &lt;long&gt;" in page


def test_works_while_the_engine_hangs(admin_client: Client) -> None:
    with hung() as server, override_settings(SEARCH_URL=server.url()):
        assert "met trop de temps" in read(admin_client)
        assert server.asked == 1


@pytest.mark.parametrize(("do", "said"), [("check", "C'est fait"), ("send", "C'est fait"), ("rebuild", "C'est fait")])
def test_buttons_do_what_they_say(resource_index, engine: SearchEngine, admin_client: Client, do: str, said: str) -> None:
    page = ArticleFactory(parent=resource_index)
    answer = admin_client.post(PAGE, {"do": do}, follow=True)
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert (engine.get(f"article:{page.pk}") is not None) == (do != "check")
    assert PendingSync.objects.filter(key=f"resource:{page.pk}").exists() == (do == "check")


@override_settings(SEARCH_AT_ONCE=10)
def test_with_a_large_catalogue_a_button_asks_and_the_next_planned_task_does_it(
    resource_index, engine: SearchEngine, admin_client: Client
) -> None:
    page = ArticleFactory(parent=resource_index)
    engine.delete(["skill:gestion-du-stress-fr"])
    for do in ("repair", "rebuild"):
        assert "C'est noté" in admin_client.post(PAGE, {"do": do}, follow=True).content.decode().replace("&#x27;", "'")
    assert not IndexReport.objects.exists()
    assert read(admin_client).count("search_index --drain") == 2
    call_command("search_index", drain=True, stdout=StringIO())
    assert {report.work: report.ok for report in IndexReport.objects.all()} == {"rebuild": True, "check": True}
    assert engine.get("skill:gestion-du-stress-fr") is not None
    assert engine.get(f"article:{page.pk}") is not None
    assert "search_index --drain" not in read(admin_client)


@override_settings(SEARCH_AT_ONCE=10)
def test_what_was_asked_for_waits_for_the_engine(admin_client: Client) -> None:
    admin_client.post(PAGE, {"do": "rebuild"})
    with hung() as server, override_settings(SEARCH_URL=server.url()), pytest.raises(CommandError):
        call_command("search_index", drain=True)
    assert IndexWish.objects.get().work == "rebuild"
    call_command("search_index", drain=True, stdout=StringIO())
    assert not IndexWish.objects.exists()
    assert IndexReport.objects.get().ok


def test_repair_is_told(engine: SearchEngine, admin_client: Client) -> None:
    engine.delete(["skill:gestion-du-stress-fr"])
    admin_client.post(PAGE, {"do": "check"})
    assert "Manquants : skill:gestion-du-stress-fr" in read(admin_client).replace("\xa0", " ")
    admin_client.post(PAGE, {"do": "repair"})
    assert "C'est réparé" in read(admin_client).replace("&#x27;", "'")
    assert engine.get("skill:gestion-du-stress-fr") is not None


def test_failure_is_told_and_loses_nothing(admin_client: Client, tmp_path: Path) -> None:
    outbox.note(["mission:1"])
    (tmp_path / "file").write_text("no directory")
    with override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'file'}"):
        for do in ("rebuild", "check", "send"):
            answer = admin_client.post(PAGE, {"do": do}, follow=True)
            assert "Rien n'est perdu" in answer.content.decode().replace("&#x27;", "'")
    assert PendingSync.objects.filter(key="mission:1").exists()


def test_second_rebuild_at_once_is_refused_in_words(engine: SearchEngine, admin_client: Client) -> None:
    with engine.rebuild():
        answer = admin_client.post(PAGE, {"do": "rebuild"}, follow=True)
    assert "déjà en cours" in answer.content.decode()
    assert not IndexReport.objects.exists()


def test_administrator_presses_moderator_looks_author_neither(engine: SearchEngine) -> None:
    administrator, moderator = somebody(Role.Key.ADMINISTRATOR), somebody(Role.Key.MODERATOR)
    assert 'value="rebuild"' in read(administrator)
    assert PAGE in administrator.get("/admin/").content.decode()
    assert 'value="rebuild"' not in read(moderator)
    moderator.post(PAGE, {"do": "rebuild"})
    somebody(Role.Key.AUTHOR).post(PAGE, {"do": "rebuild"})
    assert not IndexReport.objects.exists()
    administrator.post(PAGE, {"do": "rebuild"})
    assert IndexReport.objects.get().ok
    author = somebody(Role.Key.MISSIONS)
    assert author.get(PAGE).status_code == 302
    assert PAGE not in author.get("/admin/").content.decode()


def test_form_of_another_site_does_nothing(engine: SearchEngine) -> None:
    user = User.objects.create_superuser("root", "root@example.org")
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(PAGE, {"do": "rebuild"}).status_code == 403
    assert not IndexReport.objects.exists()
