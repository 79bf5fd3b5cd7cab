"""Pages to learn with: their facts (facts.py), then one module a kind."""

from resources.models.article import ArticlePage
from resources.models.course import CoursePage, LessonPage, Progress, begun_courses
from resources.models.facts import Kind, Licence, Resource, ResourceQuerySet, ResourceSkill, ResourceTag
from resources.models.index import ResourceIndexPage
from resources.models.video import VideoPage

PAGE_MODELS: dict[str, type[Resource]] = {Kind.ARTICLE: ArticlePage, Kind.VIDEO: VideoPage, Kind.COURSE: CoursePage}

__all__ = [
    "PAGE_MODELS",
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
