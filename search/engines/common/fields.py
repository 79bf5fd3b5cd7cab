"""What of an item is searched as text, and the values it is found and counted under."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from search.codec import to_json
from search.contract import MINOR_AGE, YES, CatalogueItem, FacetName, Kind, duration_bucket
from search.engines.common import analysis

# Those that hold every word of an item, in one form each; the others hold some of the same.
WHOLE = ("words", *(f"text_{language}" for language in analysis.LANGUAGES))
# What stands out of a text without a summary.
OPENING_CHARACTERS = 400


def texts(item: CatalogueItem) -> dict[str, str]:
    """The fields of analysed words, with single spaces between: where a word counts once for all (`text`, `words`), and
    where it stands out."""
    title = analysis.pieces(item.title)
    keywords = analysis.pieces(" , ".join((*item.keywords, item.organisation, item.place)))
    summary = analysis.pieces(item.summary)
    rest = analysis.pieces("\n".join((item.body, " , ".join((*item.mentions, *item.areas)))))
    typed = analysis.as_typed(title)
    others = [*keywords, *summary, *rest]
    found = {
        "words": _joined(typed, analysis.as_typed(others), analysis.compounds([*title, *others])),
        "title_words": typed,
        "title_whole": typed,
        "title_start": typed,
    }
    if item.language in analysis.LANGUAGES:
        stems = [analysis.stemmed(some, item.language) for some in (title, keywords, summary, rest)]
        opening = stems[2] if item.summary else analysis.stemmed(analysis.pieces(item.body[:OPENING_CHARACTERS]), item.language)
        told = {"text": _joined(*stems), "title": stems[0], "keywords": stems[1], "opening": opening}
        found |= {f"{name}_{item.language}": text for name, text in told.items()}
    return found


def _joined(*texts: str) -> str:
    return " ".join(filter(None, texts))


def whole_of(name: str) -> str:
    """The one of `WHOLE` that holds all words in the form in which the field `name` keeps some."""
    return name if name in WHOLE else f"text_{name.rpartition('_')[2]}"


def as_json(fields: Mapping[str, Any], plain: Mapping[str, str]) -> bytes:
    """A JSON object of all the fields. Those in `plain` are nothing but letters, digits and spaces, as `texts` makes them, or
    base64: they need no escaping, and are most of a document."""
    added = "".join([f',"{name}":"{text}"' for name, text in plain.items()])
    return b"".join((to_json(fields)[:-1], added.encode("utf-8", "replace"), b"}"))


def whole_keywords(item: CatalogueItem) -> list[str]:
    """Each keyword and area, folded, for who types nothing else."""
    return sorted({_whole(keyword) for keyword in (*item.keywords, *item.areas)} - {""})


# Names of skills and domains: the same few on every item.
@lru_cache(maxsize=2_000)
def _whole(keyword: str) -> str:
    return analysis.as_typed(analysis.pieces(keyword))


def facet_values(item: CatalogueItem) -> dict[FacetName, set[str]]:
    """The values an item is found and counted under, for each facet."""
    bucket = duration_bucket(item.minutes)
    return {
        FacetName.KIND: {item.kind},
        FacetName.SKILL: {taught.skill for taught in item.skills},
        FacetName.FAMILY: {taught.family for taught in item.skills if taught.family},
        FacetName.LEVEL: {str(taught.level) for taught in item.skills},
        FacetName.DURATION: {bucket} if bucket else set(),
        FacetName.LANGUAGE: {item.language},
        FacetName.DOMAIN: {item.domain} if item.domain else set(),
        FacetName.REMOTE: {item.remote} if item.remote else set(),
        FacetName.DEPARTMENT: set(item.departments),
        FacetName.COMMITMENT: {item.commitment} if item.commitment else set(),
        FacetName.ACCESSIBLE: {YES} if item.accessible else set(),
        FacetName.MINORS: {YES} if item.kind is Kind.MISSION and item.min_age <= MINOR_AGE else set(),
        FacetName.ORGANISATION: {item.organisation} if item.organisation else set(),
        FacetName.SOURCE: {item.source} if item.source else set(),
    }
