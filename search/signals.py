"""Everything that changes what may be found, and the keys it touches."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from missions.signals import missions_changed
from search.sync import schedule
from skills.models import Example, Indicator, Skill


def _below(page: Page) -> list[str]:
    ids = Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    return [f"resource:{pk}" for pk in ids]


def page_changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    schedule(_below(instance))


def lesson_or_page_published(sender: Any, instance: Page, **kwargs: Any) -> None:
    # A lesson's words are found with its course.
    parent = instance.get_parent()
    schedule([f"resource:{instance.pk}", *([f"resource:{parent.pk}"] if parent else [])])


def page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        schedule([f"resource:{instance.pk}"])


def restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    schedule(_below(instance.page))


def some_missions_changed(sender: Any, ids: list[int], **kwargs: Any) -> None:
    schedule(f"mission:{pk}" for pk in ids)


def skill_changed(sender: Any, instance: Skill, **kwargs: Any) -> None:
    schedule([f"skill:{instance.slug}"])


def skill_text_changed(sender: Any, instance: Indicator | Example, **kwargs: Any) -> None:
    schedule([f"skill:{instance.skill.slug}"])


def connect() -> None:
    page_published.connect(lesson_or_page_published, dispatch_uid="search.published")
    for signal in (page_unpublished, post_page_move, page_slug_changed):
        signal.connect(page_changed, dispatch_uid="search.page")
    post_delete.connect(page_deleted, dispatch_uid="search.deleted")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restriction")
        signal.connect(skill_changed, sender=Skill, dispatch_uid="search.skill")
        signal.connect(skill_text_changed, sender=Indicator, dispatch_uid="search.indicator")
        signal.connect(skill_text_changed, sender=Example, dispatch_uid="search.example")
    missions_changed.connect(some_missions_changed, dispatch_uid="search.missions")
