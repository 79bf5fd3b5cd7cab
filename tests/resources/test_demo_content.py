"""Pages from mappings: made, renewed, left alone once edited; errors that name the field."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from wagtail.documents.models import Document

import home
from resources.demo_content import build_article, build_course, build_index, build_video, stream_of
from resources.models import ArticlePage, CoursePage, LessonPage

DEMO = Path(home.__file__).resolve().parent / "demo"
ARTICLE: dict[str, Any] = {
    "slug": "souffler",
    "title": "Souffler",
    "summary": "Un geste pour le trac.",
    "minutes": 4,
    "skills": [{"skill": "gestion-du-stress", "level": 2, "weight": 3}],
    "tags": ["trac", "oral"],
    "sources": [{"title": "3114", "url": "https://3114.fr/"}],
    "body": [{"text": "<p>Souffle.</p>"}, {"accordion": {"items": [{"title": "Et si", "text": "<p>Alors.</p>"}]}}],
}


@pytest.fixture
def build(index):
    return lambda data: build_article(data, index, index.locale)


def changed(**values: Any) -> dict[str, Any]:
    return {**deepcopy(ARTICLE), **values}


def test_article_is_published_with_its_facts(client, build):
    page = build(ARTICLE)
    assert page.live
    assert [(row.skill.slug, row.level, row.weight) for row in page.skill_rows.all()] == [("gestion-du-stress", 2, 3)]
    assert sorted(page.keywords) == ["oral", "trac"]
    html = client.get(page.get_url()).content.decode()
    assert 'href="https://3114.fr/"' in html
    assert "Alors." in html


def test_same_mapping_again_changes_nothing(build):
    first, second = build(ARTICLE), build(ARTICLE)
    assert first.pk == second.pk
    assert second.latest_revision_id == first.latest_revision_id


def test_changed_mapping_renews_the_page(build):
    build(ARTICLE)
    page = build(changed(title="Souffler mieux", skills=[{"skill": "cooperation", "level": 1}], tags=["trac"]))
    assert ArticlePage.objects.count() == 1
    assert page.title == "Souffler mieux"
    assert [row.skill.slug for row in page.skill_rows.all()] == ["cooperation"]
    assert page.keywords == ["trac"]


def test_page_an_editor_changed_stays(build):
    page = build(ARTICLE)
    page.title = "Le titre de l'éditrice"
    page.save_revision().publish()
    assert build(changed(title="Souffler mieux")).title == "Le titre de l'éditrice"


def test_draft_of_an_editor_is_not_published_over(build):
    page = build(ARTICLE)
    page.title = "Brouillon"
    page.save_revision()
    assert build(changed(title="Souffler mieux")).title == "Souffler"


def test_page_an_editor_took_down_stays_down(build):
    build(ARTICLE).unpublish()
    assert not build(changed(title="Souffler mieux")).live


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(skills=[{"skill": "telepathie", "level": 1}]), r"skills\[0\]\.skill: no skill is called 'telepathie'"),
        (changed(body=[{"poeme": "x"}]), r"body\[0\]: no block is called 'poeme'"),
        (changed(body=["x"]), r"body\[0\]: expected one block"),
        (changed(body=[{"quote": {"text": "x", "author": "y"}}]), r"body\[0\]\.quote: unknown field 'author'"),
        (changed(body=[{"quote": "x"}]), r"body\[0\]\.quote: expected fields"),
        (changed(body=[{"callout": {"tone": "rouge", "title": "x", "text": "y"}}]), r"body\[0\]: tone: "),
        (changed(body=[{"accordion": {"items": "x"}}]), r"accordion\.items: expected a list"),
        (changed(body=[{"image": {"image": "rien.png", "alternative": "x"}}]), r"image\.image: there is no file 'rien.png'"),
        (changed(sources=[{"title": "x", "url": "pas une adresse"}]), r"sources\[0\]: url: "),
        (changed(minutes=0), "minutes: "),
        (changed(summary="x" * 301), "summary: "),
    ],
)
def test_error_names_the_field(build, data, message):
    with pytest.raises(ValueError, match=message):
        build(data)
    assert not ArticlePage.objects.exists()


def test_course_error_names_the_lesson(index):
    data = yaml.safe_load((DEMO / "courses" / "tenir-le-coup-a-l-oral.yaml").read_text())
    data["lessons"][1]["quiz"][0]["choices"] = data["lessons"][1]["quiz"][0]["choices"][:1]
    with pytest.raises(ValueError, match=r"lessons\[1\]\.quiz\[0\]: choices: "):
        build_course(data, index, index.locale)
    assert not CoursePage.objects.exists()


def test_index_is_made_once(home):
    data = {"slug": "ressources", "title": "Ressources", "summary": "Tout."}
    assert build_index(data, home, home.locale).pk == build_index({**data, "slug": "autre"}, home, home.locale).pk


@pytest.mark.parametrize("path", sorted(DEMO.glob("articles/*.yaml")), ids=lambda path: path.stem)
def test_demo_article_is_read(client, index, path):
    page = build_article(yaml.safe_load(path.read_text()), index, index.locale, path.parent)
    response = client.get(page.get_url())
    assert response.status_code == 200
    assert len(response.content) <= 20_000


@pytest.mark.parametrize("path", sorted(DEMO.glob("courses/*.yaml")), ids=lambda path: path.stem)
def test_demo_course_is_read_with_its_lessons(client, index, path):
    data = yaml.safe_load(path.read_text())
    course = build_course(data, index, index.locale, path.parent)
    again = build_course(data, index, index.locale, path.parent)
    assert again.pk == course.pk
    lessons = list(LessonPage.objects.child_of(course).order_by("path"))
    assert [lesson.title for lesson in lessons] == [lesson["title"] for lesson in data["lessons"]]
    for page in (course, *lessons):
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert len(response.content) <= 20_000


@pytest.mark.parametrize("path", sorted(DEMO.glob("videos/*.yaml")), ids=lambda path: path.stem)
def test_demo_video_is_read_with_its_files_stored_once(client, index, path):
    data = yaml.safe_load(path.read_text())
    page = build_video(data, index, index.locale, path.parent)
    count = Document.objects.count()
    build_video({**data, "minutes": data["minutes"] + 1}, index, index.locale, path.parent)
    assert Document.objects.count() == count
    assert page.has_captions
    assert page.has_transcript
    html = client.get(page.get_url()).content.decode()
    assert 'preload="none"' in html
    assert "<track" in html
    assert ".webp" in html
    film = client.get(f"/medias/{page.file.pk}/{page.file.filename}", HTTP_RANGE="bytes=0-99")
    assert film.status_code == 206


@pytest.mark.parametrize("path", sorted(DEMO.glob("pages/*.yaml")), ids=lambda path: path.stem)
def test_demo_editorial_body_is_read(db, path):
    for body in (yaml.safe_load(path.read_text()).get("body") or {}).values():
        assert stream_of(body)
