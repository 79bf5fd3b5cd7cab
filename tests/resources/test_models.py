"""Facts of resources: what the catalogue is given, what editors may and may not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

import resources
from resources.demo_content import stream_of
from resources.models import ArticlePage, CoursePage, LessonPage, Resource, ResourceIndexPage, ResourceSkill, VideoPage
from skills.models import Skill
from tests.resources.factories import LISTENING, STRESS, TEAM, ArticleFactory, CourseFactory, LessonFactory, VideoFactory

pytestmark = pytest.mark.django_db


def test_migrations_hold_no_block(index):
    for path in Path(resources.__file__).parent.glob("migrations/0*.py"):
        text = path.read_text()
        assert "block" not in text.replace("kit.blocks", "")
        assert len(text) < 12_000


def test_catalogue_has_every_kind_with_its_words(index):
    ArticleFactory(parent=index, skills={STRESS: 2, TEAM: 3}, keywords=["trac"])
    VideoFactory(parent=index, transcript="<p>Inspire <b>lentement</b></p>")
    course = CourseFactory(parent=index)
    LessonFactory(parent=course, title="Le jury", body=stream_of([{"text": "<p>Regarde <b>quelqu'un</b></p>"}]))
    rows = {page.kind: page for page in Resource.objects.published().for_catalogue()}
    assert set(rows) == {"article", "video", "course"}
    assert rows["article"].keywords == ["trac"]
    assert [row.skill.family.slug for row in rows["article"].skill_rows.all()]
    assert "lentement" in rows["video"].index_text
    assert "Le jury" in rows["course"].index_text
    assert "quelqu'un" in rows["course"].index_text
    assert "<" not in rows["course"].index_text + rows["video"].index_text
    assert {page.get_url() for page in rows.values()} == {page.specific.get_url() for page in rows.values()}


def test_catalogue_needs_the_same_queries_for_one_and_for_many(index):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for page in Resource.objects.published().for_catalogue().iterator(100):
                _used = page.index_text, page.keywords, page.locale.language_code, page.skill_names, page.get_url()
        return len(captured)

    def add() -> None:
        ArticleFactory(parent=index, keywords=["trac"])
        VideoFactory(parent=index, transcript="<p>Mots</p>")
        LessonFactory(parent=CourseFactory(parent=index))

    add()
    queries()
    one = queries()
    for _number in range(5):
        add()
    assert queries() == one


def test_private_lesson_is_not_in_the_words_of_its_course(index):
    course = CourseFactory(parent=index)
    lesson = LessonFactory(parent=course, title="Entre nous")
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert "Entre nous" not in Resource.objects.for_catalogue().get(pk=course.pk).index_text


def test_published_leaves_out_private_draft_and_expired(index):
    seen = ArticleFactory(parent=index)
    ArticleFactory(parent=index, live=False)
    ArticleFactory(parent=index, expire_at=timezone.now() - timezone.timedelta(minutes=1))
    later = ArticleFactory(parent=index, expire_at=timezone.now() + timezone.timedelta(days=1))
    private = ArticleFactory(parent=index)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert set(Resource.objects.published().values_list("pk", flat=True)) == {seen.pk, later.pk}


def test_training_takes_slugs_ids_and_skills(index):
    page = ArticleFactory(parent=index, skills={STRESS: 2, LISTENING: 1})
    ArticleFactory(parent=index, skills={TEAM: 2})
    skill = Skill.objects.get(slug=STRESS)
    for wanted in ([STRESS], [STRESS, LISTENING], [skill.pk], [skill]):
        assert [found.pk for found in Resource.objects.training(wanted)] == [page.pk]
    assert not Resource.objects.training([])


def test_pages_go_where_they_belong():
    assert set(ResourceIndexPage.allowed_subpage_models()) == {ArticlePage, VideoPage, CoursePage}
    assert CoursePage.allowed_subpage_models() == [LessonPage]
    assert LessonPage.allowed_parent_page_models() == [CoursePage]
    assert ArticlePage.allowed_subpage_models() == []
    assert not Resource.can_create_at(ResourceIndexPage())


@pytest.mark.parametrize("values", [{"video_url": ""}, {"video_url": "https://evil.example/v"}])
def test_video_without_an_allowed_place_is_refused(index, values):
    with pytest.raises(ValidationError) as refused:
        VideoFactory(parent=index, **values)
    assert "video_url" in refused.value.message_dict


def article_form(**values):
    return nested_form_data(
        {
            "title": "Souffler",
            "slug": "souffler",
            "summary": "Un geste.",
            "minutes": "4",
            "quality": "0.5",
            "licence": "cc-by-sa-4.0",
            "tags": "trac, oral",
            "body": streamfield([("text", rich_text("<p>Souffle.</p>"))]),
            "sources": streamfield([]),
            "skill_rows": inline_formset([{"skill": Skill.objects.get(slug=STRESS).pk, "level": "2", "weight": "3"}]),
            "comments": inline_formset([]),
            "action-publish": "1",
            **values,
        }
    )


def test_editor_publishes_an_article(admin_client, client, index):
    response = admin_client.post(f"/admin/pages/add/resources/articlepage/{index.pk}/", article_form())
    assert response.status_code == 302
    page = ArticlePage.objects.get(slug="souffler")
    assert page.kind == "article"
    assert sorted(page.keywords) == ["oral", "trac"]
    assert "Souffle." in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("rows", [[], [{"level": "2"}, {"level": "3"}]])
def test_editor_needs_each_skill_once(admin_client, index, rows):
    skill = Skill.objects.get(slug=STRESS).pk
    form = article_form(skill_rows=inline_formset([{"skill": skill, "weight": "1", **row} for row in rows]))
    response = admin_client.post(f"/admin/pages/add/resources/articlepage/{index.pk}/", form)
    assert response.status_code == 200
    assert not ArticlePage.objects.exists()
    if rows:
        assert "est déjà dans la liste" in response.content.decode()


@pytest.mark.parametrize("factory", [ArticleFactory, VideoFactory, CourseFactory])
def test_form_and_preview_open(admin_client, index, factory):
    page = factory(parent=index)
    assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert page.make_preview_request().status_code == 200


def test_lesson_form_and_preview_open(admin_client, course):
    lesson = course.lessons.all()[0]
    assert admin_client.get(f"/admin/pages/{lesson.pk}/edit/").status_code == 200
    assert lesson.make_preview_request().status_code == 200


def test_new_article_and_lesson_can_be_previewed_before_they_are_saved(admin_client, index, course):
    for kind, parent, form in (
        ("articlepage", index, article_form()),
        ("lessonpage", course, {**article_form(), **nested_form_data({"quiz": streamfield([])})}),
    ):
        path = f"/admin/pages/add/resources/{kind}/{parent.pk}/preview/"
        assert admin_client.post(path, form).json()["is_valid"]
        assert admin_client.get(path).status_code == 200


def test_skill_in_use_cannot_be_deleted(index):
    ArticleFactory(parent=index)
    assert ResourceSkill.objects.filter(skill__slug=STRESS).exists()
    with pytest.raises(Exception, match="protected"):
        Skill.objects.get(slug=STRESS).delete()
