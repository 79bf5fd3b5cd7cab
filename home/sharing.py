"""The picture a shared page shows: which card an address has, and the drawn card, kept once drawn."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.models import EditorialPage, HomePage
from kit.share import ShareCard, draw_share_card
from missions.models import Mission
from resources.models import LessonPage, Resource
from skills.models import Skill

FOLDER = "partage"


def _resource(key: str) -> ShareCard | None:
    page = Resource.objects.published().with_skills().filter(pk=key).first()
    if page is None:
        return None
    label = f"{page.get_kind_display()} · {_('%(minutes)s min') % {'minutes': page.minutes}}"
    rows = page.skill_rows.all()
    return ShareCard(page.kind, page.title, label, rows[0].skill.family.slug if rows else "jump")


def _lesson(key: str) -> ShareCard | None:
    page = LessonPage.objects.published().filter(pk=key).first()
    return ShareCard("course", page.title, _("Leçon")) if page else None


def _editorial(key: str) -> ShareCard | None:
    page = EditorialPage.objects.published().filter(pk=key).first()
    return ShareCard("", page.title) if page else None


def _skill(key: str) -> ShareCard | None:
    skill = Skill.objects.select_related("family").filter(pk=key).first()
    return ShareCard("skill", skill.name, skill.family.name, skill.family.slug) if skill else None


def _mission(key: str) -> ShareCard | None:
    mission = Mission.objects.published(timezone.localdate()).with_skills().select_related("organisation").filter(pk=key).first()
    if mission is None:
        return None
    rows = mission.skills.all()
    return ShareCard("mission", mission.title, _("Mission"), rows[0].skill.family.slug if rows else "jump")


def _home(key: str) -> ShareCard | None:
    page = HomePage.objects.published().filter(pk=key).first()
    return ShareCard("", page.title) if page else None


CARDS: dict[str, Callable[[str], ShareCard | None]] = {
    "ressource": _resource, "lecon": _lesson, "page": _editorial, "competence": _skill, "mission": _mission, "accueil": _home,
}  # fmt: skip
_PAGES = ((HomePage, "accueil"), (EditorialPage, "page"), (LessonPage, "lecon"), (Resource, "ressource"))


def share_path(request: HttpRequest) -> str | None:
    """The address of the picture for what a request shows, None for what has none of its own. No query."""
    page = getattr(request, "page_for_languages", None)
    found = next(((name, page.pk) for model, name in _PAGES if isinstance(page, model) and page.pk), None)
    if found is None:
        found = getattr(request, "shared_as", None)
    return reverse("share", args=found) if found else None


@require_safe
@cache_control(public=True, max_age=86400)
def share_image(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """The card as PNG; 404 for what is not public, so that no title leaks."""
    card = CARDS[kind](str(key)) if kind in CARDS else None
    if card is None:
        raise Http404
    return HttpResponse(_kept(card), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=86400)
def share_default(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_kept(ShareCard("", _("Tu sais faire plus que tu crois."))), content_type="image/png")


def _kept(card: ShareCard) -> bytes:
    """Drawn at the first asking, then read from the media storage; new words make a new file."""
    name = f"{FOLDER}/{card.digest}.png"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return file.read()
    data = draw_share_card(card)
    default_storage.save(name, ContentFile(data))
    return data
