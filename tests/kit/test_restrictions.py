"""Private pages are known at once, and read once a request."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from kit.restrictions import begin, end
from resources.models import ArticlePage
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_a_request():
    # What Django's request signals call; sending them would also close the test's connection.
    begin(None)
    yield
    end(None)


def test_below_a_private_page_nothing_is_public(resource_index) -> None:
    page = ArticleFactory(parent=resource_index)
    assert page in ArticlePage.objects.published()
    PageViewRestriction.objects.create(page=resource_index, restriction_type=PageViewRestriction.LOGIN)
    assert page not in ArticlePage.objects.published()


def test_restrictions_are_read_once_a_request(resource_index, in_a_request, django_assert_num_queries) -> None:
    list(ArticlePage.objects.published())
    with django_assert_num_queries(1):
        list(ArticlePage.objects.published())


def test_change_within_a_request_counts_at_once(resource_index, in_a_request) -> None:
    page = ArticleFactory(parent=resource_index)
    assert page in ArticlePage.objects.published()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert page not in ArticlePage.objects.published()
    restriction.delete()
    assert page in ArticlePage.objects.published()


def test_nothing_is_remembered_outside_a_request(resource_index, django_assert_num_queries) -> None:
    list(ArticlePage.objects.published())
    with django_assert_num_queries(2):
        list(ArticlePage.objects.published())
