"""The catalogue's words: what an engine stores, is asked, and answers.

Both engines and every caller share these values; none of them knows a database or a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    ARTICLE = "article"
    VIDEO = "video"
    COURSE = "course"
    MISSION = "mission"
    SKILL = "skill"


class Remote(StrEnum):
    NO = "no"
    POSSIBLE = "possible"
    FULL = "full"
    LOCAL = "local"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    SHORTEST = "shortest"
    NEAREST = "nearest"


class FacetName(StrEnum):
    """The fields that can be filtered on by value and counted."""

    KIND = "kind"
    SKILL = "skill"
    FAMILY = "family"
    LEVEL = "level"
    DURATION = "duration"
    LANGUAGE = "language"
    DOMAIN = "domain"
    REMOTE = "remote"
    DEPARTMENT = "department"
    COMMITMENT = "commitment"
    ACCESSIBLE = "accessible"
    MINORS = "minors"
    ORGANISATION = "organisation"
    SOURCE = "source"


class Commitment(StrEnum):
    """How much of one's time a mission takes."""

    ONE_OFF = "one-off"
    REGULAR = "regular"
    FULL_TIME = "full-time"


# The one value of a facet that says yes or nothing at all.
YES = "yes"
# At most this age to begin at for an item to count as open to minors.
MINOR_AGE = 16
# Facets that may have thousands of values are counted for the most frequent ones only.
MOST_VALUES: Mapping[FacetName, int] = {FacetName.ORGANISATION: 50}


# Upper bounds in minutes, inclusive; missions have no duration.
DURATION_BUCKETS: Mapping[str, int] = {"5": 5, "15": 15, "30": 30, "more": 10**6}


def duration_bucket(minutes: int | None) -> str | None:
    """The facet value for a duration in minutes: "5", "15", "30" or "more"; None for none."""
    if minutes is None:
        return None
    return next(name for name, limit in DURATION_BUCKETS.items() if minutes <= limit)


# The weight of an item's main skill.
MAIN_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class TaughtSkill:
    """One skill an item trains: the level it leads to (1-4) and how central it is (weight 1-3)."""

    skill: str
    family: str
    level: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One document of the catalogue. `id` is "<kind>:<key>"; `url` is a path on this site."""

    id: str
    kind: Kind
    title: str
    url: str
    language: str
    summary: str = ""
    body: str = ""
    keywords: tuple[str, ...] = ()
    skills: tuple[TaughtSkill, ...] = ()
    minutes: int | None = None
    published: datetime | None = None
    starts: date | None = None
    ends: date | None = None
    points: tuple[Point, ...] = ()
    towns: tuple[str, ...] = ()
    """The name of each point's town, in the order of `points`; empty when nobody says."""
    departments: tuple[str, ...] = ()
    """Codes of all places' departments, those without a point too."""
    mentions: tuple[str, ...] = ()
    """Words it is found by without being about them: skills that it puts into practice, whether it can be done at a distance."""
    areas: tuple[str, ...] = ()
    """Names of its places' departments and regions, as people type them."""
    place: str = ""
    remote: Remote | None = None
    domain: str = ""
    form: str = ""
    """What sort of mission: a value of missions.choices.MissionType."""
    commitment: Commitment | None = None
    accessible: bool = False
    """Whether somebody says that a wheelchair gets there; False when nobody does."""
    min_age: int = 0
    max_age: int | None = None
    organisation: str = ""
    """Its name, which is also the facet's value: the same on every platform it writes on."""
    source: str = ""
    """The platform's name as people know it, and the facet's value."""
    quality: float = 0.5
    """Editorial quality, 0..1; 0.5 when nobody has judged it."""
    work: str = ""
    """The same for one text in every language; empty for what exists in one only."""


