"""Lists inside a partner's page: the catalogue as the partner filtered it, searched and turned page by page in place."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from partners.middleware import Embed
from partners.models import EmbedKind
from partners.pages import embed_page
from search.contract import CatalogueItem, Kind
from search.parameters import FACETS, read
from search.views import Counted, answer, card
from skills.naming import skill_names

PAGE_SIZE = 8


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
