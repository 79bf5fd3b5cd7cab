"""The catalogue page and the fragments that other pages load from here."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from missions.ages import age_for_limits
from missions.departure import CameFrom
from search.contract import CatalogueItem, CatalogueQuery, Facet, FacetName, Kind, Results, Sort
from search.engine import EngineUnavailable, get_engine
from search.fallback import search_database
from search.labels import FACETS, kind_label, meta, value_labels
from search.learner import learner_of, stored_context
from search.parameters import PAGE_SIZE, Asked, read
from skills.models import Skill
from skills.naming import SkillName, skill_names

logger = logging.getLogger("tremplin.search")
FRAGMENT_SIZE = 4
VALUES_SHOWN = 8


class Counted:
    """As much of a list as a paginator needs when the engine has done the slicing."""

    def __init__(self, results: Results, offset: int) -> None:
        self.results, self.offset = results, offset

    def __len__(self) -> int:
        return self.results.total

    def __getitem__(self, index: slice) -> list[Any]:
        return list(self.results.hits)


def answer(query: CatalogueQuery, text: str) -> tuple[Results, bool]:
    """The engine's results, or the database's when it does not answer; True when it did."""
    try:
        return get_engine().search(query), True
    except EngineUnavailable as error:
        logger.warning("engine unavailable, searching the database (%s)", error)
        return search_database(query, text), False


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything there is to learn and to do, by words and facets. The address holds the whole question."""
    names = skill_names()
    asked = read(request.GET, get_language() or "fr", names)
    if age := stored_context(request).get("age"):
        asked = replace(asked, query=replace(asked.query, age=age_for_limits(age)))
    results, engine_answers = answer(asked.query, asked.text)
    page = Paginator(Counted(results, asked.query.offset), PAGE_SIZE).get_page(asked.page)
    if asked.page != page.number and results.total:
        # Past the end: the last page there is, which the engine was not asked for.
        results, engine_answers = answer(replace(asked.query, offset=(page.number - 1) * PAGE_SIZE), asked.text)
    context = {
        "asked": asked,
        "results": results,
        "page": page,
        "cards": [card(hit, names) for hit in results.hits],
        "facets": [facet_group(facet, names) for facet in results.facets if facet.values],
        "chosen": chosen(asked, request.GET, names),
        "sorts": sorts(asked.query.sort),
        "engine_answers": engine_answers,
    }
    # Going back, htmx asks for the whole page again.
    in_place = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    response = render(request, "search/_results.html" if in_place else "search/catalogue.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def card(hit: Any, names: dict[str, SkillName]) -> dict[str, Any]:
    """What {% card %} takes, for a hit."""
    item = hit.item
    return {
        "href": item.url,
        "kind": item.kind.value,
        "kind_label": kind_label(item),
        "title": item.title,
        "title_html": hit.title_html,
        "meta": meta(item, hit.km),
        "summary": item.summary,
        "summary_html": hit.excerpt_html,
        "reason": "" if item.kind is Kind.SKILL else skills_line(item, names),
        "lang": item.language if item.language != get_language() else "",
    }


def skills_line(item: CatalogueItem, names: dict[str, SkillName]) -> str:
    """The names of the first three skills an item trains, each once."""
    slugs = dict.fromkeys(row.skill for row in item.skills if row.skill in names)
    return ", ".join(names[slug].name for slug in list(slugs)[:3])


def facet_group(facet: Facet, names: dict[str, SkillName]) -> dict[str, Any]:
    """A facet for the page: the values with their words, what is chosen first, capped."""
    labels = value_labels(facet.name, names)
    values = list(facet.values)
    if facet.name in (FacetName.LEVEL, FacetName.DURATION):
        values.sort(key=lambda value: (len(value.value), value.value))
    values.sort(key=lambda value: not value.selected)
    rows = [(value.value, labels.get(value.value, value.value), value.count, value.selected) for value in values]
    return {
        "name": facet.name.value,
        "label": str(FACETS[facet.name]),
        "values": rows,
        "boxes": boxes(facet.name, rows[:VALUES_SHOWN]),
        "rest": boxes(facet.name, rows[VALUES_SHOWN:]),
        "see_rest": see_rest(len(rows) - VALUES_SHOWN),
        "open": any(value.selected for value in values),
    }


def see_rest(number: int) -> str:
    return ngettext("Voir %(more)s autre", "Voir les %(more)s autres", number) % {"more": number}


def boxes(name: FacetName, rows: list[tuple[str, Any, int | str, bool]]) -> SafeString:
    """A box to tick for each (value, words, count or "", chosen). Not a template: included for each of a hundred, it cost as much as the search."""
    parts = [
        f"{before}{' checked' if selected else ''}{after}{count}</i></label>"
        for value, label, count, selected in rows
        for before, after in (_box(name.value, value, str(label)),)
    ]
    return mark_safe("".join(parts))  # noqa: S308 (all of it escaped in _box; counts are numbers)


# The same few hundred choices on every page, and the names of organisations.
@lru_cache(maxsize=2_000)
def _box(name: str, value: str, label: str) -> tuple[str, str]:
    """What stands before "checked" and after it, up to the count."""
    return (
        f'<label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"',
        f"><span>{escape(label)}</span><i>",
    )


def chosen(asked: Asked, parameters: QueryDict, names: dict[str, SkillName]) -> list[dict[str, str]]:
    """The filters in force, each with the address of the same question without it."""
    links = []
    for name, values in asked.query.filters.items():
        labels = value_labels(name, names)
        for value in values:
            without = parameters.copy()
            without.setlist(name.value, [other for other in values if other != value])
            without.pop("page", None)
            links.append({"label": labels.get(value, value), "query": without.urlencode()})
    return links


def sorts(current: Sort) -> list[dict[str, Any]]:
    labels = {Sort.RELEVANCE: _("Les plus pertinents"), Sort.NEWEST: _("Les plus récents"), Sort.SHORTEST: _("Les plus courts")}
    return [{"value": sort.value, "label": label, "selected": sort is current} for sort, label in labels.items()]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Up to eight completions for what is being typed, as options of a list."""
    prefix = request.GET.get("q", "")[:100]
    try:
        found = get_engine().suggest(prefix, get_language() or "fr", today=timezone.localdate())
    except EngineUnavailable:
        found = []
    return render(request, "search/_suggestions.html", {"suggestions": found, "prefix": prefix})


def _for_learner(query: CatalogueQuery, request: HttpRequest) -> Results:
    """Missions the person may do, nearest first around the place they gave; the newest where there is none or nothing near."""
    context = learner_of(request).context
    query = replace(query, age=context.age, sort=Sort.NEWEST)
    if context.near:
        near, _answered = answer(replace(query, near=context.near, sort=Sort.NEAREST), "")
        if near.total:
            return near
    return answer(query, "")[0]


@require_safe
def skill_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """For a skill's page: what to read, watch and follow, and where to practise."""
    skill = get_object_or_404(Skill, slug=slug)
    names = skill_names()
    parameters = QueryDict(mutable=True)
    parameters["skill"] = skill.slug
    asked = read(parameters, get_language() or "fr", names)
    groups = []
    for kinds, title in (
        ((Kind.ARTICLE, Kind.VIDEO, Kind.COURSE), _("Lire, regarder, suivre")),
        ((Kind.MISSION,), _("Sur le terrain")),
    ):
        filters = {**asked.query.filters, FacetName.KIND: tuple(kind.value for kind in kinds)}
        query = CatalogueQuery(language=asked.query.language, filters=filters, today=asked.query.today, limit=FRAGMENT_SIZE)
        missions = Kind.MISSION in kinds
        results = _for_learner(query, request) if missions else answer(query, "")[0]
        shown = [card(hit, names if missions else {}) for hit in results.hits]
        if missions:
            shown = [{**one, "href": CameFrom.SKILL.on(one["href"])} for one in shown]
        groups.append({"title": title, "cards": shown, "total": results.total})
    response = render(request, "search/_skill_fragment.html", {"skill": skill, "groups": groups})
    response["X-Robots-Tag"] = "noindex"
    return response
