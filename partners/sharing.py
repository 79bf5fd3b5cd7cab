"""What an address of ours shows, for whoever asks from outside: its title, its picture, and where it can be embedded.

Only what anybody may read. Nothing is fetched: an address is looked up in our own tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone, translation
from wagtail.models import Page, Site

from kit.pages import BasePage
from missions.models import Mission
from partners.models import EmbedKind
from resources.models import LessonPage, Resource
from skills.models import Skill


class NotPublic(Exception):
    """There is such a page, and it is not for everybody."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`url` and `picture` are whole addresses; `embed` is (kind, key) where a partner may embed it."""

    title: str
    url: str
    summary: str = ""
    author: str = ""
    picture: str = ""
    embed: tuple[EmbedKind, str] | None = None


def shown_at(address: str, request: HttpRequest) -> Shown:
    """What stands at an address. Raises Http404 for any other site's, an unknown or an unpublished one, NotPublic for a closed one."""
    path = own_path(address, request)
    language = "en" if path.startswith("/en/") else "fr"
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404 as error:
            raise Http404 from error
        reader = _READERS.get(match.view_name)
        if reader is None:
            raise Http404
        return reader(match, request)


def own_path(address: str, request: HttpRequest) -> str:
    """The path of an address of this site. Raises Http404 for any other."""
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise Http404 from error
    ours = {urlsplit(settings.BASE_URL).netloc, request.get_host()}
    if parts.scheme not in {"https", "http"} or parts.netloc.lower() not in ours:
        raise Http404
    return parts.path or "/"


def _page(match: ResolverMatch, request: HttpRequest) -> Shown:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    pieces = [piece for piece in match.args[0].split("/") if piece] if match.args else []
    return shown_page(site.root_page.localized.specific.route(request, pieces).page, request)


def shown_page(page: Page, request: HttpRequest) -> Shown:
    """A page of ours. Raises Http404 for one that is not published, NotPublic for a closed one."""
    page = page.specific
    if page.live and page.get_view_restrictions().exists():
        raise NotPublic
    if not isinstance(page, BasePage) or not type(page).objects.published().filter(pk=page.pk).exists():
        raise Http404
    kind = next((name for model, name in _PICTURES if isinstance(page, model)), "page")
    return Shown(
        title=page.title,
        url=page.get_full_url(request) or "",
        summary=page.meta_description,
        author=getattr(page, "author", ""),
        picture=_picture(kind, page.pk),
        embed=(EmbedKind.RESOURCE, str(page.pk)) if isinstance(page, Resource | LessonPage) else None,
    )


def _skill(match: ResolverMatch, request: HttpRequest) -> Shown:
    return shown_skill(match.kwargs["slug"])


def shown_skill(slug: str) -> Shown:
    """A skill in the active language. Raises Http404."""
    skill = Skill.objects.filter(slug=slug).first()
    if skill is None:
        raise Http404
    url = f"{settings.BASE_URL}{skill.get_absolute_url()}"
    return Shown(skill.name, url, skill.definition, picture=_picture("competence", skill.pk), embed=(EmbedKind.SKILL, skill.slug))


def _mission(match: ResolverMatch, request: HttpRequest) -> Shown:
    published = Mission.objects.published(timezone.localdate()).select_related("organisation")
    mission = published.filter(pk=match.kwargs["pk"]).first()
    if mission is None:
        raise Http404
    url = f"{settings.BASE_URL}{mission.get_absolute_url()}"
    return Shown(mission.title, url, mission.index_text[:200], mission.organisation.name, _picture("mission", mission.pk))


def _picture(kind: str, key: int) -> str:
    return f"{settings.BASE_URL}{reverse('share', args=[kind, key])}"


# Names of home/sharing.py's cards; what is none of these is an editorial page.
_PICTURES: tuple[tuple[type[Page], str], ...] = ((LessonPage, "lecon"), (Resource, "ressource"))
_READERS: dict[str, Callable[[ResolverMatch, HttpRequest], Shown]] = {
    "wagtail_serve": _page,
    "skills:skill": _skill,
    "missions:mission": _mission,
}
