"""The index says what the database says, whatever happened to it: publish, unpublish, move, delete, privacy, missions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from wagtail.models import Page, PageViewRestriction

from home.models import EditorialPage
from missions.models import Mission
from resources.models import Resource
from search.engine import SearchEngine, get_engine
from search.models import PendingSync
from search.sync import rebuild, sync
from skills.models import Skill
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory, CourseFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Run what waits for the commit; the test's own transaction never commits."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_publishing_makes_it_found_and_unpublishing_takes_it_away(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, title="Le trac")
    assert engine.get(f"article:{page.pk}").title == "Le trac"
    with on_commit():
        page.unpublish()
    assert engine.get(f"article:{page.pk}") is None


def test_draft_is_never_indexed(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, live=False)
    assert engine.get(f"article:{page.pk}") is None
    rebuild(engine)
    assert engine.get(f"article:{page.pk}") is None


def test_change_is_seen_by_the_next_search(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, title="Avant")
    page.title = "Après"
    with on_commit():
        page.save_revision().publish()
    assert engine.get(f"article:{page.pk}").title == "Après"


def test_deleting_a_page_takes_it_and_what_is_below_away(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index)
    with on_commit():
        Page.objects.get(pk=resource_index.pk).delete()
    assert engine.get(f"article:{page.pk}") is None


def test_privacy_on_a_parent_takes_everything_below_away_and_lifting_it_brings_it_back(
    resource_index, engine: SearchEngine, on_commit
) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index)
    with on_commit():
        restriction = PageViewRestriction.objects.create(page=resource_index, restriction_type=PageViewRestriction.LOGIN)
    assert engine.get(f"article:{page.pk}") is None
    with on_commit():
        restriction.delete()
    assert engine.get(f"article:{page.pk}") is not None


def test_new_address_of_a_parent_is_the_items_too(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, slug="trac")
    with on_commit():
        resource_index.slug = "bibliotheque"
        resource_index.save_revision().publish()
    assert engine.get(f"article:{page.pk}").url == "/bibliotheque/trac/"


def test_lessons_are_found_with_their_course(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        course = CourseFactory(parent=resource_index)
        LessonFactory(parent=course, title="Respirer avant de parler")
    assert "Respirer avant de parler" in engine.get(f"course:{course.pk}").body


def test_withdrawn_lesson_is_no_longer_found(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        course = CourseFactory(parent=resource_index)
        private, unpublished, deleted = (
            LessonFactory(parent=course, title=title, slug=title.lower()) for title in ("Confidentiel", "Retire", "Jete")
        )

    def words() -> str:
        return engine.get(f"course:{course.pk}").body

    assert all(word in words() for word in ("Confidentiel", "Retire", "Jete"))
    with on_commit():
        unpublished.unpublish()
    assert "Retire" not in words()
    with on_commit():
        Page.objects.get(pk=deleted.pk).delete()
    assert "Jete" not in words()
    with on_commit():
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert "Confidentiel" not in words()


def test_mirrored_page_is_found(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index)
        alias = page.create_alias(update_slug="miroir")
    assert engine.get(f"article:{alias.pk}") is not None


def test_renamed_skill_and_family_find_what_trains_them(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, skills={"gestion-du-stress": 2})
    skill = Skill.objects.get(slug="gestion-du-stress")
    skill.name_fr = "Apprivoiser le trac"
    skill.family.name_fr = "Souplesse"
    with on_commit():
        skill.save()
        skill.family.save()
    assert "Apprivoiser le trac" in engine.get(f"article:{page.pk}").keywords
    # A family's name finds its skills; what trains one skill of five is not about the family.
    assert "Souplesse" in engine.get("skill:gestion-du-stress-fr").keywords


def test_row_that_cannot_be_read_holds_nothing_back(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        good, bad = (ArticleFactory(parent=resource_index, title=f"Article {n}") for n in range(2))
    type(good).objects.filter(pk=good.pk).update(title="Nouveau")
    Resource.objects.filter(pk=bad.pk).update(kind="poem")
    assert sync([f"resource:{good.pk}", f"resource:{bad.pk}"])
    assert "poem" in PendingSync.objects.get(key=f"resource:{bad.pk}", refused=True).reason
    assert engine.get(f"article:{good.pk}").title == "Nouveau"


def test_pages_that_are_no_resource_are_left_alone(home, engine: SearchEngine, on_commit) -> None:
    before = dict(engine.fingerprints())
    with on_commit():
        page = EditorialPage(title="Contact", slug="contact", locale=home.locale)
        home.add_child(instance=page)
        page.save_revision().publish()
    assert dict(engine.fingerprints()) == before


def test_mission_is_found_until_it_is_closed(engine: SearchEngine, on_commit) -> None:
    with on_commit():
        mission = MissionFactory(title="Accueillir le public")
    assert engine.get(f"mission:{mission.pk}").title == "Accueillir le public"
    mission.status = "closed"
    with on_commit():
        mission.save()
    assert engine.get(f"mission:{mission.pk}") is None
    with on_commit():
        Mission.objects.all().delete()


def test_edited_skill_is_found_by_its_new_words_in_both_languages(engine: SearchEngine, on_commit) -> None:
    skill = Skill.objects.get(slug="gestion-du-stress")
    skill.definition_fr = "Garder la tête froide."
    with on_commit():
        skill.save()
    assert engine.get("skill:gestion-du-stress-fr").summary == "Garder la tête froide."
    assert engine.get("skill:gestion-du-stress-en").summary == skill.definition_en


def test_rolled_back_change_is_not_indexed(resource_index, engine: SearchEngine, on_commit) -> None:
    with on_commit():
        page = ArticleFactory(parent=resource_index, title="Avant")
    with on_commit(), pytest.raises(RuntimeError), transaction.atomic():
        page.title = "Jamais"
        page.save_revision().publish()
        raise RuntimeError
    assert engine.get(f"article:{page.pk}").title == "Avant"


def test_changes_wait_for_an_engine_that_is_away(resource_index, engine: SearchEngine, on_commit, tmp_path: Path) -> None:
    with override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'away'}"), on_commit():
        page = ArticleFactory(parent=resource_index, title="Le trac")
    assert PendingSync.objects.filter(key=f"resource:{page.pk}").exists()
    assert engine.get(f"article:{page.pk}") is None
    assert sync([])
    assert engine.get(f"article:{page.pk}").title == "Le trac"
    assert not PendingSync.objects.exists()


def test_command_rebuilds_and_checks(resource_index, engine: SearchEngine, capsys) -> None:
    ArticleFactory(parent=resource_index)
    call_command("search_index", rebuild=True)
    assert "indexed 91" in capsys.readouterr().out
    call_command("search_index", check=True, json=True)
    assert json.loads(capsys.readouterr().out)["clean"] is True
    call_command("search_index", if_needed=True)
    assert "indexed 0" in capsys.readouterr().out
    assert get_engine() is engine
