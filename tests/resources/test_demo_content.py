"""Pages from mappings: made, renewed, left alone once edited; errors that name the field."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from wagtail.documents.models import Document

import home
from resources.demo_content import build_article, build_course, build_index, build_video, stream_of
from resources.models import ArticlePage, CoursePage, LessonPage, ResourceIndexPage

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


def test_index_joins_the_list_it_translates(index, english_index):
    ResourceIndexPage.objects.filter(pk=english_index.pk).update(translation_key=uuid4())
    found = build_index({"slug": "resources", "title": "Resources"}, english_index.get_parent(), english_index.locale, index)
    found.refresh_from_db()
    assert (found.pk, found.translation_key) == (english_index.pk, index.translation_key)


def test_index_is_made_once(home):
    data = {"slug": "ressources", "title": "Ressources", "summary": "Tout."}
    assert build_index(data, home, home.locale).pk == build_index({**data, "slug": "autre"}, home, home.locale).pk


def test_translation_is_the_original_in_another_language(client, build, english_index):
    french = build(ARTICLE)
    data = changed(slug="breathe", title="Breathe", translation_of="souffler")
    english = build_article(data, english_index, english_index.locale)
    assert english.translation_key == french.translation_key
    assert 'href="/en/resources/breathe/" hreflang="en"' in client.get(french.get_url()).content.decode()
    assert build_article(data, english_index, english_index.locale).pk == english.pk


def test_translation_an_editor_made_is_found_again_and_stays(build, english_index):
    french = build(ARTICLE)
    english = french.copy_for_translation(english_index.locale)
    english.title = "An editor's"
    english.save_revision().publish()
    found = build_article(changed(slug="breathe", translation_of="souffler"), english_index, english_index.locale)
    assert (found.pk, found.title) == (english.pk, "An editor's")


def test_translation_of_nothing_is_named(english_index):
    with pytest.raises(ValueError, match="translation_of: no article is called 'rien'"):
        build_article(changed(translation_of="rien"), english_index, english_index.locale)


def test_lessons_translate_the_lessons_in_their_places(index, english_index):
    data = yaml.safe_load((DEMO / "courses" / "tenir-le-coup-a-l-oral.yaml").read_text())
    build_course(data, index, index.locale)
    french = list(LessonPage.objects.order_by("path").values_list("translation_key", flat=True))
    translated = {**data, "slug": "speak-up", "translation_of": data["slug"]}
    course = build_course(translated, english_index, english_index.locale)
    assert list(LessonPage.objects.child_of(course).order_by("path").values_list("translation_key", flat=True)) == french
    with pytest.raises(ValueError, match=f"lessons: {len(french) - 1} here, {len(french)} in "):
        build_course({**translated, "lessons": data["lessons"][1:]}, english_index, english_index.locale)


@pytest.fixture
def read_demo(index, english_index):
    """Builds the page of a file, after the page that it translates."""
    builders = {"article": build_article, "course": build_course, "video": build_video}

    def make(path: Path) -> Any:
        data = yaml.safe_load(path.read_text())
        if data.get("translation_of"):
            make(path.with_name(f"{data['translation_of']}.yaml"))
        parent = english_index if data["language"] == "en" else index
        return builders[data["kind"]](data, parent, parent.locale, path.parent)

    return make


@pytest.mark.parametrize("path", sorted(DEMO.glob("articles/*.yaml")), ids=lambda path: path.stem)
def test_demo_article_is_read(client, read_demo, path):
    page = read_demo(path)
    response = client.get(page.get_url())
    assert response.status_code == 200
    assert len(response.content) <= 20_000


@pytest.mark.parametrize("path", sorted(DEMO.glob("courses/*.yaml")), ids=lambda path: path.stem)
def test_demo_course_is_read_with_its_lessons(client, read_demo, path):
    data = yaml.safe_load(path.read_text())
    course = read_demo(path)
    again = read_demo(path)
    assert again.pk == course.pk
    lessons = list(LessonPage.objects.child_of(course).order_by("path"))
    assert [lesson.title for lesson in lessons] == [lesson["title"] for lesson in data["lessons"]]
    for page in (course, *lessons):
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert len(response.content) <= 20_000


@pytest.mark.parametrize("path", sorted(DEMO.glob("videos/*.yaml")), ids=lambda path: path.stem)
def test_demo_video_is_read_with_its_files_stored_once(client, read_demo, path):
    data = yaml.safe_load(path.read_text())
    page = read_demo(path)
    count = Document.objects.count()
    build_video({**data, "minutes": data["minutes"] + 1}, page.get_parent(), page.locale, path.parent)
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
