"""The page for what is refused, and the page for what broke, which must not break as well."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client, RequestFactory, override_settings

from portal.errors import server_error

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.broken_urls")]
STORAGES_THAT_FAIL = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


def broken_page() -> str:
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    return answer.content.decode()


def test_refused_page_says_what_to_do(client: Client) -> None:
    answer = client.get("/refused/")
    html = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 403
    assert html.count("<h1") == 1
    assert "Cette page n'est pas ouverte à tout le monde." in html
    assert "Retour à l'accueil" in html
    assert 'content="noindex"' in html
    assert "site-header" in html


def test_broken_page_looks_like_the_site_and_speaks_two_languages() -> None:
    html = broken_page()
    assert f'<link rel="stylesheet" href="{staticfiles_storage.url("css/tremplin.css")}">' in html
    assert '<html lang="fr">' in html
    assert html.count("<h1>") == 1
    assert re.search(r'<p lang="en">Something broke on our side\.', html)
    assert '<a class="button" href="/">' in html
    assert " style=" not in html


def test_broken_page_asks_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert server_error(RequestFactory().get("/broken/")).status_code == 500


def test_broken_page_goes_without_a_style_sheet_that_cannot_be_found(tmp_path) -> None:
    # A manifest that is not there: the address of every file is an error.
    with override_settings(STORAGES=STORAGES_THAT_FAIL, STATIC_ROOT=tmp_path):
        with pytest.raises(ValueError, match="manifest"):
            staticfiles_storage.url("css/tremplin.css")
        html = broken_page()
    assert "stylesheet" not in html
    assert "Ce n'est pas ta faute" in html
