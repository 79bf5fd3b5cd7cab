"""The French and English trees of a portal, each with its list of resources."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from resources.models import CoursePage, ResourceIndexPage
from tests.resources.factories import CourseFactory, LessonFactory, ResourceIndexFactory


@pytest.fixture
def home(db: None) -> HomePage:
    locale, _created = Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="Tremplin", slug="accueil", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": page, "hostname": "testserver", "port": 80})
    return page


@pytest.fixture
def index(home: HomePage) -> ResourceIndexPage:
    return ResourceIndexFactory(parent=home, locale=home.locale)


@pytest.fixture
def english_index(home: HomePage) -> ResourceIndexPage:
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english = Page.get_first_root_node().add_child(
        instance=HomePage(title="Tremplin", slug="english", locale=locale, translation_key=home.translation_key)
    )
    return ResourceIndexFactory(parent=english, locale=locale, title="Resources", slug="resources")


@pytest.fixture
def course(index: ResourceIndexPage) -> CoursePage:
    """Three lessons, each with a quiz of one question."""
    page = CourseFactory(parent=index, title="Tenir le coup à l'oral", slug="oral")
    for number in (1, 2, 3):
        LessonFactory(parent=page, title=f"Leçon {number}", slug=f"lecon-{number}")
    return page
