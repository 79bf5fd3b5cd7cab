"""A list of resources and a course, as the tests of this folder call them."""

from __future__ import annotations

import pytest

from resources.models import CoursePage, ResourceIndexPage
from tests.resources.factories import CourseFactory, LessonFactory


@pytest.fixture
def index(resource_index: ResourceIndexPage) -> ResourceIndexPage:
    return resource_index


@pytest.fixture
def course(index: ResourceIndexPage) -> CoursePage:
    """Three lessons, each with a quiz of one question."""
    page = CourseFactory(parent=index, title="Tenir le coup à l'oral", slug="oral")
    for number in (1, 2, 3):
        LessonFactory(parent=page, title=f"Leçon {number}", slug=f"lecon-{number}")
    return page
