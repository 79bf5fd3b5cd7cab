"""Pages from plain mappings (YAML): created, or renewed as long as no editor has touched them.

A page is recognised by its slug under its parent. What was loaded is remembered on the page
(digest of the mapping, number of the revision): any later revision is somebody's work and stays.
`translation_of` names, by its slug, the page of another language that this one says in its own.
Errors are ValueError and name the field, as in "lessons[1].quiz[0].choices: …".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page

from kit.blocks import BodyBlock
from kit.loading import digest
from resources.blocks import QuizBlock, SourcesBlock
from resources.demo_streams import raw_stream, stored_document, stored_image
from resources.models import ArticlePage, CoursePage, LessonPage, Resource, ResourceIndexPage, ResourceSkill, VideoPage
from skills.models import Skill

SomePage = TypeVar("SomePage", bound=Page)
Data = Mapping[str, Any]

_RESOURCE_FIELDS = (
    "title", "summary", "minutes", "author", "licence", "source_title", "source_url", "review_date", "quality",
    "seo_title", "search_description",
)  # fmt: skip
_VIDEO_FIELDS = ("video_url", "provider_captions", "transcript", "seconds")


def stream_of(body: Iterable[Data], folder: Path | None = None) -> list[dict[str, Any]]:
    """A body's blocks (one-key mappings, as in the demo files) as StreamField data."""
    return raw_stream(BodyBlock(), list(body or ()), "body", folder)


def build_index(data: Data, parent: Page, locale: Locale, original: ResourceIndexPage | None = None) -> ResourceIndexPage:
    """The list of one language; `original` is the list it translates."""
    values = {name: data[name] for name in ("title", "summary") if name in data}
    # One list a language: an editor's change of its address must not bring a second one.
    found = ResourceIndexPage.objects.child_of(parent).first()
    page = found or ResourceIndexPage(locale=locale, slug=data["slug"], **values)
    if original and page.translation_key != original.translation_key:
        page.translation_key = original.translation_key
        if found:
            page.save(update_fields=["translation_key"])
    return found or _new(page, parent)


def build_article(data: Data, parent: Page, locale: Locale, folder: Path | None = None) -> ArticlePage:
    return _build(ArticlePage, data, parent, locale, _resource_values(data, folder))


def build_video(data: Data, parent: Page, locale: Locale, folder: Path | None = None) -> VideoPage:
    """`file`, `file_webm`, `captions` and `poster` are paths from `folder`."""
    values = _resource_values(data, folder) | {name: data[name] for name in _VIDEO_FIELDS if name in data}
    for name in ("file", "file_webm", "captions"):
        if data.get(name):
            values[name] = stored_document(data[name], name, folder)
    if data.get("poster"):
        values["poster"] = stored_image(data["poster"], "poster", folder, data.get("poster_alt", ""))
    return _build(VideoPage, data, parent, locale, values)


@transaction.atomic
def build_course(data: Data, parent: Page, locale: Locale, folder: Path | None = None) -> CoursePage:
    """A course and its lessons, in the order of the mapping."""
    own = {name: value for name, value in data.items() if name != "lessons"}
    course = _build(CoursePage, own, parent, locale, _resource_values(data, folder))
    originals = _lessons_translated(data, locale)
    for number, lesson in enumerate(data["lessons"]):
        where = f"lessons[{number}]"
        values = {name: lesson[name] for name in ("title", "summary", "minutes")}
        values["body"] = raw_stream(BodyBlock(), lesson["body"], f"{where}.body", folder)
        questions = [{"question": question} for question in lesson.get("quiz", ())]
        values["quiz"] = raw_stream(QuizBlock(), questions, f"{where}.quiz", folder)
        _build(LessonPage, lesson, course, locale, values, originals[number] if originals else None)
    return course


def _original(model: type[SomePage], data: Data, locale: Locale) -> SomePage | None:
    """The page that this one translates, None where it says nothing of one."""
    slug = data.get("translation_of")
    found = model.objects.filter(slug=slug).exclude(locale=locale).first() if slug else None
    if slug and found is None:
        raise ValueError(f"translation_of: no {model._meta.verbose_name} is called {slug!r}")
    return found


def _lessons_translated(data: Data, locale: Locale) -> list[LessonPage]:
    """The lessons of the course that is translated: the same number, in the same order; none for an original."""
    original = _original(CoursePage, data, locale)
    lessons = list(LessonPage.objects.child_of(original).order_by("path")) if original else []
    if original and len(lessons) != len(data["lessons"]):
        raise ValueError(f"lessons: {len(data['lessons'])} here, {len(lessons)} in {original.slug!r}")
    return lessons


def _resource_values(data: Data, folder: Path | None) -> dict[str, Any]:
    values = {name: data[name] for name in _RESOURCE_FIELDS if data.get(name) is not None}
    values["body"] = stream_of(data.get("body", ()), folder)
    sources = [{"source": source} for source in data.get("sources") or ()]
    values["sources"] = raw_stream(SourcesBlock(), sources, "sources", folder)
    return values


def skill_rows(data: Data) -> list[ResourceSkill]:
    """The rows of `skills`: [{skill: slug, level, weight}]."""
    rows = data.get("skills") or []
    skills = Skill.objects.in_bulk([row["skill"] for row in rows], field_name="slug")
    for number, row in enumerate(rows):
        if row["skill"] not in skills:
            raise ValueError(f"skills[{number}].skill: no skill is called {row['skill']!r}")
    return [
        ResourceSkill(skill=skills[row["skill"]], level=row["level"], weight=row.get("weight", 2), sort_order=number)
        for number, row in enumerate(rows)
    ]


def _is_ours(page: Any) -> bool:
    return page.live and page.loaded.get("revision") == page.latest_revision_id


@transaction.atomic
def _build(
    model: type[SomePage], data: Data, parent: Page, locale: Locale, values: Data, original: SomePage | None = None
) -> SomePage:
    original = original or _original(model, data, locale)
    known = model.objects.child_of(parent).filter(slug=data["slug"]).first()
    # Under another address, when an editor translated it or gave it one.
    known = known or (model.objects.filter(translation_key=original.translation_key, locale=locale).first() if original else None)
    stamp = digest(data)
    if known and (not _is_ours(known) or known.loaded.get("digest") == stamp):
        return known
    page: Any = known or model(slug=data["slug"], locale=locale)
    for name, value in values.items():
        setattr(page, name, value)
    if original:
        page.translation_key = original.translation_key
    if isinstance(page, Resource):
        page.skill_rows.set(skill_rows(data))
        page.tags.set(data.get("tags") or [])
    page = _new(page, parent)
    page.loaded = {"digest": stamp, "revision": page.latest_revision_id}
    type(page).objects.filter(pk=page.pk).update(loaded=page.loaded)
    return page


def _new(page: Any, parent: Page) -> Any:
    """Save below the parent where needed, and publish; ValueError with the field at fault."""
    try:
        if page.pk is None:
            page.live = False
            parent.add_child(instance=page)
        page.save_revision().publish()
    except ValidationError as error:
        raise ValueError("; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())) from error
    page.refresh_from_db()
    return page
