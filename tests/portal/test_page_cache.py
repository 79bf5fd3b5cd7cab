"""Kept pages: never one person's for another, never older than the last change, never what a view did not give to all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from home.site_settings import Announcement
from kit.edition import new_edition
from resources.models import ArticlePage, ResourceIndexPage
from search.engine import SearchEngine
from skills.models import Skill
from tests.assessments.factories import completed
from tests.missions.factories import MissionFactory
from tests.resources.factories import STRESS, ArticleFactory

FIRST = "Le premier titre"
SKILL = f"/competences/{STRESS}/"


@pytest.fixture(autouse=True)
def kept_pages(settings) -> Iterator[None]:
    settings.PAGE_CACHE = True
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def article(resource_index: ResourceIndexPage) -> ArticlePage:
    return ArticleFactory(parent=resource_index, title=FIRST, skills={STRESS: 3})


def queries_of(client: Client, path: str, **headers: str) -> int:
    """A kept page costs one query at most: which edition it is. Any other costs more."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, headers=headers).status_code == 200
    return len(asked)


def is_kept(client: Client, path: str, **headers: str) -> bool:
    return queries_of(client, path, **headers) <= 1


@pytest.mark.parametrize("where", ["/", SKILL, "/competences/", "/missions/", "listing", "article"])
def test_the_second_visitor_is_given_the_same_page_for_one_query(
    article: ArticlePage, engine: SearchEngine, client: Client, where: str, django_capture_on_commit_callbacks
) -> None:
    path = {"listing": article.get_parent().url, "article": article.url}.get(where, where)
    with django_capture_on_commit_callbacks(execute=True):
        new_edition()
    first = client.get(path)
    with CaptureQueriesContext(connection) as asked:
        second = client.get(path)
    assert len(asked) == 1
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert {"Content-Security-Policy", "Permissions-Policy", "Vary", "ETag"} <= set(second.headers.keys())
    assert {"Cookie", "Save-Data", "Accept-Encoding"} <= {name.strip() for name in second["Vary"].split(",")}


def test_publishing_shows_at_once_on_the_page_and_in_the_list(
    article: ArticlePage, client: Client, django_capture_on_commit_callbacks
) -> None:
    listing = article.get_parent().url
    assert FIRST in client.get(article.url).content.decode()
    assert FIRST in client.get(listing).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        article.title = "Un autre titre"
        article.save_revision().publish()
    for path in (article.url, listing):
        text = client.get(path).content.decode()
        assert "Un autre titre" in text
        assert FIRST not in text


def test_what_is_taken_down_or_closed_is_gone_at_once(
    article: ArticlePage, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get(article.url)
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=article, restriction_type="password", password="mot")
    for _visit in range(2):
        answer = client.get(article.url)
        assert FIRST not in answer.content.decode().split("<main")[1]
    assert client.get(article.url).cookies or "csrf" in client.cookies
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.all().delete()
        article.unpublish()
    assert Client().get(article.url).status_code == 404


def test_another_process_with_a_cache_of_its_own_leaves_the_old_edition_behind(
    article: ArticlePage, client: Client, django_capture_on_commit_callbacks
) -> None:
    """The other's cache knows nothing of the change: all it held before is put back, as if nobody had told it."""
    site = Site.objects.get(is_default_site=True)
    for _visit in range(2):
        client.get("/")
        client.get(SKILL)
    before = {name: dict(caches[name]._cache) for name in ("default", "pages")}
    expiry = {name: dict(caches[name]._expire_info) for name in ("default", "pages")}
    with django_capture_on_commit_callbacks(execute=True):
        Announcement.objects.create(site=site, text_fr="Fermé lundi")
        skill = Skill.objects.get(slug=STRESS)
        skill.name_fr = "Garder son calme"
        skill.save()
    for name, held in before.items():
        caches[name]._cache.update(held)
        caches[name]._expire_info.update(expiry[name])
    assert "Fermé lundi" in client.get("/").content.decode()
    assert "Garder son calme" in client.get(SKILL).content.decode()
    assert "Garder son calme" in client.get("/competences/").content.decode()


