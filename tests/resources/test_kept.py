"""What an article's page keeps of itself (`{% kept %}`): the same for everybody, and nobody's own, private or drafted.

A row changed behind the signals' back shows what is kept: the page goes on with the old words.
"""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from resources.models import ArticlePage, ResourceIndexPage
from tests.resources.factories import STRESS, ArticleFactory

FIRST, SECOND = "Ce que disait le premier.", "Ce que dit le second."


@pytest.fixture(autouse=True)
def no_kept_pages(settings) -> None:
    """The parts of a page alone are asked about here, not the page kept whole."""
    settings.PAGE_CACHE = False


@pytest.fixture
def article(resource_index: ResourceIndexPage) -> ArticlePage:
    return ArticleFactory(parent=resource_index, title="Le trac", summary=FIRST, search_description="-", skills={STRESS: 3})


def change_unheard(page: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=page.pk).update(summary=SECOND)


def main(client: Client, page: ArticlePage, **headers: str) -> str:
    return client.get(page.url, headers=headers).content.decode().split("<main")[1]


def test_second_visitor_is_given_what_was_made_for_the_first(article: ArticlePage, client: Client) -> None:
    first = client.get(article.url).content
    change_unheard(article)
    assert client.get(article.url).content == first


def test_publishing_shows_at_once(article: ArticlePage, client: Client) -> None:
    assert FIRST in main(client, article)
    article.summary = SECOND
    article.save_revision().publish()
    assert SECOND in main(client, article)
    assert FIRST not in client.get(article.url).content.decode()


def test_a_new_related_article_shows_at_once(article: ArticlePage, client: Client) -> None:
    main(client, article)
    ArticleFactory(parent=article.get_parent(), title="Souffler avant", skills={STRESS: 2})
    assert "Souffler avant" in main(client, article)


def test_low_data_pages_and_hosts_are_kept_apart(article: ArticlePage, client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "autre.example"]
    for _visit in range(2):
        assert "family-picture" in main(client, article)
        assert "family-picture" not in main(client, article, **{"Save-Data": "on"})
        assert '"url":"http://testserver/' in client.get(article.url).content.decode()
        assert '"url":"http://autre.example/' in client.get(article.url, headers={"Host": "autre.example"}).content.decode()


def test_preview_is_made_anew_and_leaves_nothing_behind(article: ArticlePage, client: Client, staff_client: Client) -> None:
    assert FIRST in main(client, article)
    article.summary = SECOND
    article.save_revision()
    draft = staff_client.get(f"/admin/pages/{article.pk}/view_draft/")
    assert SECOND in draft.content.decode().split("<main")[1]
    assert FIRST in main(Client(), article)


@pytest.mark.parametrize("above", [False, True])
def test_nothing_of_a_private_page_is_kept(article: ArticlePage, staff_client: Client, above: bool) -> None:
    closed = article.get_parent() if above else article
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert FIRST in main(staff_client, article)
    change_unheard(article)
    assert SECOND in main(staff_client, article)


def test_a_draft_and_an_unknown_path_are_not_found(article: ArticlePage, client: Client) -> None:
    assert client.get(article.url).status_code == 200
    assert client.get("/ressources/le-vide/").status_code == 404
    article.unpublish()
    assert client.get(article.url).status_code == 404
