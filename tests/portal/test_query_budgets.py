"""Every public page asks the database at most twelve times, with one item behind it and with thirty, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Site

from home.models import EditorialPage, Navigation
from kit.pictures import make_renditions
from missions.models import Mission, MissionSkill
from resources.models import ArticlePage, CoursePage, ResourceIndexPage, VideoPage
from search.engine import SearchEngine
from search.sync import rebuild
from skills.models import Skill
from tests.assessments.factories import FIVE, completed, started
from tests.missions.factories import MissionFactory
from tests.partners.factories import PartnerFactory
from tests.resources.factories import STRESS, TEAM, ArticleFactory, CourseFactory, LessonFactory, VideoFactory

LIMIT = 12
LYON = (45.749, 4.8471)


@dataclass
class Portal:
    """What there is to show: so many articles and missions that train STRESS, a course of so many lessons."""

    index: ResourceIndexPage
    course: CoursePage
    video: VideoPage
    about: EditorialPage
    articles: list[ArticlePage] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)


@pytest.fixture
def portal(items: int, resource_index: ResourceIndexPage, engine: SearchEngine) -> Portal:
    skills = list(Skill.objects.filter(slug__in=[STRESS, TEAM]))
    home = resource_index.get_parent()
    made = Portal(
        resource_index,
        CourseFactory(parent=resource_index, slug="cours", skills={STRESS: 3}),
        _video(resource_index),
        home.add_child(instance=EditorialPage(title="Qui on est", slug="qui-on-est", locale=home.locale, show_contact=True)),
    )
    for _number in range(items):
        made.articles.append(ArticleFactory(parent=resource_index, skills={STRESS: 3, TEAM: 2}, keywords=["oral"]))
        made.missions.append(MissionFactory(at=LYON))
        LessonFactory(parent=made.course)
    MissionSkill.objects.bulk_create(
        MissionSkill(mission=mission, skill=skill, level=3) for mission in made.missions for skill in skills
    )
    _menus_of_pages(made)
    PartnerFactory(slug="lycee")
    rebuild(engine)
    return made


def _video(index: ResourceIndexPage) -> VideoPage:
    """One of ours, with its captions and the picture one sees before it begins."""
    film, captions = (Document.objects.create(title=name, file=ContentFile(b"x", name)) for name in ("film.mp4", "film.vtt"))
    poster = wagtail_factories.ImageFactory()
    files = {"video_url": "", "file": film, "captions": captions, "poster": poster}
    page = VideoFactory(parent=index, slug="film", skills={STRESS: 2}, **files)
    # As after the commit of what published it, which a test does not reach.
    make_renditions.call(page.pk)
    return page


def _menus_of_pages(made: Portal) -> None:
    """As an editor may fill them: seven entries above, fourteen below, most of them pages."""
    pages = [made.index, made.about, made.course, made.video, *made.articles][:7]
    blocks = [
        {"type": "link", "value": {"page": page.pk, "route": "", "url": "", "label_fr": page.title, "label_en": page.title}}
        for page in pages
    ]
    Navigation.objects.create(site=Site.objects.get(is_default_site=True), menu=blocks, footer=[*blocks, *blocks])


def forget_everything() -> None:
    """As in a process that has just begun: no cache, and none of Django's own memory of kinds of contents."""
    for one in caches.all(initialized_only=True):
        one.clear()
    ContentType.objects.clear_cache()


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
    "video": (lambda portal: portal.video.url, 4),
    "page of the association": (lambda portal: portal.about.url, 0),
    "lesson": (lambda portal: portal.course.lessons.all()[0].url, 1),
    "missions": (lambda portal: f"/missions/?skill={STRESS}", 12),
    "mission": (lambda portal: portal.missions[0].get_absolute_url(), 0),
    "organisation": (lambda portal: portal.missions[0].organisation.get_absolute_url(), 1),
    "questionnaire's start": (lambda portal: "/evaluation/", 0),
    "recommendations": (lambda portal: "/recommandations/", 8),
    "recommendations, all": (lambda portal: "/recommandations/?n=40", 40),
    "recommendations, the list alone": (lambda portal: "/recommandations/extrait/", 8),
    "my space": (lambda portal: "/mon-espace/", 2),
    "my results": (lambda portal: "/evaluation/resultats/", 2),
    "embedded article": (lambda portal: f"/embed/lycee/ressource/{portal.articles[0].pk}/", 1),
    "embedded course": (lambda portal: f"/embed/lycee/ressource/{portal.course.pk}/", 1),
    "embedded lesson": (lambda portal: f"/embed/lycee/ressource/{portal.course.lessons.all()[0].pk}/", 1),
    "embedded skill": (lambda portal: f"/embed/lycee/competence/{STRESS}/", 0),
    "embedded catalogue": (lambda portal: f"/embed/lycee/catalogue/?skill={STRESS}", 8),
    "embedded missions": (lambda portal: "/embed/lycee/missions/", 8),
    "embedded questionnaire": (lambda portal: "/embed/lycee/questionnaire/", 0),
}


@pytest.mark.parametrize("items", [1, 30])
def test_pages_keep_the_budget(portal: Portal, items: int, client: Client, subtests, django_assert_max_num_queries) -> None:
    completed(client, [STRESS, TEAM], keyed=2)
    for name, (address, cards) in PAGES.items():
        path = address(portal)
        forget_everything()
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
        forget_everything()
        with subtests.test(path), django_assert_max_num_queries(LIMIT):
            assert client.get(path).status_code == 200
