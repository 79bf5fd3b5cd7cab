"""Every public page asks the database at most twelve times, with one item behind it and with thirty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.test import Client

from missions.models import Mission, MissionSkill
from resources.models import ArticlePage, CoursePage, ResourceIndexPage
from search.engine import SearchEngine
from search.sync import rebuild
from skills.models import Skill
from tests.assessments.factories import FIVE, completed, started
from tests.missions.factories import MissionFactory
from tests.resources.factories import STRESS, TEAM, ArticleFactory, CourseFactory, LessonFactory

LIMIT = 12
LYON = (45.749, 4.8471)


@dataclass
class Portal:
    """What there is to show: so many articles and missions that train STRESS, a course of so many lessons."""

    index: ResourceIndexPage
    course: CoursePage
    articles: list[ArticlePage] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)


@pytest.fixture
def portal(items: int, resource_index: ResourceIndexPage, engine: SearchEngine) -> Portal:
    skills = list(Skill.objects.filter(slug__in=[STRESS, TEAM]))
    made = Portal(resource_index, CourseFactory(parent=resource_index, slug="cours", skills={STRESS: 3}))
    for _number in range(items):
        made.articles.append(ArticleFactory(parent=resource_index, skills={STRESS: 3, TEAM: 2}, keywords=["oral"]))
        made.missions.append(MissionFactory(at=LYON))
        LessonFactory(parent=made.course)
    MissionSkill.objects.bulk_create(
        MissionSkill(mission=mission, skill=skill, level=3) for mission in made.missions for skill in skills
    )
    rebuild(engine)
    return made


# Page -> its address, and the cards it shows of thirty items (for what shows none of them, 0).
PAGES: dict[str, tuple[Callable[[Portal], str], int]] = {
    "home": (lambda portal: "/", 0),
    "framework": (lambda portal: "/competences/", 0),
    "skill": (lambda portal: f"/competences/{STRESS}/", 0),
    "what trains a skill": (lambda portal: f"/recherche/competence/{STRESS}/", 8),
    "missions that train a skill": (lambda portal: f"/missions/fragment/competence/{STRESS}/", 4),
    "catalogue": (lambda portal: "/recherche/", 15),
    "catalogue, words and filters": (lambda portal: f"/recherche/?q=parler&skill={STRESS}&kind=article", 15),
    "suggestions": (lambda portal: "/recherche/suggestions/?q=par", 0),
    "listing": (lambda portal: portal.index.url, 12),
    "article, with related ones": (lambda portal: portal.articles[0].url, 4),
    "course": (lambda portal: portal.course.url, 4),
    "lesson": (lambda portal: portal.course.lessons.all()[0].url, 1),
    "missions": (lambda portal: f"/missions/?skill={STRESS}", 12),
    "mission": (lambda portal: portal.missions[0].get_absolute_url(), 0),
    "assessment": (lambda portal: "/evaluation/", 0),
    "recommendations": (lambda portal: "/recommandations/", 8),
    "recommendations, all": (lambda portal: "/recommandations/?n=40", 40),
    "recommendations, the list alone": (lambda portal: "/recommandations/extrait/", 8),
}


# Wagtail's own pages find site, language and translations in the cache: counted from the second visit in a minute on.
SEEN_BEFORE = {"listing", "article, with related ones", "course", "lesson"}


@pytest.mark.parametrize("items", [1, 30])
def test_pages_keep_the_budget(portal: Portal, items: int, client: Client, subtests, django_assert_max_num_queries) -> None:
    completed(client, [STRESS, TEAM], keyed=2)
    for name, (address, cards) in PAGES.items():
        path = address(portal)
        cache.clear()
        if name in SEEN_BEFORE:
            client.get(path)
        with subtests.test(name):
            with django_assert_max_num_queries(LIMIT):
                answer = client.get(path)
            assert answer.status_code == 200
            assert items == 1 or answer.content.count(b"<article") == cards


@pytest.mark.parametrize("skills", [[STRESS], FIVE], ids=["1", "5"])
def test_assessment_pages_keep_the_budget(
    db: None, client: Client, skills: list[str], subtests, django_assert_max_num_queries
) -> None:
    done, open_one = completed(client, skills), started(client, skills)
    for path in (
        f"/evaluation/{done.pk}/resultat/",
        f"/evaluation/{open_one.pk}/1/",
        "/evaluation/resultats/",
        "/mon-espace/",
        "/mon-espace/donnees/",
        "/mon-espace/effacer/",
    ):
        cache.clear()
        with subtests.test(path), django_assert_max_num_queries(LIMIT):
            assert client.get(path).status_code == 200
