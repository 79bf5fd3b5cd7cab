"""oEmbed for public pages (reference tests 11 and 12)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from resources.models import ArticlePage, ResourceIndexPage
from tests.partners.factories import PartnerFactory
from tests.resources.factories import STRESS, ArticleFactory

pytestmark = pytest.mark.django_db
HOSTILE = 'Dire « non » "><script>alert(1)</script>]]>'


@pytest.fixture
def article(resource_index: ResourceIndexPage) -> ArticlePage:
    return ArticleFactory(parent=resource_index, title="Dire non sans blesser", skills={STRESS: 2})


def ask(client: Client, url: str, **options: object):
    return client.get("/oembed", {"url": url, **options})


def address(page: ArticlePage) -> str:
    return f"http://testserver{page.get_url()}"


def test_a_public_page_gives_a_card(client: Client, article: ArticlePage) -> None:
    response = ask(client, address(article))
    data = response.json()
    assert data["version"] == "1.0"
    assert data["type"] == "rich"
    assert data["title"] == "Dire non sans blesser"
    assert data["thumbnail_url"].startswith("http://testserver/partage/ressource/")
    assert "<iframe" not in data["html"]
    assert f'href="{address(article)}"' in data["html"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_xml_says_the_same(client: Client, article: ArticlePage) -> None:
    data = ask(client, address(article)).json()
    root = ET.fromstring(ask(client, address(article), format="xml").content)
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in data.items()}


def test_a_page_says_where_to_ask(client: Client, article: ArticlePage) -> None:
    html = client.get(article.get_url()).content.decode()
    assert 'type="application/json+oembed" href="http://testserver/oembed?url=http%3A%2F%2Ftestserver%2F' in html
    assert 'type="text/xml+oembed"' in html


@pytest.mark.parametrize("path", [f"/competences/{STRESS}/", f"/en/competences/{STRESS}/"])
def test_a_skill_is_told_in_its_language(client: Client, path: str) -> None:
    from_page = client.get(path)
    assert ask(client, f"http://testserver{path}").json()["title"] in from_page.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/ressources/x/", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://",
        "http://testserver/nulle-part/", "http://testserver/admin/", "http://testserver@evil.example/", "//testserver/",
        "http://testserver:1/", "http://[", "ftp://testserver/", "http://testserver/mon-espace/", "http://127.0.0.1:22/",
    ],
)  # fmt: skip
def test_what_is_not_ours_or_not_there_is_not_found(client: Client, article: ArticlePage, url: str) -> None:
    response = ask(client, url)
    assert response.status_code == 404
    assert "Dire non" not in response.content.decode()


def test_a_draft_is_not_found_and_its_title_stays_inside(client: Client, article: ArticlePage) -> None:
    article.unpublish()
    response = ask(client, address(article))
    assert response.status_code == 404
    assert "Dire non" not in response.content.decode()


def test_a_closed_page_is_refused_and_its_title_stays_inside(client: Client, article: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.PASSWORD, password="x")
    response = ask(client, address(article))
    assert response.status_code == 401
    assert "Dire non" not in response.content.decode()


def test_another_format_is_not_spoken(client: Client, article: ArticlePage) -> None:
    assert ask(client, address(article), format="yaml").status_code == 501
    assert client.get("/oembed").status_code == 400


def test_a_hostile_title_is_escaped_everywhere(client: Client, article: ArticlePage) -> None:
    article.title = HOSTILE
    article.save_revision().publish()
    data = ask(client, address(article)).json()
    assert data["title"] == HOSTILE
    assert "<script" not in data["html"]
    xml = ask(client, address(article), format="xml").content.decode()
    assert "<script" not in xml
    assert "]]>" not in xml
    assert ET.fromstring(xml).find("title").text == HOSTILE
    assert "<script>alert" not in client.get(article.get_url()).content.decode()


def test_a_partner_gets_the_frame(client: Client, article: ArticlePage) -> None:
    PartnerFactory(slug="lycee")
    url = f"http://testserver/embed/lycee/ressource/{article.pk}/?langue=en&onload=x&theme=%22%3E"
    data = ask(client, url, maxwidth=300, maxheight=250).json()
    assert (data["width"], data["height"]) == (300, 250)
    assert f'<iframe src="http://testserver/embed/lycee/ressource/{article.pk}/?langue=en&amp;theme=%22%3E"' in data["html"]
    assert "onload" not in data["html"]


def test_an_embed_of_nobody_or_not_allowed_is_not_found(client: Client, article: ArticlePage) -> None:
    url = f"http://testserver/embed/lycee/ressource/{article.pk}/"
    assert ask(client, url).status_code == 404
    PartnerFactory(slug="lycee", may_embed=["catalogue"])
    assert ask(client, url).status_code == 404
    assert ask(client, "http://testserver/embed/lycee/catalogue/?skill=x").status_code == 200
