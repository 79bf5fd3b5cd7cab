"""The fixed mix of questions that engines are timed with: what the portal's pages ask, the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from search.contract import CatalogueQuery, FacetName, Kind, Near, Remote, Sort
from search.engine import SearchEngine
from search.mission_pages.parameters import COUNTED
from search.mission_pages.parameters import PAGE_SIZE as MISSIONS_A_PAGE
from search.parameters import FACETS, PAGE_SIZE
from search.recommend import FIRST_SCREEN, Context, recommend
from search.scale.world import Town, World, towns
from search.text import question
from skills.profile import Estimate, SkillProfile

Ask = Callable[[SearchEngine], object]
SORTS = ("search", "filters", "near", "suggestions", "recommendations", "recommendations near")
NEEDS = 8
SUGGESTIONS = 8
_MISTYPED = 0.1


class Questions:
    """Endless questions of each sort, by seed."""

    def __init__(self, world: World, seed: object = 0) -> None:
        self._world, self._today = world, world.today
        self._chance = random.Random(f"questions:{seed}")  # noqa: S311
        self._towns, self._populations = towns()

    def of(self, sort: str) -> Iterator[Ask]:
        """Questions of one of the SORTS."""
        made: tuple[Callable[[], Ask], ...] = (
            lambda: _searching(self.catalogue()),
            lambda: _searching(self.filtered()),
            lambda: _searching(self.near()),
            self._suggesting,
            lambda: self._recommending(near=False),
            lambda: self._recommending(near=True),
        )
        make = dict(zip(SORTS, made, strict=True))[sort]
        while True:
            yield make()

    # --- words ----------------------------------------------------------------------------------

    def typed(self) -> str:
        """What somebody types: a task, an activity, a skill, with a town or a name at times; one word in ten mistyped."""
        chance, platform = self._chance, self._world.platform
        facts = platform.words["domains"][chance.choices(platform.domains, platform.weights)[0]]
        task = chance.choice(facts["tasks"]).split()
        said = chance.choice(
            [
                " ".join(task[: chance.randint(2, len(task))]),
                chance.choice(facts["activities"]),
                f"{chance.choice(facts['activities'])} {self._town().name}",
                chance.choice(facts["publics"]),
                chance.choice(self._world.skills).name,
                " ".join(chance.choice(self._world.sentences).split()[:6]),
                self._world.names(chance, 1)[0],
            ]
        )
        return " ".join(self._mistyped(word) if chance.random() < _MISTYPED else word for word in said.split())

    def _mistyped(self, word: str) -> str:
        place = self._chance.randint(2, max(2, len(word) - 1))
        return word[:place] + word[place + 1 :] if len(word) > 5 else word

    def _town(self) -> Town:
        return self._chance.choices(self._towns, cum_weights=self._populations)[0]

    # --- questions ------------------------------------------------------------------------------

    def catalogue(self) -> CatalogueQuery:
        """The catalogue's page: words, eight facets, highlighting; one in five a later page."""
        return question(
            self.typed(),
            "fr",
            today=self._today,
            facets=FACETS,
            offset=self._chance.choice((0, 0, 0, 0, 2)) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )

    def filtered(self) -> CatalogueQuery:
        """The same narrowed by one or two filters, some without words and by date."""
        chance = self._chance
        filters = {
            FacetName.KIND: (chance.choice((Kind.MISSION, Kind.ARTICLE, Kind.VIDEO)),),
            FacetName.SKILL: tuple(skill.slug for skill in chance.sample(self._world.skills, 2)),
            FacetName.REMOTE: (Remote.FULL,),
            FacetName.LEVEL: ("1", "2"),
        }
        chosen = {name: filters[name] for name in chance.sample(list(filters), chance.choice((1, 2)))}
        asked = replace(self.catalogue(), filters=chosen)
        return replace(asked, terms=(), about=(), sort=Sort.NEWEST) if chance.random() < 0.3 else asked

    def near(self) -> CatalogueQuery:
        """The list of missions around a town, nearest first, half of them with words."""
        chance = self._chance
        return question(
            self.typed() if chance.random() < 0.5 else "",
            "fr",
            filters={FacetName.KIND: (Kind.MISSION,)},
            near=Near(self._town().point, float(chance.choice((5, 10, 25, 25, 50))), or_remote=chance.random() < 0.3),
            age=chance.choice((None, 16, 19)),
            today=self._today,
            sort=Sort.NEAREST,
            facets=COUNTED,
            limit=MISSIONS_A_PAGE,
        )

    def _suggesting(self) -> Ask:
        typed = self.typed()
        prefix = typed[: self._chance.randint(2, max(2, min(len(typed), 24)))]
        today = self._today
        return lambda engine: engine.suggest(prefix, "fr", SUGGESTIONS, today)

    def _recommending(self, near: bool) -> Ask:
        """Eight needs; the engine's answer, re-ranked, mixed, with its reasons."""
        chance = self._chance
        now = datetime.combine(self._today, time(), UTC)
        profile = SkillProfile(
            {
                skill.slug: Estimate(round(chance.uniform(0, 3.9), 2), round(chance.uniform(0.2, 1), 2), now, "self")
                for skill in chance.sample(self._world.skills, NEEDS)
            }
        )
        around = Near(self._town().point, 25.0) if near else None
        context = Context(today=self._today, languages=("fr", "en"), age=chance.choice((None, 16, 19, 24)), near=around)
        return lambda engine: recommend(engine, profile, context, limit=FIRST_SCREEN)


def _searching(query: CatalogueQuery) -> Ask:
    return lambda engine: engine.search(query)
