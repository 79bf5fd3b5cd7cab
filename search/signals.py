"""Everything that changes what may be found, and the keys it touches."""

from collections.abc import Iterable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from missions.models import MissionSkill
from missions.signals import missions_touched
from resources.models import ResourceSkill
from search import patience
from search.engine import engine_back
from search.sync import after_page, engine_answers_again, schedule
from skills.models import Example, Family, Indicator, Skill


def _around(page: Page) -> list[str]:
    """The page, everything below it, and its parent: a lesson's words are found with its course."""
    ids = list(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))
    parent = Page.objects.filter(path=page.path[: -page.steplen]).values_list("pk", flat=True)
    return [f"resource:{pk}" for pk in [*ids, *parent]]


def page_changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    schedule(_around(instance))


def page_moved(sender: Any, instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    schedule([*_around(instance), f"resource:{parent_page_before.pk}"])


def page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        schedule([*_around(instance), f"resource:{instance.pk}"])


def alias_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page that mirrors another goes live without being published."""
    if isinstance(instance, Page) and instance.alias_of_id:
        schedule(_around(instance))


def restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    schedule(_around(instance.page))


def some_missions_touched(sender: Any, ids: list[int], **kwargs: Any) -> None:
    schedule(f"mission:{pk}" for pk in ids)


def _with_skills(skills: Iterable[Skill]) -> list[str]:
    """Skills, and everything that is found by their names."""
    keys = []
    for skill in skills:
        keys.append(f"skill:{skill.slug}")
        keys += [f"resource:{pk}" for pk in ResourceSkill.objects.filter(skill=skill).values_list("page_id", flat=True)]
        keys += [f"mission:{pk}" for pk in MissionSkill.objects.filter(skill=skill).values_list("mission_id", flat=True)]
    return keys


def skill_changed(sender: Any, instance: Skill, **kwargs: Any) -> None:
    schedule(_with_skills([instance]))


def family_changed(sender: Any, instance: Family, **kwargs: Any) -> None:
    schedule(_with_skills(instance.skills.all()))


def skill_text_changed(sender: Any, instance: Indicator | Example, **kwargs: Any) -> None:
    schedule([f"skill:{instance.skill.slug}"])


def connect() -> None:
    for signal in (page_published, page_unpublished, page_slug_changed):
        signal.connect(page_changed, dispatch_uid="search.page")
    post_page_move.connect(page_moved, dispatch_uid="search.moved")
    post_delete.connect(page_deleted, dispatch_uid="search.deleted")
    post_save.connect(alias_saved, dispatch_uid="search.alias")
    post_save.connect(family_changed, sender=Family, dispatch_uid="search.family")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restriction")
        signal.connect(skill_changed, sender=Skill, dispatch_uid="search.skill")
        signal.connect(skill_text_changed, sender=Indicator, dispatch_uid="search.indicator")
        signal.connect(skill_text_changed, sender=Example, dispatch_uid="search.example")
    missions_touched.connect(some_missions_touched, dispatch_uid="search.missions")
    request_started.connect(patience.page_begins, dispatch_uid="search.page_begins")
    # While the clock above still runs: the next page waits for this one's end.
    request_finished.connect(after_page, dispatch_uid="search.after_page")
    request_finished.connect(patience.page_ends, dispatch_uid="search.page_ends")
    engine_back.connect(engine_answers_again, dispatch_uid="search.engine_back")
