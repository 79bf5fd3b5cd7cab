"""What visitors get: each kind of page, in the right tree, within the budget."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from resources.demo_content import stream_of
from tests.resources.factories import LISTENING, STRESS, TEAM, ArticleFactory, CourseFactory, LessonFactory, VideoFactory

pytestmark = pytest.mark.django_db
BUDGET = 12


class Outline(HTMLParser):
    """Headings, and every address that the page loads by itself."""

    LOADING = {"src", "srcset", "poster", "data"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        loading = self.LOADING | ({"href"} if tag == "link" else set())
        self.loaded += [
            value or "" for name, value in attrs if name in loading and dict(attrs).get("rel") not in {"alternate", "canonical"}
        ]


def structured(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def page_html(client: Client, page: Any) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("factory", [ArticleFactory, VideoFactory, CourseFactory])
def test_page_has_one_title_and_headings_without_gaps(client, index, factory):
    page = factory(parent=index, skills={STRESS: 2, TEAM: 3}, body=stream_of(EVERY_TEXT_BLOCK))
    factory(parent=index)
    html = page_html(client, page)
    headings = Outline(html).headings
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert "5 minutes" in html
    assert "/competences/gestion-du-stress/" in html
    assert "Et après" in html


EVERY_TEXT_BLOCK = [
    {"text": "<h2>Titre</h2><p>Texte</p>"},
    {"quote": {"text": "On m'attendait.", "who": "Sacha, 17 ans"}},
    {"callout": {"tone": "warning", "title": "Attention là", "text": "<p>Texte</p>"}},
    {"exercise": {"title": "Essaie", "minutes": 10, "text": "<p>Consigne</p>"}},
    {"accordion": {"items": [{"title": "Et si ça rate ?", "text": "<p>Recommence.</p>"}]}},
]


def test_article_shows_every_block(client, index):
    html = page_html(client, ArticleFactory(parent=index, body=stream_of(EVERY_TEXT_BLOCK)))
    for text in ("Sacha, 17 ans", "Attention là", "10 minutes", "Et si ça rate"):
        assert text in html
    assert "<details>" in html


def test_lesson_links_to_its_neighbours_and_course(client, course):
    first, second, third = course.lessons.all()
    html = page_html(client, second)
    for page in (first, third, course):
        assert f'href="{page.get_url()}"' in html
    assert "Leçon 2 sur 3" in html
    assert Outline(html).headings.count(1) == 1


def test_english_page_is_found_in_the_english_tree_only(client, index, english_index):
    page = ArticleFactory(parent=english_index, title="Speak up", slug="speak-up")
    assert page.get_url() == "/en/resources/speak-up/"
    assert '<html lang="en"' in page_html(client, page)
    assert client.get("/resources/speak-up/").status_code == 404


@pytest.mark.parametrize("path", ["/ressources/rien/", "/ressources/oral/lecon-1/plus/", "/ressources/oral/rien/", "/lecon-1/"])
def test_unknown_path_is_not_found(client, course, path):
    assert client.get(path).status_code == 404


def test_draft_is_not_found(client, index):
    page = ArticleFactory(parent=index, live=False)
    assert client.get(page.get_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_listing_stays_within_the_query_budget(client, index, django_assert_max_num_queries, count):
    for number in range(count):
        ArticleFactory(parent=index, skills={STRESS: 1, (TEAM if number % 2 else LISTENING): 2}, keywords=["oral", "trac"])
    client.get(index.get_url())
    with django_assert_max_num_queries(BUDGET):
        html = page_html(client, index)
    assert len(html) <= 30_000


@pytest.mark.parametrize("count", [1, 30])
def test_article_stays_within_the_query_budget(client, index, django_assert_max_num_queries, count):
    page = ArticleFactory(parent=index, skills={STRESS: 1, TEAM: 2}, keywords=["oral"])
    for _number in range(count):
        ArticleFactory(parent=index)
    client.get(page.get_url())
    with django_assert_max_num_queries(BUDGET):
        html = page_html(client, page)
    assert len(html) <= 20_000


@pytest.mark.parametrize("count", [1, 30])
def test_course_and_lesson_stay_within_the_query_budget(client, index, django_assert_max_num_queries, count):
    course = CourseFactory(parent=index)
    for _number in range(count):
        LessonFactory(parent=course)
        CourseFactory(parent=index)
    lesson = course.lessons.all()[0]
    for page in (course, lesson):
        client.get(page.get_url())
        with django_assert_max_num_queries(BUDGET):
            page_html(client, page)


def test_listing_filters_by_kind_and_skill(client, index):
    ArticleFactory(parent=index, title="Souffler", skills={STRESS: 1})
    VideoFactory(parent=index, title="Écouter", skills={LISTENING: 1})
    both = client.get(index.get_url(), {"kind": "video", "skill": LISTENING}).content.decode()
    assert "Écouter" in both
    assert "Souffler" not in both
    none = client.get(index.get_url(), {"kind": "video", "skill": STRESS}).content.decode()
    assert "Rien avec ces filtres" in none


@pytest.mark.parametrize(
    "query", [{"kind": "poème"}, {"skill": "'; drop table"}, {"page": "zéro"}, {"page": "-3"}, {"page": "999"}]
)
def test_listing_survives_garbage_in_the_query_string(client, index, query):
    ArticleFactory(parent=index, title="Souffler")
    response = client.get(index.get_url(), query)
    assert response.status_code == 200
    assert "Souffler" in response.content.decode()
    if "page" not in query:
        assert "On ne connaît pas ce choix" in response.content.decode()


def test_listing_has_twelve_a_page(client, index):
    for _number in range(13):
        ArticleFactory(parent=index)
    html = page_html(client, index)
    assert html.count('class="card ') == 12
    assert "Page 1 sur 2" in html


def test_private_and_expired_pages_are_in_no_list(client, index):
    private = ArticleFactory(parent=index, title="Réservé", slug="reserve")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    ArticleFactory(parent=index, title="Périmé", slug="perime", expire_at=timezone.now() - timezone.timedelta(hours=1))
    seen = ArticleFactory(parent=index, title="Pour tout le monde", slug="ouvert")
    for path in (index.get_url(), seen.get_url(), "/flux/ressources.xml", "/sitemap.xml"):
        text = client.get(path).content.decode()
        assert "Réservé" not in text
        assert "/reserve/" not in text
        assert "Périmé" not in text
        assert "/perime/" not in text
    assert seen.get_url() in client.get("/sitemap.xml").content.decode()


def test_related_resources_share_a_skill_and_the_language(client, index, english_index):
    page = ArticleFactory(parent=index, skills={STRESS: 2})
    ArticleFactory(parent=index, title="Même compétence", skills={STRESS: 3})
    ArticleFactory(parent=index, title="Autre compétence", skills={TEAM: 3})
    ArticleFactory(parent=english_index, title="Other language", skills={STRESS: 3})
    html = page_html(client, page)
    assert "Même compétence" in html
    assert "Autre compétence" not in html
    assert "Other language" not in html


def test_page_for_a_newcomer_sets_no_cookie_and_is_the_same_twice(client, course):
    lesson = course.lessons.all()[0]
    for page in (course, lesson):
        first, second = client.get(page.get_url()), client.get(page.get_url())
        assert not first.cookies
        assert first.content == second.content
        assert "Cookie" in first["Vary"]


def test_article_structured_data_names_skill_level_and_time(client, index):
    page = ArticleFactory(parent=index, skills={STRESS: 3}, minutes=75)
    data = structured(page_html(client, page))
    assert data["@context"] == "https://schema.org"
    assert "LearningResource" in data["@type"]
    assert data["timeRequired"] == "PT1H15M"
    assert data["educationalLevel"] == ["confirmé"]
    assert data["educationalAlignment"][0]["targetUrl"] == "http://testserver/competences/gestion-du-stress/"
    assert data["inLanguage"] == "fr"
    assert data["license"].startswith("https://creativecommons.org/")
    assert data["url"] == f"http://testserver{page.get_url()}"


def test_structured_data_cannot_close_its_script(client, index):
    page = ArticleFactory(parent=index, title="</script><script>alert(1)</script>")
    html = page_html(client, page)
    assert "<script>alert(1)" not in html
    assert structured(html)["name"] == "</script><script>alert(1)</script>"


def test_course_structured_data_has_its_lessons(client, course):
    data = structured(page_html(client, course))
    assert data["@type"][0] == "Course"
    assert [part["name"] for part in data["hasPart"]] == ["Leçon 1", "Leçon 2", "Leçon 3"]
    lesson = structured(page_html(client, course.lessons.all()[0]))
    assert lesson["isPartOf"]["name"] == course.title


def test_video_page_loads_nothing_of_the_provider(client, index):
    html = page_html(
        client, VideoFactory(parent=index, body=stream_of([{"video": {"title": "Encore", "url": "https://vimeo.com/123456789"}}]))
    )
    assert "youtube-nocookie.com/embed/abcdefghijk" in html
    assert "<iframe" not in html
    assert all(address.startswith(("/", "data:")) for address in Outline(html).loaded), Outline(html).loaded
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in html
    data = structured(html)
    assert data["@type"][0] == "VideoObject"
    assert data["duration"] == "PT5M"


def test_video_of_a_provider_no_longer_allowed_says_so(client, index, settings):
    settings.VIDEO_FRAME_SOURCES = ["https://tube.example.org"]
    page = VideoFactory(parent=index, video_url="https://tube.example.org/w/abcdefghijklmno")
    settings.VIDEO_FRAME_SOURCES = []
    html = page_html(client, page)
    assert "plus disponible" in html
    assert "tube.example.org" not in html


def test_feed_has_the_thirty_newest_of_the_language(client, index, english_index, django_assert_max_num_queries):
    for number in range(31):
        ArticleFactory(parent=index, title=f"Texte {number}", keywords=["oral"])
    ArticleFactory(parent=english_index, title="Speak up")
    client.get("/flux/ressources.xml")
    with django_assert_max_num_queries(6):
        text = client.get("/flux/ressources.xml").content.decode()
    assert text.count("<item>") == 30
    assert "Texte 30" in text
    assert ">Texte 0<" not in text
    assert "Speak up" not in text
    assert "Speak up" in client.get("/en/flux/ressources.xml").content.decode()
