"""Lists inside a partner's page: the catalogue as the partner filtered it, searched and turned page by page in place."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from missions.departure import CameFrom
from partners.middleware import Embed
from partners.models import EmbedKind
from partners.pages import embed_page
from search.contract import CatalogueItem, Kind
from search.mission_pages.answering import answer as mission_answer
from search.mission_pages.cards import cards_of
from search.mission_pages.parameters import FACETS as MISSION_FACETS
from search.mission_pages.parameters import RADII, read_question
from search.parameters import FACETS, read
from search.views import Counted, answer, card
from skills.naming import skill_names

PAGE_SIZE = 8
# What the partner chose and the frame's own form sends along.
MISSION_FIXED = frozenset({"remote", "minors", "from", "to", "sort", "langue", "theme"})
MISSION_LISTS = tuple(facet.value for facet in MISSION_FACETS)


@embed_page(EmbedKind.CATALOGUE)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The portal's catalogue with its address's filters (`skill`, `family`, `kind`, `level`…), as on /recherche/."""
    names = skill_names()
    asked = read(request.GET, get_language() or "fr", names, PAGE_SIZE)
    results, engine_answers = answer(asked.query, asked.text)
    page = Paginator(Counted(results, asked.query.offset), PAGE_SIZE).get_page(asked.page)
    context = {
        "embed": request.embed,
        "asked": asked,
        "page": page,
        "total": results.total,
        "cards": [card(hit, names) | embedded(hit.item, request.embed) for hit in results.hits],
        "fixed": fixed(request.GET),
        "engine_answers": engine_answers,
        "on_portal": request.build_absolute_uri(f"{reverse('search:catalogue')}?{_portal_query(request.GET)}"),
    }
    return render(request, "embed/catalogue.html", context)


def embedded(item: CatalogueItem, embed: Embed) -> dict[str, Any]:
    """Where a card leads: on inside the frame where the partner may show that too, to the portal otherwise."""
    kind, _colon, key = item.id.partition(":")
    may = embed.partner.may_embed
    if kind == Kind.SKILL and EmbedKind.SKILL in may:
        slug = key.rpartition("-")[0]
        return {"href": reverse("embed:skill", args=[embed.partner.slug, slug]) + embed.query, "inside": True}
    if kind in {Kind.ARTICLE, Kind.VIDEO, Kind.COURSE} and EmbedKind.RESOURCE in may:
        return {"href": reverse("embed:resource", args=[embed.partner.slug, key]) + embed.query, "inside": True}
    return {"inside": False}


def fixed(parameters: QueryDict) -> list[tuple[str, str]]:
    """The partner's choices, to be sent along by the frame's own form."""
    known = {facet.value for facet in FACETS} | {"sort", "langue", "theme"}
    return [(name, value) for name, values in parameters.lists() if name in known for value in values]


def _portal_query(parameters: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name, values in parameters.lists():
        if name not in {"langue", "theme", "page"}:
            kept.setlist(name, values)
    return kept.urlencode()


@embed_page(EmbedKind.MISSIONS)
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """The portal's missions with its address's filters, as on /missions/; a place may be given beforehand, and changed in the frame.

    Nobody's age is known here: the partner may fix `minors=1`.
    """
    names, today = skill_names(), timezone.localdate()
    question = read_question(request.GET, names)
    results, counted = mission_answer(question.query(today, PAGE_SIZE, facets=()), question.text)
    page = Paginator(Counted(results, (question.page - 1) * PAGE_SIZE), PAGE_SIZE).get_page(question.page)
    prefix = reverse("missions:list").removesuffix("/missions/")
    near = question.query(today).near
    links = [CameFrom.EMBED.on(f"{prefix}{hit.item.url}") for hit in results.hits]
    cards = [card | {"href": href} for card, href in zip(cards_of(results, names, near, prefix), links, strict=True)]
    context = {
        "embed": request.embed,
        "question": question,
        "page": page,
        "total": results.total,
        "cards": cards,
        "counted": counted,
        "radii": sorted({*RADII, question.km}),
        "fixed": [pair for pair in request.GET.items() if pair[0] in MISSION_FIXED],
        "fixed_lists": [(name, value) for name in MISSION_LISTS for value in request.GET.getlist(name)],
        "on_portal": request.build_absolute_uri(f"{reverse('missions:list')}?{_portal_query(request.GET)}"),
    }
    return render(request, "embed/missions.html", context)
