"""What somebody kept, did or refused, as cards: found in the catalogue, in the database when the engine is away."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from search.choices import Verdict, choices
from search.contract import CatalogueItem
from search.documents import key_of
from search.engine import EngineUnavailable, get_engine
from search.labels import KINDS, kind_label, meta
from search.rows import items_of


@dataclass(frozen=True, slots=True)
class Shelved:
    """One item of a shelf; without `href` it is no longer there, and can only be taken off."""

    id: str
    kind: str
    kind_label: str
    title: str = ""
    href: str = ""
    meta: str = ""
    lang: str = ""


def ids_with(request: HttpRequest, verdict: Verdict) -> list[str]:
    """Ids of the items with a verdict, the latest first."""
    held = [(choice["when"], item) for item, choice in choices(request).items() if choice.get("verdict") == verdict]
    return [item for _when, item in sorted(held, reverse=True)]


def shelved(ids: list[str]) -> list[Shelved]:
    """The items as cards, in their order."""
    found = _found(ids)
    return [_card(found[item]) if item in found else _gone(item) for item in ids]


def _found(ids: list[str]) -> dict[str, CatalogueItem]:
    try:
        engine = get_engine()
        return {item.id: item for item in map(engine.get, ids) if item}
    except EngineUnavailable:
        sources = [key for item in ids if (key := key_of(item))]
        return {item.id: item for items in items_of(sources).values() for item in items}


def _card(item: CatalogueItem) -> Shelved:
    foreign = item.language if item.language != get_language() else ""
    return Shelved(item.id, item.kind.value, kind_label(item), item.title, item.url, meta(item), foreign)


def _gone(item: str) -> Shelved:
    kind = item.partition(":")[0]
    return Shelved(item, kind, str(KINDS[kind]))
