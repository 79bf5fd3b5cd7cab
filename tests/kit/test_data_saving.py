"""The low-data mode: whose word counts, what a page leaves out, and what caches are told."""

from __future__ import annotations

import re

import pytest
import wagtail_factories
from django.test import Client

from kit.blocks import BodyBlock
from kit.data_saving import COOKIE
from resources.models import ResourceIndexPage
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db
SAVE = {"Save-Data": "on"}
FONT, HTMX, PICTURE = "bricolage", "htmx.min", "img/families/"
SKILL = "/competences/gestion-du-stress/"


def html(client: Client, path: str = SKILL, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


@pytest.mark.parametrize(
    ("cookie", "header", "light"),
    [
        ("", "", False),
        ("", "on", True),
        ("", "On ", True),
        ("", "off", False),
        ("oui", "", True),
        ("non", "on", False),
        ("x", "on", True),
    ],
)
def test_persons_choice_counts_before_the_browsers_word(client: Client, cookie: str, header: str, light: bool) -> None:
    if cookie:
        client.cookies[COOKIE] = cookie
    page = html(client, **({"Save-Data": header} if header else {}))
    assert ('class="econome"' in page) is light
    for heavy in (FONT, HTMX, PICTURE):
        assert (heavy in page) is not light, heavy


@pytest.mark.parametrize("path", ["/", SKILL, "/recherche/", "/nulle-part/", "/evaluation/resultats/"])
def test_caches_keep_both_kinds_apart(client: Client, home, path: str) -> None:
    vary = {name.strip() for name in client.get(path)["Vary"].split(",")}
    assert {"Save-Data", "Cookie"} <= vary


def test_what_is_the_same_for_both_does_not_vary_by_it(client: Client) -> None:
    assert "Save-Data" not in client.get("/robots.txt").get("Vary", "")


def test_visiting_sets_no_cookie(client: Client) -> None:
    html(client)
    html(client, **SAVE)
    assert not client.cookies


def switch(client: Client, value: str, **headers: str):
    return client.post("/mode-econome/", {"economy": value}, headers={"Referer": f"http://testserver{SKILL}?a=1", **headers})


def test_switch_keeps_the_choice_and_leads_back(client: Client) -> None:
    answer = switch(client, "oui")
    assert (answer.status_code, answer["Location"]) == (303, f"http://testserver{SKILL}?a=1")
    kept = answer.cookies[COOKIE]
    assert (kept.value, kept["httponly"], kept["samesite"]) == ("oui", True, "Lax")
    assert 'class="econome"' in html(client)
    assert switch(client, "non").cookies[COOKIE].value == ""
    assert 'class="econome"' not in html(client)


def test_choice_against_the_browser_is_kept_and_with_it_needs_no_cookie(client: Client) -> None:
    assert switch(client, "non", **SAVE).cookies[COOKIE].value == "non"
    assert 'class="econome"' not in html(client, **SAVE)
    assert switch(client, "oui", **SAVE).cookies[COOKIE].value == ""
    assert 'class="econome"' in html(client, **SAVE)


@pytest.mark.parametrize("referer", ["", "https://evil.example/", "http://testserver.evil.example/"])
def test_switch_leads_nowhere_else(client: Client, referer: str) -> None:
    answer = client.post("/en/mode-econome/", {"economy": "oui"}, headers={"Referer": referer})
    assert answer["Location"] == "/en/"


def test_switch_is_refused_to_other_sites_and_ignores_what_it_does_not_know(client: Client) -> None:
    assert COOKIE not in switch(client, "peut-être").cookies
    assert switch(client, "oui", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert COOKIE not in client.get("/mode-econome/").cookies


@pytest.fixture
def article(resource_index: ResourceIndexPage) -> str:
    value = {"image": wagtail_factories.ImageFactory().pk, "alternative": "Un pont", "decorative": False, "credit": "Sacha"}
    body = BodyBlock().to_python([{"type": "image", "value": value}])
    return ArticleFactory(parent=resource_index, body=body).url


def test_image_is_named_sized_and_offered_instead_of_loaded(client: Client, article: str) -> None:
    page = html(client, article, **SAVE)
    assert "<img" not in page
    assert "<picture" not in page
    assert "Image\xa0: Un pont" in page
    assert "Voir l" in page
    assert ".webp" in page
    assert re.search(r"\(\d+\xa0ko\)", page)
    assert "Sacha" in page
    assert "<picture" in html(client, article)
