"""Pages to learn with: their facts (facts.py), then one module a kind."""

from resources.models.article import ArticlePage
from resources.models.course import CoursePage, LessonPage, Progress, begun_courses
from resources.models.facts import Kind, Licence, Resource, ResourceQuerySet, ResourceSkill, ResourceTag
from resources.models.index import ResourceIndexPage
from resources.models.video import VideoPage

__all__ = [
    "ArticlePage",
    "CoursePage",
    "Kind",
    "LessonPage",
    "Licence",
    "Progress",
    "Resource",
    "ResourceIndexPage",
    "ResourceQuerySet",
    "ResourceSkill",
    "ResourceTag",
    "VideoPage",
    "begun_courses",
]
