"""What shared links get: one address and a picture, and nothing of private pages."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction

from kit.share import HEIGHT, WIDTH, ShareCard, draw_share_card
from missions.models import Status
from resources.models import ResourceIndexPage
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def meta(html: str, name: str) -> str:
    return unescape(re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', html)[1])


def test_a_page_says_its_one_address_and_its_picture(client: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, title='« Non » & "oui"', summary="Deux mots.")
    html = client.get(page.get_url(), {"utm_source": "x"}).content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}{page.get_url()}">' in html
    assert meta(html, "og:title") == '« Non » & "oui" · Tremplin'
    assert unescape(re.search(r"<title>(.*?)</title>", html)[1]) == '« Non » & "oui" · Tremplin'
    assert meta(html, "og:description") == meta(html, "description") == "Deux mots."
    assert meta(html, "og:image") == settings.BASE_URL + reverse("share", args=["ressource", page.pk])
    answer = client.get(reverse("share", args=["ressource", page.pk]))
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(answer.content) <= 60 * 1024


def test_a_lists_further_pages_keep_their_address(client: Client, resource_index: ResourceIndexPage) -> None:
    for _number in range(13):
        ArticleFactory(parent=resource_index)
    html = client.get(resource_index.get_url(), {"page": "2", "kind": ""}).content.decode()
    assert f'href="{settings.BASE_URL}{resource_index.get_url()}?page=2"' in html


def test_a_picture_is_drawn_once_and_again_for_new_words(
    client: Client, resource_index: ResourceIndexPage, tmp_path: Path
) -> None:
    page = ArticleFactory(parent=resource_index)
    address = reverse("share", args=["ressource", page.pk])
    first = client.get(address).content
    assert client.get(address).content == first
    assert len(list((tmp_path / "partage").iterdir())) == 1
    page.title = "Un autre titre"
    page.save_revision().publish()
    assert client.get(address).content != first


def test_private_unpublished_and_unknown_pages_have_no_picture(client: Client, resource_index: ResourceIndexPage) -> None:
    private, draft = ArticleFactory(parent=resource_index), ArticleFactory(parent=resource_index)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    draft.unpublish()
    gone = MissionFactory(status=Status.CLOSED)
    for kind, key in [
        ("ressource", private.pk),
        ("ressource", draft.pk),
        ("ressource", 10**9),
        ("mission", gone.pk),
        ("nuage", 1),
    ]:
        assert client.get(reverse("share", args=[kind, key])).status_code == 404


def test_a_title_of_any_length_stays_within_its_picture() -> None:
    plain = Image.open(io.BytesIO(draw_share_card(ShareCard("article", "")))).convert("RGB")
    for title in ("A", "Anticonstitutionnellement " * 20, "m" * 200):
        drawn = Image.open(io.BytesIO(draw_share_card(ShareCard("article", title)))).convert("RGB")
        for box in ((0, 0, WIDTH, 150), (0, 560, WIDTH, HEIGHT)):
            # The edges, where the name and the trail stand, are as without a title (quantised: nearly).
            ours, theirs = drawn.crop(box).resize((60, 8)), plain.crop(box).resize((60, 8))
            assert (
                max(
                    abs(a - b)
                    for one, two in zip(ours.get_flattened_data(), theirs.get_flattened_data(), strict=True)
                    for a, b in zip(one, two, strict=True)
                )
                < 24
            )


def test_personal_pages_are_kept_from_robots(client: Client, db: None) -> None:
    text = client.get("/robots.txt").content.decode()
    for path in ("/admin/", "/mon-espace/", "/compte/", "/en/mon-espace/"):
        assert f"Disallow: {path}\n" in text
