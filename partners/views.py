"""Resources and skills inside a partner's page: the portal's content without its frame."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha384
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kit.pages import BasePage
from partners.figures import DONE, count
from partners.models import EmbedKind, Partner
from partners.pages import embed_page, form_refused
from partners.tokens import FIELD, TokenRefused, make_token, read_token
from resources.models import LessonPage, Resource
from resources.quiz import BadAnswers, read_quiz
from skills.models import Skill

# A removed partner, an unpublished page: seen at the next request after it.
SECONDS = 60
SCRIPT = Path(__file__).with_name("v1.js")


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """`/embed/v1.js`, for partners' pages: once published it never changes, so that its integrity hash holds for good."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    # `integrity` on another site's page asks for CORS.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def script_integrity() -> str:
    """The script's hash as a snippet writes it (Subresource Integrity, W3C)."""
    return f"sha384-{b64encode(sha384(SCRIPT.read_bytes()).digest()).decode()}"


@require_safe
def theme(request: HttpRequest, partner: str) -> HttpResponse:
    """The partner's two colours as a style sheet: a policy without inline styles has no other place for them."""
    owner = get_object_or_404(Partner.objects.active(), slug=partner)
    response = render(request, "embed/theme.css", {"partner": owner}, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


@embed_page(EmbedKind.RESOURCE)
@require_http_methods(["GET", "HEAD", "POST"])
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """A published article, video, course or lesson; POST marks a lesson's quiz, and keeps nothing of it."""
    page = Resource.objects.published().filter(pk=pk).first()
    if page is not None:
        return _page(request, page.specific, "embed/resource.html", {})
    lesson = get_object_or_404(LessonPage.objects.published(), pk=pk)
    if request.method != "POST":
        return _page(request, lesson, "embed/lesson.html", {})
    try:
        read_token(request, f"quiz:{pk}")
        answers = read_quiz(lesson.quiz, request.POST.getlist)
    except TokenRefused as error:
        return form_refused(request, error)
    except BadAnswers:
        error = _("Le quiz a changé, ou l'envoi est abîmé. Choisis tes réponses encore une fois, puis valide.")
        return _page(request, lesson, "embed/lesson.html", {"error": error}, status=422)
    if answers.total and answers.complete:
        count(request, f"{EmbedKind.RESOURCE}:{pk}", DONE)
    return _page(request, lesson, "embed/lesson.html", {"quiz": answers, "marked": True})


def _page(request: HttpRequest, page: BasePage, template: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = page.get_context(request) | {
        "embed": request.embed,
        "on_portal": page.get_full_url(request),
        "here": reverse("embed:resource", args=[request.embed.partner.slug, page.pk]) + request.embed.query,
        "field": FIELD,
        "token": make_token(request, f"quiz:{page.pk}") if isinstance(page, LessonPage) and page.quiz else "",
    }
    return render(request, template, context | more, status=status)


@embed_page(EmbedKind.SKILL)
@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Skill.objects.with_texts(), slug=slug)
    address = request.build_absolute_uri(found.get_absolute_url())
    return render(request, "embed/skill.html", {"skill": found, "embed": request.embed, "on_portal": address})
