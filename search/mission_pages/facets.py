"""The list's filters as people see them: groups with counts, and what is set with the way to take it off."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.contract import Facet, FacetName, Remote, Results
from search.labels import FACETS as NAMES
from search.labels import value_labels
from search.mission_pages.parameters import FACETS, ONLY, MissionQuestion
from search.views import boxes
from skills.naming import SkillName

SHOWN = {FacetName.DOMAIN: 6, FacetName.SKILL: 6, FacetName.FAMILY: 4}
SHOWN_OTHERWISE, MOST_SHOWN = 6, 10
# All domains can be reached; of the others the most frequent ones: a page stays within its 30 KB.
MOST_OF = {FacetName.DOMAIN: 20, FacetName.SKILL: 16}
# Beside words, whose cards say where they were found.
MOST_WITH_WORDS = 8


Row = tuple[str, Any, int | str, bool]


def groups(results: Results, question: MissionQuestion, names: dict[str, SkillName]) -> list[dict[str, Any]]:
    """The facets that tell something apart, in the page's order."""
    if not results.facets:
        return [_uncounted(name, question, names) for name in (FacetName.DOMAIN, FacetName.SKILL)]
    by_name = {facet.name: facet for facet in results.facets}
    return [_group(by_name[name], names, bool(question.text)) for name in FACETS if name in by_name and by_name[name].values]


def _uncounted(name: FacetName, question: MissionQuestion, names: dict[str, SkillName]) -> dict[str, Any]:
    """What can be chosen while the engine is away, without counts."""
    chosen_now = question.filters.get(name, ())
    rows = [(value, label, "", value in chosen_now) for value, label in value_labels(name, names).items()]
    rows.sort(key=lambda row: not row[3])
    return _shown(name, rows[:6], rows[6:], bool(chosen_now))


def _group(facet: Facet, names: dict[str, SkillName], with_words: bool) -> dict[str, Any]:
    labels = value_labels(facet.name, names)
    values = sorted(facet.values, key=lambda value: not value.selected)
    most = MOST_WITH_WORDS if with_words and facet.name is not FacetName.DOMAIN else MOST_OF.get(facet.name, MOST_SHOWN)
    values = values[:most]
    rows = [(value.value, labels.get(value.value, value.value), value.count, value.selected) for value in values]
    first = SHOWN.get(facet.name, SHOWN_OTHERWISE)
    is_open = facet.name is FacetName.COMMITMENT or any(value.selected for value in values)
    return _shown(facet.name, rows[:first], rows[first:], is_open)


def _shown(name: FacetName, first: list[Row], rest: list[Row], is_open: bool) -> dict[str, Any]:
    return {
        "name": name.value,
        "label": NAMES[name],
        "values": first,
        "rest": rest,
        "boxes": boxes(name, first),
        "more": boxes(name, rest),
        # Said here: such a text in a template costs as much as the boxes under it.
        "more_label": ngettext("Voir %(more)s autre", "Voir les %(more)s autres", len(rest)) % {"more": len(rest)},
        "open": is_open,
    }


def count_of(results: Results, name: FacetName, *wanted: str) -> int | None:
    """How many have one of the values; None when nothing was counted."""
    facet = next((facet for facet in results.facets if facet.name is name), None)
    return sum(value.count for value in facet.values if value.value in wanted) if facet else None


def remote_count(results: Results) -> int | None:
    return count_of(results, FacetName.REMOTE, Remote.FULL, Remote.POSSIBLE)


def chosen(question: MissionQuestion, parameters: QueryDict, names: dict[str, SkillName]) -> list[dict[str, str]]:
    """What is set, each with the address of the same question without it."""
    links = []
    if question.text:
        links.append(_without(parameters, f"« {question.text} »", "q"))
    if question.where:
        label = _("%(place)s, %(km)d km") % {"place": question.where, "km": question.km} if question.point else question.where
        links.append(_without(parameters, label, "place", "around"))
    if question.remote:
        links.append(
            _without(parameters, _("À distance seulement") if question.remote == ONLY else _("À distance aussi"), "remote")
        )
    if question.minors:
        links.append(_without(parameters, _("Moins de 18 ans"), "minors"))
    if question.period:
        links.append(_without(parameters, _period_words(question), "from", "to"))
    for name, values in question.filters.items():
        labels = value_labels(name, names)
        for value in values:
            without = parameters.copy()
            without.setlist(name.value, [other for other in values if other != value])
            links.append(_without(without, str(labels.get(value, value))))
    return links


def _without(parameters: QueryDict, label: str, *dropped: str) -> dict[str, str]:
    query = parameters.copy()
    for name in (*dropped, "page"):
        query.pop(name, None)
    for name in [name for name in query if not any(query.getlist(name))]:
        query.pop(name)
    return {"label": label, "query": query.urlencode()}


def _period_words(question: MissionQuestion) -> str:
    assert question.period
    first, last = (date_format(day, "j F Y") if day else "" for day in (question.period.first, question.period.last))
    if first and last:
        return _("du %(start)s au %(end)s") % {"start": first, "end": last}
    return _("à partir du %(start)s") % {"start": first} if first else _("jusqu'au %(end)s") % {"end": last}
