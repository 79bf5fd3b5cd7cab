"""The first page of the admin says what waits for whoever looks; the list of resources is filtered by what they train."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from desk.models import Role
from home.models import ContactSetting, HomePage
from resources.models import ArticlePage, ResourceIndexPage
from skills.models import Skill
from tests.resources.factories import LISTENING, STRESS, TEAM, ArticleFactory, VideoFactory
from tests.staff import Browser

pytestmark = pytest.mark.django_db


def person(key: str) -> AbstractBaseUser:
    user = get_user_model().objects.create_user(key, f"{key}@example.org", "x")
    user.groups.add(Role.objects.get(key=key).group)
    return user


@pytest.fixture
def people(resource_index: ResourceIndexPage) -> dict[str, AbstractBaseUser]:
    call_command("load_roles", verbosity=0)
    return {key: person(key) for key in Role.Key.values}


def first_page(user: AbstractBaseUser) -> str:
    client = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    return client.get("/admin/").content.decode()


def scheduled(page: ArticlePage, days: int = 3) -> ArticlePage:
    page.go_live_at = timezone.now() + timedelta(days=days)
    page.save_revision().publish()
    return page


def test_drafts_are_ones_own_and_still_to_finish(people: dict, resource_index: ResourceIndexPage) -> None:
    author = people["author"]
    ArticleFactory(parent=resource_index, title="À finir", owner=author, live=False)
    ArticleFactory(parent=resource_index, title="Déjà en ligne", owner=author)
    ArticleFactory(parent=resource_index, title="D'une autre", owner=people["moderator"], live=False)
    waiting = ArticleFactory(parent=resource_index, title="En relecture", owner=author, live=False)
    waiting.get_workflow().start(waiting, author)
    html = first_page(author)
    drafts = html.split('id="drafts-content"')[1]
    assert "À finir" in drafts
    for title in ("Déjà en ligne", "D&#x27;une autre", "En relecture"):
        assert title not in drafts
    assert "En relecture" in html, "its author sees it among what is being reviewed"


def test_moderator_sees_what_to_review_and_what_is_scheduled(people: dict, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, title="Relis-moi", owner=people["author"], live=False)
    page.get_workflow().start(page, people["author"])
    scheduled(ArticleFactory(parent=resource_index, title="Pour mardi", live=False))
    html = first_page(people["moderator"])
    assert "Relis-moi" in html
    assert "Pour mardi" in html.split('id="scheduled-content"')[1]
    other = first_page(people["author"])
    assert "Pour mardi" not in other


@pytest.mark.parametrize(
    ("key", "wanted", "unwanted"),
    [
        ("author", {"Écrire un article", "Créer un cours", "Toutes les ressources"}, {"Ajouter une mission", "Mentions légales"}),
        ("moderator", {"Écrire un article", "Toutes les ressources"}, {"Ajouter une mission", "Mentions légales"}),
        ("missions", {"Ajouter une mission", "Toutes les missions"}, {"Écrire un article", "Mes brouillons", "Mentions légales"}),
        ("administrator", {"Écrire un article", "Ajouter une mission", "Mentions légales"}, set()),
    ],
)
def test_main_buttons_are_the_roles(people: dict, key: str, wanted: set[str], unwanted: set[str]) -> None:
    html = first_page(people[key])
    main = html[html.index('<main class="content-wrapper') :]
    assert [text for text in wanted if text not in main] == []
    assert [text for text in unwanted if text in main] == []


def test_legal_blanks_are_listed_until_filled(people: dict) -> None:
    assert "responsable de la publication" in first_page(people["administrator"])
    filled = dict.fromkeys(ContactSetting.REQUIRED, "Essai") | {"email": "essai@example.org", "rna": "W123456789"}
    ContactSetting.objects.create(site=Site.objects.get(is_default_site=True), **filled)
    assert "Mentions légales" not in first_page(people["administrator"]).split("<main")[1]


# --- list of resources ----------------------------------------------------------------------


@pytest.fixture
def listed(resource_index: ResourceIndexPage, english_index: ResourceIndexPage) -> dict[str, Page]:
    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "stress": ArticleFactory(parent=resource_index, title="Souffler", skills={STRESS: 2, TEAM: 3}, review_date=yesterday),
        "video": VideoFactory(parent=resource_index, title="Regarder", skills={STRESS: 3}),
        "draft": ArticleFactory(parent=resource_index, title="Ébauche", skills={LISTENING: 1}, live=False),
        "later": scheduled(ArticleFactory(parent=resource_index, title="Bientôt", skills={LISTENING: 1}, live=False)),
        "english": ArticleFactory(parent=english_index, title="Listening", skills={LISTENING: 1}),
    }


def skill(slug: str) -> int:
    return Skill.objects.get(slug=slug).pk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (lambda: "", {"stress", "video", "draft", "later", "english"}),
        (lambda: f"skill={skill(STRESS)}", {"stress", "video"}),
        (lambda: f"skill={skill(STRESS)}&level=3", {"video"}),
        (lambda: "level=3", {"stress", "video"}),
        (lambda: "kind=video", {"video"}),
        (lambda: "kind=video&kind=article&language=en", {"english"}),
        (lambda: "status=draft", {"draft", "later"}),
        (lambda: "status=live&language=fr", {"stress", "video"}),
        (lambda: "status=scheduled", {"later"}),
        (lambda: "status=late", {"stress"}),
        (lambda: "status=review", set()),
        (lambda: "q=souff", {"stress"}),
        (lambda: f"q=souff&skill={skill(STRESS)}&level=2&kind=article&status=late", {"stress"}),
        (lambda: f"q=souff&skill={skill(STRESS)}&level=3", set()),
    ],
)
def test_list_is_filtered(listed: dict[str, Page], editor: Client, query, found: set[str]) -> None:
    pages = editor.get(f"/admin/ressources/?{query()}").context["object_list"]
    assert {page.pk for page in pages} == {listed[name].pk for name in found}


def test_list_finds_what_is_under_review(listed: dict[str, Page], editor: Client) -> None:
    user = get_user_model().objects.get()
    call_command("load_roles", verbosity=0)
    draft = ArticlePage.objects.get(pk=listed["draft"].pk)
    draft.get_workflow().start(draft, user)
    assert [page.pk for page in editor.get("/admin/ressources/?status=review").context["object_list"]] == [draft.pk]


def test_list_says_skills_levels_and_late_review_dates(listed: dict[str, Page], editor: Client) -> None:
    html = editor.get("/admin/ressources/").content.decode()
    assert "<li>Gérer son stress, pratique</li>" in html
    assert "(passée)" in html


def test_list_asks_no_more_for_more_rows(
    resource_index: ResourceIndexPage, editor: Client, django_assert_max_num_queries
) -> None:
    """But for wagtail-localize's button, which asks twice a row."""
    for _number in range(20):
        ArticleFactory(parent=resource_index, skills={STRESS: 2, TEAM: 3})
    editor.get("/admin/ressources/")
    with django_assert_max_num_queries(25 + 2 * 20):
        assert editor.get("/admin/ressources/").status_code == 200


