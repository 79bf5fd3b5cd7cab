"""Pages as editors make them: below an index, published, with their skills."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import factory
import wagtail_factories
from wagtail.models import Locale, Page

from resources.demo_content import stream_of
from resources.models import ArticlePage, CoursePage, LessonPage, ResourceIndexPage, ResourceSkill, VideoPage
from skills.models import Skill

STRESS, TEAM, LISTENING = "gestion-du-stress", "cooperation", "ecoute-active"
BODY = [{"text": "<p>Respire avant de parler.</p><h2>Et ensuite</h2><p>Parle.</p>"}]


class ResourceIndexFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ResourceIndexPage

    title = "Ressources"
    slug = "ressources"


class ResourceFactory(wagtail_factories.PageFactory):
    """`skills`: slug -> level; `keywords`: tags."""

    class Meta:
        abstract = True

    title = factory.Sequence("Parler devant les autres {}".format)
    slug = factory.Sequence("ressource-{}".format)
    summary = "Trois gestes pour parler devant un groupe."
    minutes = 5
    author = "L'équipe Tremplin"
    body = factory.LazyFunction(lambda: stream_of(BODY))
    locale = factory.LazyAttribute(lambda page: page.parent.locale if page.parent else Locale.get_active())

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Page, kwargs: dict[str, Any]) -> Any:
        skills, keywords = kwargs.pop("skills", {STRESS: 2}), kwargs.pop("keywords", ())
        page = model_class(**kwargs)
        page.skill_rows.set(
            [
                ResourceSkill(skill=Skill.objects.get(slug=slug), level=level, weight=3, sort_order=number)
                for number, (slug, level) in enumerate(skills.items())
            ]
        )
        page.tags.set(list(keywords))
        return publish(page, parent)


def publish(page: Any, parent: Page) -> Any:
    """Below `parent` (fetched anew, as its children may have changed), live unless it says otherwise."""
    live, page.live = page.live, False
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page


class ArticleFactory(ResourceFactory):
    class Meta:
        model = ArticlePage


class VideoFactory(ResourceFactory):
    class Meta:
        model = VideoPage

    video_url = "https://www.youtube.com/watch?v=abcdefghijk"


class CourseFactory(ResourceFactory):
    class Meta:
        model = CoursePage


class LessonFactory(wagtail_factories.PageFactory):
    class Meta:
        model = LessonPage

    title = factory.Sequence("Leçon {}".format)
    slug = factory.Sequence("lecon-{}".format)
    summary = "Ce qu'on saura faire."
    minutes = 4
    body = factory.LazyFunction(lambda: stream_of(BODY))
    quiz = factory.LazyFunction(lambda: [question("Que faire ?", right=["Respirer"], wrong=["Fuir", "Crier"])])
    locale = factory.LazyAttribute(lambda page: page.parent.locale if page.parent else Locale.get_active())

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Page, kwargs: dict[str, Any]) -> LessonPage:
        return publish(model_class(**kwargs), parent)


def question(text: str, right: list[str], wrong: list[str]) -> dict[str, Any]:
    """A quiz question's stream data; a choice's id and feedback follow from its text."""
    answers = [(answer, True) for answer in right] + [(answer, False) for answer in wrong]
    choices = [
        {"type": "item", "id": answer.lower(), "value": {"text": answer, "correct": correct, "feedback": f"Retour sur {answer}."}}
        for answer, correct in answers
    ]
    return {"type": "question", "id": str(uuid4()), "value": {"question": text, "choices": choices}}
