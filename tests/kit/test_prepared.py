"""A row by its key is the row the ORM gives: every column, every relation read along, and nothing asked afterwards."""

from __future__ import annotations

import pytest
import wagtail_factories
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Page

from home.models import HomePage
from kit.pages import page_at
from kit.prepared import Statement, row_by_key, rows_by
from missions.models import Mission, MissionSkill
from resources.models import ArticlePage, ResourceIndexPage, VideoPage
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory
from tests.resources.factories import ArticleFactory, VideoFactory

pytestmark = pytest.mark.django_db


def _columns(page: Page) -> dict[str, object]:
    return {field.attname: field.value_from_object(page) for field in page._meta.concrete_fields}


def test_a_page_has_all_its_columns(resource_index: ResourceIndexPage, django_assert_num_queries) -> None:
    made = ArticleFactory(parent=resource_index, slug="trac", summary="L'essentiel.", minutes=7)
    with django_assert_num_queries(2):
        found = page_at(made.url_path)
        assert isinstance(found, ArticlePage)
        assert found.locale.language_code == "fr"
    assert _columns(found) == _columns(ArticlePage.objects.get(pk=made.pk))
    assert not found._state.adding
    found.title = "Autre titre"
    found.save()
    assert ArticlePage.objects.get(pk=made.pk).title == "Autre titre"


def test_relations_are_read_along_and_may_be_missing(resource_index: ResourceIndexPage, django_assert_num_queries) -> None:
    film = Document.objects.create(title="film", file=ContentFile(b"x", "film.mp4"))
    poster = wagtail_factories.ImageFactory()
    ours = VideoFactory(parent=resource_index, slug="film", video_url="", file=film, poster=poster)
    theirs = VideoFactory(parent=resource_index, slug="ailleurs")
    with django_assert_num_queries(2):
        found = [row_by_key(VideoPage, page.pk, VideoPage.shown_with) for page in (ours, theirs)]
        assert [page.file for page in found] == [film, None]
        assert [page.poster for page in found] == [poster, None]


def test_each_key_gives_its_own_row(home: HomePage) -> None:
    rows = [row_by_key(Page, key, ("locale",)) for key in Page.objects.values_list("pk", flat=True)]
    assert sorted(page.pk for page in rows) == sorted(Page.objects.values_list("pk", flat=True))


def test_no_row_is_none(home: HomePage) -> None:
    assert row_by_key(HomePage, 0) is None
    assert row_by_key(HomePage, 10**30) is None
    assert page_at("/nulle/part/") is None


def test_rows_of_another_come_in_their_order_each_with_what_it_names(django_assert_num_queries) -> None:
    mission = MissionFactory()
    skills = list(Skill.objects.order_by("pk")[:3])
    for skill, weight in zip(skills, (1.0, 3.0, 2.0), strict=True):
        MissionSkillFactory(mission=mission, skill=skill, weight=weight)
    MissionSkillFactory(mission=MissionFactory(), skill=skills[0])
    with django_assert_num_queries(1):
        rows = rows_by(MissionSkill, "mission", mission.pk, along=("skill",), order=("-weight", "pk"))
        assert [row.skill for row in rows] == [skills[1], skills[2], skills[0]]
    assert rows_by(MissionSkill, "mission", 0) == []


def test_columns_are_what_values_list_gives() -> None:
    missions = [MissionFactory() for _number in range(3)]
    columns = Mission.objects.order_by("pk").values_list("pk", "last_seen", "requirements", "starts")
    statement = Statement(columns.filter(pk__in=[1, 2]))
    asked = [missions[2].pk, missions[0].pk]
    assert [tuple(row) for row in statement.rows(asked)] == list(columns.filter(pk__in=asked))
