"""Every public page asks the database at most twelve times, with one item behind it and with thirty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
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


PAGES: dict[str, Callable[[Portal], str]] = {
    "home": lambda portal: "/",
    "framework": lambda portal: "/competences/",
    "skill": lambda portal: f"/competences/{STRESS}/",
    "what trains a skill": lambda portal: f"/recherche/competence/{STRESS}/",
    "missions that train a skill": lambda portal: f"/missions/fragment/competence/{STRESS}/",
    "catalogue": lambda portal: "/recherche/",
    "catalogue, words and filters": lambda portal: f"/recherche/?q=parler&skill={STRESS}&kind=article",
    "suggestions": lambda portal: "/recherche/suggestions/?q=par",
    "listing": lambda portal: portal.index.url,
    "article": lambda portal: portal.articles[0].url,
    "course": lambda portal: portal.course.url,
    "lesson": lambda portal: portal.course.lessons.all()[0].url,
    "missions": lambda portal: f"/missions/?skill={STRESS}",
    "mission": lambda portal: portal.missions[0].get_absolute_url(),
    "assessment": lambda portal: "/evaluation/",
    "recommendations": lambda portal: "/recommandations/",
    "recommendations, all": lambda portal: "/recommandations/?n=40",
    "recommendations, the list alone": lambda portal: "/recommandations/extrait/",
}


@pytest.mark.parametrize("items", [1, 30])
def test_pages_keep_the_budget(portal: Portal, items: int, client: Client, subtests, django_assert_max_num_queries) -> None:
    completed(client, [STRESS, TEAM], keyed=2)
    # Whatever page comes first fills Wagtail's cache of the sites' roots.
    client.get(portal.index.url)
    for name, address in PAGES.items():
        path = address(portal)
        with subtests.test(name), django_assert_max_num_queries(LIMIT):
            assert client.get(path).status_code == 200
