"""Images in modern formats with a way back, made on publishing and not by the first visitor."""

from __future__ import annotations

import re

import pytest
import wagtail_factories
from django.test import Client
from wagtail.images.models import Image, Rendition

from kit.blocks import BodyBlock
from kit.pictures import WIDTHS, picture, specs_of
from resources.models import ArticlePage, ResourceIndexPage
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def image(width: int = 1600, height: int = 900) -> Image:
    return wagtail_factories.ImageFactory(file__width=width, file__height=height)


def block(photo: Image) -> dict:
    return {"type": "image", "value": {"image": photo.pk, "alternative": "Un pont", "decorative": False, "credit": ""}}


@pytest.fixture
def article(resource_index: ResourceIndexPage, django_capture_on_commit_callbacks) -> ArticlePage:
    with django_capture_on_commit_callbacks(execute=True):
        return ArticleFactory(parent=resource_index, body=BodyBlock().to_python([block(image()), block(image())]))


def test_picture_offers_avif_then_webp_then_jpeg_and_keeps_its_place() -> None:
    html = picture(image(), "Un pont")
    assert re.findall(r'<source[^>]* type="image/(\w+)"', html) == ["avif", "webp"]
    for kind in ("avif", "webp"):
        assert [int(width) for width in re.findall(rf"\.{kind} (\d+)w", html)] == list(WIDTHS)
    fallback = re.search(r"<img[^>]*>", html)[0]
    assert 'src="/media/' in fallback
    assert ".jpg" in fallback
    assert 'width="800"' in fallback
    assert 'height="450"' in fallback
    assert 'loading="lazy"' in fallback


def test_first_picture_is_fetched_before_others() -> None:
    html = picture(image(), "Un pont", first=True)
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_small_image_is_not_offered_larger_than_it_is() -> None:
    assert [spec for spec in specs_of(image(width=300)) if "avif" in spec] == ["width-480|format-avif"]
    assert [spec for spec in specs_of(image(width=700)) if "webp" in spec] == ["width-480|format-webp", "width-800|format-webp"]


def test_only_the_image_a_body_opens_with_comes_first(client: Client, article: ArticlePage) -> None:
    images = re.findall(r'<img[^>]*alt="Un pont"[^>]*>', client.get(article.url).content.decode())
    assert [("high" in tag, "lazy" in tag) for tag in images] == [(True, False), (False, True)]


@pytest.mark.parametrize("headers", [{}, {"Save-Data": "on"}], ids=["all", "low data"])
def test_publishing_makes_what_the_first_visitor_needs(client: Client, article: ArticlePage, headers: dict[str, str]) -> None:
    made = Rendition.objects.count()
    assert made >= 14
    client.get(article.url, headers=headers)
    assert Rendition.objects.count() == made


def test_films_still_is_made_on_publishing(resource_index, django_capture_on_commit_callbacks, client: Client) -> None:
    video = {"title": "Film", "url": "https://youtu.be/abcdefghijk", "poster": image().pk, "transcript": "", "file": None}
    with django_capture_on_commit_callbacks(execute=True):
        page = ArticleFactory(parent=resource_index, body=BodyBlock().to_python([{"type": "video", "value": video}]))
    assert [row.filter_spec for row in Rendition.objects.all()] == ["width-800|format-webp"]
    client.get(page.url)
    assert Rendition.objects.count() == 1


def test_body_survives_an_image_deleted_since(client: Client, article: ArticlePage) -> None:
    Image.objects.first().delete()
    answer = client.get(article.url)
    assert answer.status_code == 200
    assert answer.content.decode().count('alt="Un pont"') == 1
