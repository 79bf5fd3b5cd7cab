"""A mission of the catalogue in the words of a card: where, how far, when, how fresh, and what it trains."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from missions.cards import foreign_lang, freshness_of, place_words, start_words
from missions.choices import MissionType
from missions.departure import CameFrom
from missions.towns import towns_label
from search.contract import CatalogueItem, Hit, Near, Results
from search.geo import nearest_point
from skills.naming import SkillName

SKILLS_SHOWN = 3
_FORMS = frozenset(MissionType.values)


def cards_of(results: Results, names: Mapping[str, SkillName], near: Near | None, path: str) -> list[dict[str, object]]:
    """What {% card %} takes, for each hit, in one query: how fresh each is stands in the database alone.

    `path` is the language's prefix of addresses ("/en" or ""); `near` names the nearest of several places.
    """
    fresh = freshness_of(int(_key(hit)) for hit in results.hits)
    return [card_of(hit, names, near, path, fresh.get(int(_key(hit)), "")) for hit in results.hits]


def _key(hit: Hit) -> str:
    return hit.item.id.partition(":")[2]


def card_of(hit: Hit, names: Mapping[str, SkillName], near: Near | None, path: str, fresh: str = "") -> dict[str, object]:
    """One card, without a query; `fresh` is said last (missions.cards.freshness_words)."""
    item = hit.item
    skills = list(dict.fromkeys(names[row.skill].name for row in item.skills if row.skill in names))[:SKILLS_SHOWN]
    parts = [item.organisation, where_words(item, near), start_words(item.starts), fresh]
    return {
        "id": _key(hit),
        "href": CameFrom.LIST.on(f"{path}{item.url}"),
        "title": item.title,
        "title_html": hit.title_html,
        "summary_html": hit.excerpt_html,
        "kind_label": form_label(item.form),
        "meta": " · ".join(filter(None, parts)),
        "reason": _("Fait travailler : %(skills)s") % {"skills": ", ".join(skills)} if skills else "",
        "lang": foreign_lang(),
    }


def form_label(form: str) -> str:
    return _form_label(form, get_language())


@lru_cache(maxsize=64)
def _form_label(form: str, language: str | None) -> str:
    return str((MissionType(form) if form in _FORMS else MissionType.VOLUNTEERING).label)


def where_words(item: CatalogueItem, near: Near | None) -> str:
    """The town of the nearest place and its distance; all the towns when nothing is near or no place was asked for."""
    found = nearest_point(near, item.points) if near else None
    if found is None:
        return place_words(towns_label(item.towns) or item.place, item.remote or "")
    index, km = found
    town = item.towns[index] if index < len(item.towns) else item.place
    others = len(item.points) - 1
    return place_words(f"{town} +{others}" if others else town, item.remote or "", km)
