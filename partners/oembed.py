"""oEmbed 1.0 (https://oembed.com) for public pages.

Anybody gets a card: our pages stand in frames on partners' sites only. A partner gives the address of an embed
(`/embed/<partner>/…`), and gets its frame.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from wagtail.models import Page

from kit.share import HEIGHT, WIDTH
from partners.middleware import PREFIX
from partners.models import EmbedKind, Partner
from partners.sharing import NotPublic, Shown, own_path, shown_at, shown_page, shown_skill
from partners.snippets import HEIGHTS, frame_html
from search.mission_pages.parameters import FACETS as MISSION_FACETS
from search.parameters import FACETS, whole_number

CACHE_SECONDS = 3600
CARD_WIDTH, CARD_HEIGHT, FRAME_WIDTH = 480, 220, 720
# What an embed's own address may carry; nothing else of an address given is repeated.
PARAMETERS = frozenset(
    {
        "langue",
        "theme",
        "competences",
        "q",
        "sort",
        "place",
        "km",
        "remote",
        "minors",
        *(facet.value for facet in (*FACETS, *MISSION_FACETS)),
    }
)
MOST_PARAMETERS = 40
# Names of addresses below /embed/<partner>/ (partners/urls.py).
_KINDS = {
    "embed:resource": EmbedKind.RESOURCE,
    "embed:skill": EmbedKind.SKILL,
    "embed:catalogue": EmbedKind.CATALOGUE,
    "embed:missions": EmbedKind.MISSIONS,
    "embed:questionnaire": EmbedKind.QUESTIONNAIRE,
}
_PORTAL = {
    EmbedKind.CATALOGUE: "search:catalogue",
    EmbedKind.MISSIONS: "missions:list",
    EmbedKind.QUESTIONNAIRE: "assessments:start",
}


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """`?url=…&format=json|xml&maxwidth=&maxheight=`: 404 for what is not ours or not there, 401 for what is closed, 501 for another format."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return _said("501: json or xml", 501)
    address = request.GET.get("url", "")
    if not address:
        return _said("400: url is missing", 400)
    try:
        data = _described(address, request)
    except NotPublic:
        return _said("401: not public", 401)
    except Http404:
        return _said("404: no such page here", 404)
    response = JsonResponse(data) if form == "json" else _xml(data)
    # For programs of other sites; there is nothing here that depends on who asks.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    return response


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _described(address: str, request: HttpRequest) -> dict[str, Any]:
    path = own_path(address, request)
    if path.startswith(PREFIX):
        return _frame(address, path, request)
    shown = shown_at(address, request)
    return _common(shown) | {
        "type": "rich",
        "html": _card(shown),
        "width": _size(request, "maxwidth", CARD_WIDTH),
        "height": _size(request, "maxheight", CARD_HEIGHT),
    }


def _frame(address: str, path: str, request: HttpRequest) -> dict[str, Any]:
    """The frame of an embed, for its partner's sites."""
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    kind = _KINDS.get(match.view_name)
    partner = Partner.objects.active().filter(slug=match.kwargs.get("partner", "")).first()
    if kind is None or partner is None or kind not in partner.may_embed:
        raise Http404
    shown = _embedded(kind, match.kwargs, request)
    width, height = _size(request, "maxwidth", FRAME_WIDTH), _size(request, "maxheight", HEIGHTS[kind])
    query = urlencode([pair for pair in parse_qsl(urlsplit(address).query) if pair[0] in PARAMETERS][:MOST_PARAMETERS])
    whole = f"{settings.BASE_URL}{path}" + (f"?{query}" if query else "")
    html = frame_html(whole, shown.title, width, height)
    return _common(shown) | {"type": "rich", "html": html, "width": width, "height": height}


def _embedded(kind: EmbedKind, given: dict[str, Any], request: HttpRequest) -> Shown:
    """What an embed shows. Raises as `shown_at` does."""
    if kind is EmbedKind.RESOURCE:
        return shown_page(get_object_or_404(Page, pk=given["pk"]), request)
    if kind is EmbedKind.SKILL:
        return shown_skill(given["slug"])
    return Shown(str(kind.label).capitalize(), f"{settings.BASE_URL}{reverse(_PORTAL[kind])}")


def _common(shown: Shown) -> dict[str, Any]:
    data = {
        "version": "1.0",
        "title": shown.title,
        "provider_name": settings.WAGTAIL_SITE_NAME,
        "provider_url": settings.BASE_URL,
        "cache_age": CACHE_SECONDS,
    }
    if shown.author:
        data["author_name"] = shown.author
    if shown.picture:
        data |= {"thumbnail_url": shown.picture, "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}
    return data


def _card(shown: Shown) -> SafeString:
    """Text and a link: nothing that runs, loads or counts on somebody else's page."""
    return format_html(
        '<blockquote class="tremplin-card"><p><a href="{}">{}</a></p><p>{}</p><p>{}</p></blockquote>',
        shown.url,
        shown.title,
        shown.summary,
        settings.WAGTAIL_SITE_NAME,
    )


def _size(request: HttpRequest, name: str, wanted: int) -> int:
    """`wanted`, or less where the asker has less room."""
    room = whole_number(request.GET, name, 0, wanted, digits=5)
    return room or wanted


def _xml(data: dict[str, Any]) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in data.items():
        ET.SubElement(root, name).text = str(value)
    text = ET.tostring(root, encoding="unicode")
    return HttpResponse(
        f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{text}', content_type="text/xml; charset=utf-8"
    )
