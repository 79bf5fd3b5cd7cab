"""Pages behind a password or a login: the question in the site's look, and nothing of the page before the answer."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from resources.models import ArticlePage
from search.engine import SearchEngine
from search.sync import rebuild
from tests.resources.factories import ArticleFactory

WRONG = "Ce n'est pas le bon mot de passe."
TITLE, SECRET = "Entre nous", "trampoline"


@pytest.fixture
def page(resource_index) -> ArticlePage:
    return ArticleFactory(parent=resource_index, title=TITLE, slug="entre-nous", summary="Pour nous seulement.")


@pytest.fixture
def locked(page: ArticlePage) -> ArticlePage:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password=SECRET)
    return page


@pytest.fixture
def members_only(page: ArticlePage) -> ArticlePage:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def action(html: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)"', html)
    assert found
    return found[1]


def test_password_is_asked_for_in_the_sites_look(client: Client, locked: ArticlePage) -> None:
    answer = client.get(locked.url)
    html = text(answer)
    assert answer.templates[0].name == "wagtail_private/password.html"
    assert "<h1>Il faut un mot de passe.</h1>" in html
    assert html.count("<h1") == 1
    assert '<label class="field__label" for="id_password">Mot de passe</label>' in html
    assert f'name="return_url" value="{locked.url}"' in html
    assert 'content="noindex"' in html
    assert "site-header" in html
    assert "no-store" in answer["Cache-Control"]


def test_password_page_shows_nothing_of_what_it_keeps(client: Client, locked: ArticlePage) -> None:
    html = text(client.get(locked.url))
    for words in (TITLE, locked.summary, "Respire avant de parler"):
        assert words not in html


@pytest.mark.parametrize("password", ["tremplin", ""])
def test_wrong_password_is_said_in_our_words(client: Client, locked: ArticlePage, password: str) -> None:
    address = action(text(client.get(locked.url)))
    html = text(client.post(address, {"password": password, "return_url": locked.url}))
    assert html.count(WRONG) == 1
    assert "Merci de bien vouloir" not in html
    assert 'aria-invalid="true"' in html
    assert f'value="{locked.url}"' in html
    assert TITLE not in html
    assert TITLE not in text(client.get(locked.url))


def test_right_password_opens_the_page(client: Client, locked: ArticlePage) -> None:
    address = action(text(client.get(locked.url)))
    answer = client.post(address, {"password": SECRET, "return_url": locked.url}, follow=True)
    assert answer.redirect_chain == [(locked.url, 302)]
    assert TITLE in text(answer)


def test_password_form_works_without_where_one_came_from(client: Client, locked: ArticlePage) -> None:
    address = action(text(client.get(locked.url)))
    assert f'name="return_url" value="{locked.url}"' in text(client.get(address))


def test_password_form_leads_nowhere_else(client: Client, locked: ArticlePage) -> None:
    address = action(text(client.get(locked.url)))
    assert client.post(address, {"password": SECRET, "return_url": "https://evil.example/"})["Location"] == "/"


def test_password_in_english(client: Client, english_index) -> None:
    page = ArticleFactory(parent=english_index, slug="between-us")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password=SECRET)
    html = text(client.get(page.url))
    assert '<html lang="en"' in html
    assert action(html).startswith("/en/_util/")


@pytest.mark.parametrize("path", ["/ressources/", "/recherche/?q=entre+nous", "/sitemap.xml", "/flux/ressources.xml"])
def test_private_page_is_absent_for_strangers(client: Client, locked: ArticlePage, engine: SearchEngine, path: str) -> None:
    ArticleFactory(parent=locked.get_parent(), title="Pour tout le monde", slug="tout-le-monde")
    rebuild(engine)
    html = text(client.get(path, follow=True))
    assert "tout-le-monde" in html or path.startswith("/recherche/")
    assert locked.url not in html
    assert TITLE not in html


def test_login_is_asked_for_in_the_sites_look(client: Client, members_only: ArticlePage) -> None:
    answer = client.get(members_only.url, follow=True)
    html = text(answer)
    assert answer.redirect_chain == [(f"/compte/connexion/?next={members_only.url}", 302)]
    assert html.count("<h1") == 1
    assert f'<input type="hidden" name="next" value="{members_only.url}">' in html
    assert TITLE not in html


def test_code_opens_the_page(client: Client, members_only: ArticlePage, mailoutbox: list) -> None:
    answer = client.post("/compte/connexion/", {"email": "sacha@example.org", "next": members_only.url})
    answer = client.post(answer["Location"], {"code": re.search(r"\d{6}", mailoutbox[0].body)[0]}, follow=True)
    assert answer.redirect_chain == [(members_only.url, 302)]
    assert TITLE in text(answer)


def test_page_that_stays_closed_to_an_account_sends_it_round_in_no_circle(client: Client, page: ArticlePage) -> None:
    rule = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    rule.groups.add(Group.objects.create(name="Formation"))
    client.force_login(User.objects.create_user("sacha", "sacha@example.org"))
    answer = client.get(page.url, follow=True)
    assert answer.redirect_chain[-1] == ("/compte/", 302)
    assert TITLE not in text(answer)


@pytest.mark.parametrize("path", ["/_util/login/", "/en/_util/login/"])
def test_wagtails_own_login_is_closed(client: Client, db: None, path: str) -> None:
    prefix = path.removesuffix("_util/login/")
    assert client.get(path + "?next=/x/")["Location"] == f"{prefix}compte/connexion/?next=/x/"
    answer = client.post(path, {"username": "a", "password": "b"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{prefix}compte/connexion/"


def test_document_behind_a_password_asks_the_same_way(db: None, client: Client) -> None:
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    rule = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.PASSWORD, password=SECRET
    )
    address = f"/documents/authenticate_with_password/{rule.pk}/"
    assert "<h1>Il faut un mot de passe.</h1>" in text(client.get(address))
    assert WRONG in text(client.post(address, {"password": "non", "return_url": "/documents/1/a.pdf"}))
    assert client.post(address, {"password": SECRET, "return_url": "/documents/1/a.pdf"})["Location"] == "/documents/1/a.pdf"
