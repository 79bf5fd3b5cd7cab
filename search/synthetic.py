"""A catalogue that never was, as large as one likes, to measure engines on; the same every time.

Words follow Zipf's law, skills and towns are as unequal as real ones, missions outnumber the rest.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from search.contract import (
    CatalogueItem,
    CatalogueQuery,
    Commitment,
    FacetName,
    Kind,
    Near,
    Need,
    Point,
    Remote,
    Sort,
    TaughtSkill,
    Term,
)
from search.contract import RecommendationRequest as Request

TODAY = date(2026, 6, 1)
SKILLS, FAMILIES, DOMAINS, TOWNS, WORDS = 45, 11, 12, 3_000, 30_000
ORGANISATIONS, SOURCES = 8_000, 15
_KINDS = {Kind.MISSION: 80, Kind.ARTICLE: 10, Kind.VIDEO: 6, Kind.COURSE: 4}
_ONSETS = "b c d f g l m n p r s t v ch pr tr gr bl cl fr".split()
_MIDDLES = "a e i o u é ai ou on an in eu".split()
_ENDINGS = "er tion ment eur ité age ance ique isme able é ée s es".split()
_SMALL = "le la les de des du un une et à en pour avec dans sur qui que est l d au".split()


class Synthesis:
    """One reproducible world: its words, its towns, its items and what people ask of them."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._words = self._make_words()
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))
        self._towns = [(self._point(), self._random.paretovariate(1.1)) for _ in range(TOWNS)]

    def _make_words(self) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < WORDS:
            syllables = self._random.choice((1, 2, 2, 3))
            stem = "".join(self._random.choice(_ONSETS) + self._random.choice(_MIDDLES) for _ in range(syllables))
            found[stem + self._random.choice(_ENDINGS)] = None
        return list(found)

    def _point(self) -> Point:
        return Point(round(self._random.uniform(42.5, 51.0), 5), round(self._random.uniform(-4.5, 8.0), 5))

    def words(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def text(self, count: int) -> str:
        """So many words, every other one small, in sentences."""
        told = [word for one in self.words(count // 2) for word in (self._random.choice(_SMALL), one)]
        return ". ".join(" ".join(told[start : start + 16]).capitalize() for start in range(0, len(told), 16))

    def _skill(self) -> str:
        return f"skill-{min(SKILLS, int(self._random.paretovariate(0.7)))}"

    def item(self, number: int) -> CatalogueItem:
        chance = self._random
        kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        mission = kind is Kind.MISSION
        skills = {self._skill() for _ in range(chance.randint(1, 4))}
        remote = chance.choices(list(Remote), [75, 10, 12, 3])[0] if mission else None
        placed = mission and remote is not Remote.FULL
        return CatalogueItem(
            id=f"{kind}:{number}",
            kind=kind,
            title=" ".join(self.words(chance.randint(3, 8))).capitalize(),
            url=f"/{kind}/{number}/",
            language=chance.choices(["fr", "en"], [9, 1])[0],
            summary=self.text(24),
            body=self.text(min(1_500, int(chance.lognormvariate(5.2, 0.6)))),
            keywords=tuple(self.words(3)),
            skills=tuple(
                TaughtSkill(skill, f"family-{sum(map(ord, skill)) % FAMILIES}", chance.randint(1, 4), float(chance.randint(1, 3)))
                for skill in sorted(skills)
            ),
            minutes=None if mission else chance.choice((3, 5, 8, 12, 20, 45, 120)),
            published=datetime(2026, 6, 1, tzinfo=UTC) - timedelta(hours=chance.randint(0, 30_000)),
            ends=TODAY + timedelta(days=chance.randint(-30, 300)) if mission and chance.random() < 0.6 else None,
            points=tuple(self._near_town() for _ in range(chance.choice((1, 1, 1, 1, 2, 5)))) if placed else (),
            departments=(f"{chance.randint(1, 95):02}",) if placed else (),
            place="Ville" if placed else "",
            remote=remote,
            domain=f"domain-{min(DOMAINS, int(chance.paretovariate(0.8)))}" if mission else "",
            commitment=chance.choice((None, *Commitment)) if mission else None,
            accessible=mission and chance.random() < 0.2,
            min_age=chance.choice((0, 16, 18)) if mission else 0,
            organisation=f"Organisation {min(ORGANISATIONS, int(chance.paretovariate(0.3)))}",
            source=f"Source {min(SOURCES, int(chance.paretovariate(0.7)))}" if mission else "",
            quality=round(chance.random(), 2),
        )

    def _near_town(self) -> Point:
        town = self._random.choices([point for point, _ in self._towns[:300]], [weight for _, weight in self._towns[:300]])[0]
        if self._random.random() < 0.5:
            town = self._random.choice(self._towns)[0]
        return Point(round(town.lat + self._random.gauss(0, 0.02), 6), round(town.lon + self._random.gauss(0, 0.03), 6))

    def items(self, count: int) -> Iterator[CatalogueItem]:
        return (self.item(number) for number in range(count))

    def typed(self) -> tuple[Term, ...]:
        """One to six words, as the catalogue's parser leaves them; one in ten mistyped, one in
        five with synonyms."""
        terms = []
        for drawn in self.words(self._random.choice((1, 1, 2, 2, 3, 6))):
            shortened = self._random.random() < 0.1 and len(drawn) > 5
            word = drawn[:3] + drawn[4:] if shortened else drawn
            terms.append(Term(word, tuple(self.words(2)) if self._random.random() < 0.2 else ()))
        return tuple(terms)

    def query(self) -> CatalogueQuery:
        """A page of the catalogue: every facet, often a filter, sometimes a place or another sort."""
        chance = self._random
        filters = {FacetName.KIND: (Kind.MISSION,), FacetName.SKILL: (self._skill(), self._skill()), FacetName.LANGUAGE: ("fr",)}
        chosen = chance.sample(list(filters), chance.choice((0, 0, 1, 2)))
        near = Near(chance.choice(self._towns)[0], chance.choice((10.0, 20.0, 30.0, 50.0))) if chance.random() < 0.25 else None
        return CatalogueQuery(
            terms=() if chance.random() < 0.1 else self.typed(),
            filters={name: filters[name] for name in chosen},
            near=near,
            today=TODAY,
            sort=Sort.NEAREST if near else chance.choice((Sort.RELEVANCE, Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST)),
            facets=tuple(FacetName),
            offset=chance.choice((0, 0, 0, 20, 100)),
        )

    def prefix(self) -> str:
        """The beginning of one to three words."""
        typed = " ".join(self.words(self._random.choice((1, 1, 2, 3))))
        return typed[: self._random.randint(2, len(typed))]

    def request(self) -> Request:
        """A learner with several needs, half of them looking around a town."""
        chance = self._random
        skills = sorted({self._skill() for _ in range(chance.randint(6, 14))})
        needs = [Need(skill, chance.randint(1, 4), round(chance.uniform(0.2, 1.0), 3)) for skill in skills]
        near = Near(chance.choice(self._towns)[0], 30.0) if chance.random() < 0.5 else None
        return Request(needs=tuple(needs), today=TODAY, age=chance.choice((None, 16, 25)), near=near)
