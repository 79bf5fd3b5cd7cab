"""What of an item is searched as text, and the values it is found and counted under."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from search.contract import MINOR_AGE, YES, CatalogueItem, FacetName, Kind, duration_bucket
from search.engines.common.analysis import clean, folded, words

OPENING_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Texts:
    """Clean texts of an item: where a word counts once for all, and where it stands out (title, keywords, opening)."""

    title: str
    keywords: str
    summary: str
    body: str
    mentions: str = ""

    @property
    def opening(self) -> str:
        return self.summary or self.body[:OPENING_CHARACTERS]

    @property
    def everything(self) -> str:
        return "\n".join((self.title, self.keywords, self.summary, self.body, self.mentions))


def texts_of(item: CatalogueItem) -> Texts:
    keywords = " , ".join((*item.keywords, item.organisation, item.place))
    mentions = " , ".join((*item.mentions, *item.areas))
    return Texts(*(clean(text) for text in (item.title, keywords, item.summary, item.body, mentions)))


def whole_keywords(item: CatalogueItem) -> list[str]:
    """Each keyword and area, folded, for who types nothing else."""
    return sorted({_whole(keyword) for keyword in (*item.keywords, *item.areas)} - {""})


# Names of skills and domains: the same few on every item.
@lru_cache(maxsize=2_000)
def _whole(keyword: str) -> str:
    return folded(words(clean(keyword)))


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
