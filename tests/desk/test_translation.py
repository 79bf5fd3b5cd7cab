"""An editor translates pages into English, segment by segment, as the admin's own requests do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import Translation

from home.models import EditorialPage, HomePage
from resources.demo_content import build_article, build_course, build_video
from resources.models import ArticlePage, CoursePage, LessonPage, Resource, ResourceIndexPage, VideoPage
from search.contract import CatalogueQuery
from search.engine import SearchEngine, get_engine
from tests.resources.factories import STRESS
from tests.staff import Browser

ARTICLE = {
    "slug": "souffler",
    "title": "Souffler",
    "summary": "Un geste pour le trac.",
    "minutes": 4,
    "author": "L'équipe Tremplin",
    "skills": [{"skill": STRESS, "level": 2, "weight": 3}],
    "tags": ["oral", "trac"],
    "sources": [{"title": "Le 3114", "url": "https://3114.fr/"}],
    "body": [
        {"text": '<h2>Avant</h2><p>Souffle <b>longtemps</b>. <a href="https://example.org/">Lire</a></p>'},
        {"callout": {"tone": "tip", "title": "Essaie", "text": '<p>Trois <a href="https://example.org/a.b">fois</a>.</p>'}},
        {"accordion": {"items": [{"title": "Et si", "text": '<p>Alors <a href="https://example.org/c.d">oui</a>.</p>'}]}},
        {"video": {"title": "Un film", "url": "https://www.youtube.com/watch?v=abcdefghijk"}},
    ],
}
ENGLISH = {
    "Souffler": "Breathe out",
    "Un geste pour le trac.": "One move against nerves.",
    "Avant": "Before",
    "oral, trac": "nerves, speaking",
    "Essaie": "Try",
    "Le 3114": "The 3114 line",
}


class Translator:
    """The editor's side of one translation: what the admin's page and its script send."""

    def __init__(self, client: Client, page: Any, after_commit: Any) -> None:
        self.client, self.page, self.after_commit = client, page, after_commit

    def submit(self, subtree: bool = False) -> None:
        locale = Locale.objects.get(language_code="en")
        data = {"locales": [locale.pk]} | ({"include_subtree": "on"} if subtree else {})
        with self.after_commit(execute=True):
            answer = self.client.post(f"/admin/localize/submit/page/{self.page.pk}/", data)
        assert answer.status_code == 302, answer.content

    @property
    def english(self) -> Any:
        return self.page.get_translation(Locale.objects.get(language_code="en"))

    @property
    def props(self) -> dict[str, Any]:
        """What the admin's editor of segments is given."""
        answer = self.client.get(f"/admin/pages/{self.english.pk}/edit/")
        assert answer.status_code == 200
        return json.loads(answer.context["props"])

    def write(self, texts: dict[str, str]) -> list[str]:
        """Translate the segments whose source is known; sources of those left."""
        left = []
        for segment in self.props["segments"]:
            if segment["type"] != "string":
                continue
            if segment["source"] not in texts:
                left.append(segment["source"])
                continue
            value = urlencode({"value": texts[segment["source"]]})
            answer = self.client.put(segment["editUrl"], value, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in (200, 201), answer.content
        return left

    def publish(self) -> None:
        with self.after_commit(execute=True):
            answer = self.client.post(f"/admin/pages/{self.english.pk}/edit/", {"action": "publish"})
        assert answer.status_code == 302

    def update(self) -> None:
        source = Translation.objects.get(source__object_id=self.page.translation_key).source
        assert self.client.post(f"/admin/localize/update/{source.pk}/", {}).status_code == 302


@pytest.fixture
def article(resource_index: ResourceIndexPage, english_index: ResourceIndexPage) -> ArticlePage:
    return build_article(ARTICLE, resource_index, resource_index.locale)


@pytest.fixture
def translate(editor: Client, django_capture_on_commit_callbacks: Any) -> Callable[[Any], Translator]:
    return lambda page: Translator(editor, page, django_capture_on_commit_callbacks)


@pytest.fixture
def translator(translate: Callable[[Any], Translator], article: ArticlePage) -> Translator:
    return translate(article)


def change(page: Any, **values: Any) -> None:
    """An editor's change of the original, published."""
    page = page.specific
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_no_machine_translates() -> None:
    assert get_machine_translator() is None
    assert not hasattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR")


def test_page_sent_for_translation_waits_as_a_draft(translator: Translator, client: Client) -> None:
    translator.submit()
    assert not translator.english.live
    assert "hreflang" not in client.get(translator.page.get_url()).content.decode().split("</head>")[0]


def test_article_is_translated_segment_by_segment(translator: Translator, client: Client, engine: SearchEngine) -> None:
    translator.submit()
    left = translator.write(ENGLISH)
    assert {'Trois <a id="a1">fois</a>.', "Et si", "Un film"} <= set(left)
    assert not {"tip", "https://3114.fr/"} & set(left)
    translator.publish()
    page = ArticlePage.objects.get(pk=translator.english.pk)
    assert (page.live, page.title, page.slug, page.summary) == (True, "Breathe out", "breathe-out", "One move against nerves.")
    assert [(row.skill.slug, row.level, row.weight) for row in page.skill_rows.all()] == [(STRESS, 2, 3)]
    assert (page.minutes, page.author, page.kind) == (4, "L'équipe Tremplin", "article")
    assert sorted(page.keywords) == ["nerves", "speaking"]
    html = client.get("/en/resources/breathe-out/").content.decode()
    assert "The 3114 line" in html
    assert 'href="https://3114.fr/"' in html
    assert 'href="https://example.org/c.d"' in html
    hit = next(hit for hit in get_engine().search(CatalogueQuery()).hits if hit.item.id == f"article:{page.pk}")
    assert (hit.item.language, hit.item.url) == ("en", "/en/resources/breathe-out/")


def test_alternates_lead_both_ways(translator: Translator, client: Client) -> None:
    translator.submit()
    translator.write(ENGLISH)
    translator.publish()
    for path in (translator.page.get_url(), translator.english.get_url()):
        head = client.get(path).content.decode().split("</head>")[0]
        assert '<link rel="alternate" hreflang="fr" href="http://testserver/ressources/souffler/">' in head
        assert '<link rel="alternate" hreflang="x-default" href="http://testserver/ressources/souffler/">' in head
        assert f'hreflang="en" href="http://testserver{translator.english.get_url()}"' in head
    translator.english.unpublish()
    html = client.get(translator.page.get_url()).content.decode()
    assert 'rel="alternate" hreflang' not in html
    assert 'href="/en/" hreflang="en"' in html


def test_changed_original_is_seen_and_brought_in(translator: Translator, editor: Client) -> None:
    translator.submit()
    translator.write(ENGLISH)
    assert "Toutes les traductions suivent" in editor.get("/admin/traductions/").content.decode()
    change(translator.page, summary="Deux gestes pour le trac.", minutes=9)
    listed = editor.get("/admin/traductions/").content.decode()
    assert "<ins>Deux gestes pour le trac.</ins>" in listed
    assert "<del>Un geste pour le trac.</del>" in listed
    shown = editor.get(f"/admin/pages/{translator.english.pk}/edit/").content.decode()
    assert "La page d'origine a changé depuis" in shown.replace("&#x27;", "'")
    translator.update()
    assert "Deux gestes pour le trac." in translator.write(ENGLISH)
    assert "Toutes les traductions suivent" in editor.get("/admin/traductions/").content.decode()
    translator.write({"Deux gestes pour le trac.": "Two moves."})
    translator.publish()
    english = ArticlePage.objects.get(pk=translator.english.pk)
    assert (english.summary, english.minutes, english.title) == ("Two moves.", 9, "Breathe out")
    assert english.skill_rows.count() == 1


def test_changed_facts_alone_are_seen(translator: Translator) -> None:
    translator.submit()
    change(translator.page, minutes=12)
    assert "la fiche (compétences" in translator.client.get("/admin/traductions/").content.decode().lower()


def test_only_editors_see_what_changed(django_user_model: Any) -> None:
    other = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    other.force_login(django_user_model.objects.create_user("visiteur", "v@example.org", "x"))
    assert other.get("/admin/traductions/").status_code == 302


def test_address_follows_the_title_until_somebody_writes_one(translator: Translator) -> None:
    translator.submit()
    translator.write({"Souffler": "Breathe"})
    translator.write({"Souffler": "Breathe out"})
    translator.write({"souffler": "my-own"})
    translator.write({"Souffler": "Breathe in"})
    translator.publish()
    assert ArticlePage.objects.get(pk=translator.english.pk).slug == "my-own"


def test_course_with_its_lessons(
    translate: Callable[[Any], Translator], resource_index: ResourceIndexPage, english_index: ResourceIndexPage, client: Client
) -> None:
    quiz = [
        {
            "question": "Que faire ?",
            "choices": [
                {"text": "Souffler", "correct": True, "feedback": "Oui."},
                {"text": "Fuir", "correct": False, "feedback": "Non."},
            ],
        }
    ]
    lessons = [
        {"slug": f"l-{n}", "title": f"Leçon {n}", "summary": "s", "minutes": 3, "body": [{"text": "<p>a</p>"}], "quiz": quiz}
        for n in (1, 2)
    ]
    data = {**ARTICLE, "slug": "cours", "title": "Un cours", "lessons": lessons}
    course = translate(build_course(data, resource_index, resource_index.locale))
    course.submit(subtree=True)
    first, second = (translate(page) for page in LessonPage.objects.filter(locale=resource_index.locale).order_by("path"))
    first.write({"Leçon 1": "Lesson 1", "Que faire ?": "What to do?", "Souffler": "Breathe", "Oui.": "Yes.", "Non.": "No."})
    for work in (course, first, second):
        work.publish()
    english = LessonPage.objects.get(pk=first.english.pk)
    block = english.quiz[0]
    assert block.value["question"] == "What to do?"
    assert [choice["correct"] for choice in block.value["choices"]] == [True, False]
    assert english.course.pk == course.english.pk
    # What was done in French is done in English, and the other way round.
    client.post(f"/lecons/{first.page.pk}/terminee/")
    assert 'max="2" value="1"' in client.get(course.english.get_url()).content.decode()
    client.post(f"/en/lecons/{second.english.pk}/terminee/")
    assert 'max="2" value="2"' in client.get(CoursePage.objects.get(pk=course.page.pk).get_url()).content.decode()


@pytest.mark.parametrize("kind", [VideoPage, EditorialPage, HomePage])
def test_other_kinds_are_translated_too(
    kind: Any, translate: Callable[[Any], Translator], resource_index: ResourceIndexPage, english_index: ResourceIndexPage
) -> None:
    if kind is VideoPage:
        data = {**ARTICLE, "video_url": "https://www.youtube.com/watch?v=abcdefghijk", "transcript": "<p>On souffle.</p>"}
        page: Any = build_video(data, resource_index, resource_index.locale)
    elif kind is EditorialPage:
        page = EditorialPage(title="Souffler", slug="souffler", summary="Un geste pour le trac.")
        resource_index.get_parent().add_child(instance=page)
    else:
        HomePage.objects.filter(locale__language_code="en").update(translation_key="12345678123456781234567812345678")
        page = HomePage.objects.get(locale__language_code="fr")
        change(page, title="Souffler", lead="Un geste pour le trac.")
    work = translate(page)
    work.submit()
    work.write(ENGLISH)
    work.publish()
    english = kind.objects.get(pk=work.english.pk)
    assert english.title == "Breathe out"
    assert "One move against nerves." in (getattr(english, "summary", ""), getattr(english, "lead", ""))


def test_mirror_of_an_untranslated_page_stands_in_no_list(article: ArticlePage, english_index: ResourceIndexPage) -> None:
    mirror = article.copy_for_translation(english_index.locale, alias=True)
    assert mirror.live
    assert not Resource.objects.published().filter(pk=mirror.pk).exists()