@dataclass(frozen=True, slots=True)
class Near:
    """Within `km` of a point; with `or_remote`, items that can be done from anywhere too.

    An item is near when any of its points is. "From anywhere" is `Remote.FULL`
    alone: what is remote in part still asks to come by.
    """

    point: Point
    km: float
    or_remote: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None leaves that side open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A typed word or expression and its synonyms, each of one or more words.

    A `quoted` term is found only as it was typed: its words side by side, neither stemmed nor
    corrected (accents and case still do not matter).
    """

    text: str
    synonyms: tuple[str, ...] = ()
    quoted: bool = False
    area: bool = False
    """Whether it names a place: a department or region by its whole name, or what lies in those of `near`."""
    near: tuple[str, ...] = ()
    """The department and region of a town or code, nearest first."""
    kind: Kind | None = None
    """The kind of thing that the word asks for ("vidéo"), where it does."""
    filler: bool = False
    """Whether it says nothing of what is looked for here ("du coup"): for titles that hold the whole question only."""
    heard: tuple[str, ...] = ()
    """Words that it may be, spelled as they sound: for where the word itself hardly exists."""


@dataclass(frozen=True, slots=True)
class About:
    """A skill that a question is about, named in it or not, and how sure that is (above 0, up to 1); or one it only hints
    at, `beside` what it is about."""

    skill: str
    sureness: float
    beside: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """A question to the catalogue.

    `terms` carry the text, expanded with synonyms before the engine; no terms means everything.
    All the words are wanted; when too few items have them all, some suffice. That is decided by
    the words alone, so a filter only ever narrows what the same words found without it.
    `about` brings along what has one of these skills for its main one, whatever its words.
    `filters` maps a facet to the values accepted (any of them); facets are combined with "and".
    A skill stands in the catalogue once a language: only the one in `language` is found.
    `near` leaves only items with a place or that can be done remotely: missions.
    `today` closes what has ended: an item with `ends` before it is never found.
    `period` leaves what can be done on one of its days at least: an item lasts from `starts` to
    `ends`, and one without either is open on that side.
    `age` drops items with a higher `min_age` or a lower `max_age`.
    Equal scores, dates, durations or distances are ordered by id; no terms and RELEVANCE by id
    alone; NEAREST without `near` is RELEVANCE.
    """

    terms: tuple[Term, ...] = ()
    language: str = "fr"
    """The language the words are analysed in first; the other language is searched too."""
    about: tuple[About, ...] = ()
    filters: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    near: Near | None = None
    age: int | None = None
    today: date | None = None
    period: Period | None = None
    sort: Sort = Sort.RELEVANCE
    facets: tuple[FacetName, ...] = ()
    offset: int = 0
    limit: int = 20
    highlight: bool = True


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts of one field, each ignoring this facet's own filter; most frequent first, then by value.

    A selected value is always there, with 0 when nothing has it. A facet of MOST_VALUES has so many
    values at most, besides the selected ones; which of equally frequent ones at the cut is open.
    """

    name: FacetName
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `title_html` and `excerpt_html` are escaped text whose only markup is <mark>.

    `km` is the distance to the item's nearest point when the query has a `near` and that point is
    within it; None for what is far or has no place (found because it can be done remotely).
    """

    item: CatalogueItem
    score: float
    title_html: str = ""
    excerpt_html: str = ""
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion while typing: an item whose title starts like, or holds words like, what was typed."""

    text: str
    kind: Kind
    url: str


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a learner would gain: a skill, the level to reach next, and how much it matters (0..1)."""

    skill: str
    level: int
    weight: float


@dataclass(frozen=True, slots=True)
class RecommendationRequest:
    """What the engine is asked for a learner: gates (hard, the same as a query's) and needs (scored).

    An item that answers no need is never proposed; how much one answers: search/relevance.py.
    `near` holds for items that have a place or a `remote`; an article or a course always passes.
    Of every kind the best `of_each_kind` (at most `limit`, and 100) come along even when others fill the
    `limit`, so that the list can be mixed.
    """

    needs: tuple[Need, ...]
    today: date
    languages: tuple[str, ...] = ("fr",)
    age: int | None = None
    near: Near | None = None
    kinds: tuple[Kind, ...] = (Kind.ARTICLE, Kind.VIDEO, Kind.COURSE, Kind.MISSION)
    exclude: frozenset[str] = frozenset()
    limit: int = 200
    of_each_kind: int = 20


class Candidate(NamedTuple):
    """An item the engine proposes: no more of it than ranking takes. `SearchEngine.items` reads it whole.

    A tuple: hundreds are made for one list of recommendations.
    """

    order: int
    """Its place among its fellows by id, which decides between equals."""
    kind: Kind
    language: str
    published: int
    """The day, as date.toordinal() says it; 0 when there is none."""
    quality: float
    anywhere: bool
    """Whether it can be done from anywhere: Remote.FULL."""
    twin: int
    """What a text shares with its translations, and a mission with itself on another platform (search/twins.py)."""
    score: float
    contributions: Mapping[str, float]
    """The share of each need it answers (skill -> score)."""
    leads_to: Mapping[str, int]
    """The highest level it leads to in each of those skills."""
    km: float | None = None
    place: Any = None
    """Where its engine finds it whole."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is recommended: one skill's part of the score, with the step it helps to make.

    `goal` is the level the person wants to reach in this skill, 0 where they did not say or are there.
    """

    skill: str
    from_level: int
    to_level: int
    contribution: float
    certain: bool = True
    goal: int = 0


@dataclass(frozen=True, slots=True)
class Recommendation:
    item: CatalogueItem
    score: float
    reasons: tuple[Reason, ...]
    km: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    """The score's other parts by name (need, freshness, quality, distance, language), for explanations."""
