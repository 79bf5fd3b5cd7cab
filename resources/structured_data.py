"""schema.org descriptions (LRMI terms) of resources, for `{% json_ld %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

if TYPE_CHECKING:
    from resources.models import CoursePage, LessonPage, Resource, ResourceSkill, VideoPage

_TYPES: dict[str, list[str]] = {
    "article": ["Article", "LearningResource"],
    "video": ["VideoObject", "LearningResource"],
    "course": ["Course", "LearningResource"],
}
_PROVIDER = {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL}


def duration(minutes: int) -> str:
    """ISO 8601: 75 gives "PT1H15M"."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _alignment(link: ResourceSkill, request: HttpRequest) -> dict[str, Any]:
    """What the resource teaches, as a node of our framework."""
    return {
        "@type": "AlignmentObject",
        "alignmentType": "teaches",
        "educationalFramework": settings.WAGTAIL_SITE_NAME,
        "targetName": link.skill.name,
        "targetUrl": request.build_absolute_uri(reverse("skills:skill", args=[link.skill.slug])),
    }


def resource_data(page: Resource, skills: Iterable[ResourceSkill], request: HttpRequest) -> dict[str, Any]:
    """What every kind says; `article`, `video` and `course` pages add their own."""
    links = list(skills)
    levels = list(dict.fromkeys(str(link.get_level_display()) for link in links))
    return _filled(
        {
            "@type": _TYPES[page.kind],
            "name": page.title,
            "headline": page.title if page.kind == "article" else None,
            "description": page.summary,
            "url": request.build_absolute_uri(page.get_url(request) or ""),
            "inLanguage": page.locale.language_code,
            "timeRequired": duration(page.minutes),
            "educationalLevel": levels,
            "educationalAlignment": [_alignment(link, request) for link in links],
            "license": page.licence_url,
            "isBasedOn": page.source_url,
            "isAccessibleForFree": True,
            "author": {"@type": "Organization", "name": page.author} if page.author else _PROVIDER,
            "provider": _PROVIDER,
            "datePublished": page.first_published_at.isoformat() if page.first_published_at else None,
            "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        }
    )


def course_data(page: CoursePage, lessons: Iterable[LessonPage], request: HttpRequest) -> dict[str, Any]:
    parts = [lesson_part(lesson, request) for lesson in lessons]
    instance = {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": duration(page.minutes)}
    return _filled({"hasPart": parts, "hasCourseInstance": instance})


def lesson_part(lesson: LessonPage, request: HttpRequest) -> dict[str, Any]:
    return {
        "@type": "LearningResource",
        "name": lesson.title,
        "url": request.build_absolute_uri(lesson.get_url(request) or ""),
        "timeRequired": duration(lesson.minutes),
    }


def lesson_data(lesson: LessonPage, course: CoursePage, request: HttpRequest) -> dict[str, Any]:
    return _filled(
        {
            **lesson_part(lesson, request),
            "description": lesson.summary,
            "inLanguage": course.locale.language_code,
            "license": course.licence_url,
            "isAccessibleForFree": True,
            "educationalAlignment": [_alignment(link, request) for link in course.skill_rows.all()],
            "isPartOf": {
                "@type": "Course",
                "name": course.title,
                "url": request.build_absolute_uri(course.get_url(request) or ""),
            },
        }
    )


def _file_path(page: VideoPage) -> str:
    return reverse("resources:media", args=[page.file.pk, page.file.filename])


def video_data(page: VideoPage, poster_url: str, request: HttpRequest) -> dict[str, Any]:
    """`poster_url`: a path on this site, or empty."""
    player = page.player
    features = [name for name, given in (("captions", page.has_captions), ("transcript", page.has_transcript)) if given]
    return _filled(
        {
            "uploadDate": page.first_published_at.isoformat() if page.first_published_at else None,
            "duration": f"PT{page.seconds}S" if page.seconds else duration(page.minutes),
            "thumbnailUrl": request.build_absolute_uri(poster_url) if poster_url else None,
            "embedUrl": player.player if player else None,
            "contentUrl": request.build_absolute_uri(_file_path(page)) if page.file_id else None,
            "accessibilityFeature": features,
        }
    )