def test_new_resources_start_from_the_list_in_each_language(listed: dict, editor: Client, resource_index, english_index) -> None:
    html = editor.get("/admin/ressources/").content.decode()
    for index in (resource_index, english_index):
        assert f"/admin/pages/add/resources/coursepage/{index.pk}/" in html


# --- choosing a skill and looking at the page -------------------------------------------------


def test_skills_are_chosen_by_family(resource_index: ResourceIndexPage, editor: Client) -> None:
    article = ArticleFactory(parent=resource_index)
    html = editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    chooser = html.split("<skill-select")[1].split("</skill-select>")[0]
    assert chooser.count("<optgroup") == 11
    assert chooser.count("<option") == 46, "45 skills and none"
    assert f'<option value="{skill(STRESS)}" selected>Gérer son stress</option>' in chooser


def test_preview_opens_at_the_width_of_a_phone(home: HomePage, editor: Client) -> None:
    assert [size["device_width"] for size in home.preview_sizes] == [360, 768, 1280]
    assert 'data-device-width="360"' in editor.get(f"/admin/pages/{home.pk}/edit/").content.decode()


def test_pages_can_be_commented(home: HomePage, editor: Client) -> None:
    assert "comments" in editor.get(f"/admin/pages/{home.pk}/edit/").context["form"].formsets