def test_missions_written_many_at_once_show_at_once(
    engine: SearchEngine, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get("/missions/")
    with django_capture_on_commit_callbacks(execute=True):
        mission = MissionFactory(title="Accueillir à la bibliothèque")
    assert "Accueillir à la bibliothèque" in client.get("/missions/").content.decode()
    assert is_kept(client, "/missions/")
    with django_capture_on_commit_callbacks(execute=True):
        mission.delete()
    assert "Accueillir à la bibliothèque" not in client.get("/missions/").content.decode()


def test_what_people_do_keeps_the_pages(article: ArticlePage, client: Client, django_capture_on_commit_callbacks) -> None:
    client.get(SKILL)
    with django_capture_on_commit_callbacks(execute=True):
        completed(Client(headers={"Sec-Fetch-Site": "same-origin"}), [STRESS])
    assert is_kept(client, SKILL)


@pytest.mark.parametrize("cookie", ["tremplin", "csrf", "lecons", "whatever"])
def test_whoever_brings_a_cookie_is_given_a_page_of_their_own(article: ArticlePage, client: Client, cookie: str) -> None:
    client.get(article.url)
    other = Client()
    other.cookies[cookie] = "1"
    assert not is_kept(other, article.url)
    # And what they were given is kept for nobody.
    caches["pages"].clear()
    other.get(article.url)
    assert not is_kept(client, article.url)


def test_languages_and_the_low_data_mode_are_kept_apart(home, client: Client) -> None:
    french = client.get("/competences/").content
    english = client.get("/en/competences/").content
    light = client.get("/competences/", headers={"Save-Data": "on"}).content
    chosen = Client()
    chosen.cookies["econome"] = "oui"
    for _visit in range(2):
        assert client.get("/competences/").content == french
        assert client.get("/en/competences/").content == english
        assert client.get("/competences/", headers={"Save-Data": "on"}).content == light
        assert b'class="econome"' in chosen.get("/competences/").content
    assert is_kept(chosen, "/competences/")
    assert len({french, english, light}) == 3


def test_compressed_and_plain_and_htmx_are_kept_apart(db: None, client: Client) -> None:
    plain = client.get("/missions/")
    for _visit in range(2):
        packed = client.get("/missions/", headers={"Accept-Encoding": "gzip"})
        part = client.get("/missions/", headers={"HX-Request": "true"})
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in client.get("/missions/")
        assert len(packed.content) < len(plain.content) / 2
        assert b"<html" not in part.content
        assert b"<html" in client.get("/missions/").content


@pytest.mark.parametrize("query", ["page=1", "kind=article&page=1", f"skill={STRESS}"])
def test_a_lists_own_choices_are_kept_apart(article: ArticlePage, client: Client, query: str) -> None:
    path = f"{article.get_parent().url}?{query}"
    client.get(path)
    assert is_kept(client, path)
    assert not is_kept(client, f"{article.get_parent().url}?kind=video")


@pytest.mark.parametrize("query", ["utm_source=x", "lieu=Lyon", "page=1&q=mot", "page=" + "1" * 100])
def test_any_other_question_is_answered_anew(article: ArticlePage, client: Client, query: str) -> None:
    path = f"{article.get_parent().url}?{query}"
    client.get(path)
    assert not is_kept(client, path)
    assert not caches["pages"]._cache


@pytest.mark.parametrize(
    "path", ["/recherche/", "/recherche/?page=1", "/evaluation/", "/recommandations/", "/mon-espace/", "/compte/"]
)
def test_pages_of_a_person_and_of_the_engine_are_never_kept(engine: SearchEngine, client: Client, path: str) -> None:
    client.get(path)
    assert not caches["pages"]._cache


@pytest.mark.parametrize(
    "path", ["/missions/", "/en/missions/", f"/missions/?skill={STRESS}", "/recherche/", "/missions/?page=1"]
)
def test_what_was_said_while_the_engine_was_away_is_not_said_again(
    engine: SearchEngine, client: Client, settings, tmp_path: Path, path: str
) -> None:
    here = settings.SEARCH_URL
    settings.SEARCH_URL = f"embedded:///{tmp_path / 'away'}"
    away = client.get(path)
    assert away.status_code == 200
    assert b"notice--warning" in away.content
    assert not caches["pages"]._cache
    settings.SEARCH_URL = here
    for _visit in range(2):
        back = client.get(path)
        assert back.status_code == 200
        assert b"notice--warning" not in back.content
    assert ("missions" in path) is bool(caches["pages"]._cache)


def test_errors_and_missions_that_are_over_are_never_kept(home, client: Client) -> None:
    over = MissionFactory(ends=timezone.localdate() - timedelta(days=1))
    assert client.get(over.get_absolute_url()).status_code == 410
    assert client.get("/nulle-part/").status_code == 404
    assert client.get("/", headers={"Host": "ailleurs.example"}).status_code == 400
    assert not caches["pages"]._cache


def test_a_browser_that_has_the_page_is_told_so(db: None, client: Client) -> None:
    first = client.get(SKILL, headers={"Accept-Encoding": "gzip"})
    again = client.get(SKILL, headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Vary"] == first["Vary"]
    other = client.get(SKILL, headers={"Accept-Encoding": "gzip", "If-None-Match": 'W/"other"'})
    assert other.content == first.content


def test_head_is_answered_from_what_is_kept_and_keeps_nothing(db: None, client: Client) -> None:
    assert client.head(SKILL).status_code == 200
    assert not caches["pages"]._cache
    page = client.get(SKILL)
    head = client.head(SKILL)
    assert head.content == b""
    assert head["Content-Length"] == page["Content-Length"] == str(len(page.content))
    assert client.post(SKILL).status_code == 405


def test_pages_are_made_anew_where_it_is_switched_off(db: None, client: Client, settings) -> None:
    client.get(SKILL)
    settings.PAGE_CACHE = False
    assert not is_kept(client, SKILL)
    cache.clear()
    assert "ETag" not in client.get(SKILL)


def test_a_change_that_is_rolled_back_is_seen_by_nobody(db: None, client: Client) -> None:
    before = client.get(SKILL).content
    with transaction.atomic():
        Skill.objects.get(slug=STRESS).save()
        Skill.objects.filter(slug=STRESS).update(name_fr="Nom d'essai")
        transaction.set_rollback(True)
    assert client.get(SKILL).content == before
