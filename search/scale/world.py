"""A large catalogue that never was, the same every time, and what people ask of it.

Missions are missions/synthetic.py's (texts by templates, places by population, organisations by a skewed law), each
with whole sentences of our own texts and a few rare names, so that the vocabulary has the long tail of a real one.
Articles, videos and courses are made of those sentences. Skills follow a skewed law: a few are trained everywhere.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from missions.places.loading import read_communes
from missions.synthetic import IRREGULAR, Row
from missions.synthetic import Synthesis as Platform
from search.contract import CatalogueItem, Kind, Point, TaughtSkill
from search.synthetic import Synthesis as Words

# Of a hundred items.
MISSIONS, ARTICLES, VIDEOS, COURSES = 80, 10, 6, 4
# 1.0 would be as skewed as incomes; a smaller exponent is more so.
SKILL_SKEW = 0.7
_OWN_TEXTS = Path(__file__).resolve().parent.parent.parent / "skills" / "data"
_EXAMPLES = Path(__file__).resolve().parent.parent.parent / "missions" / "data" / "skill_examples.txt"


@dataclass(frozen=True, slots=True)
class Skill:
    slug: str
    family: str
    name: str


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    point: Point


class World:
    """One reproducible world; item `n` is the same however many there are. `today` is the day its missions are around."""

    def __init__(self, today: date, seed: int = 1) -> None:
        self.seed, self.today = seed, today
        self.platform = Platform(seed, today)
        self.sentences = _sentences()
        self.skills = _skills(seed)
        self._names = [word.capitalize() for word in dict.fromkeys(Words(seed).words(60_000))]
        self._name_weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._names))))

    def chance(self, *of: Any) -> random.Random:
        """Chance that depends on nothing but the seed and these."""
        return random.Random(":".join(map(str, (self.seed, *of))))  # noqa: S311

    def missions(self, count: int) -> Iterator[tuple[int, Row]]:
        """So many good rows of the platform's feed, with the number of each."""
        found, number = 0, 0
        while found < count:
            if number % IRREGULAR != IRREGULAR - 1:
                row = self.platform.row(number)
                told = "\n\n".join((row["description"], self.told(self.chance("told", number), 4)))
                yield number, {**row, "description": told}
                found += 1
            number += 1

    def told(self, chance: random.Random, most: int) -> str:
        """One to `most` sentences, and now and then whom one does it with."""
        sentences = chance.sample(self.sentences, chance.randint(1, most))
        if chance.random() < 0.6:
            sentences.append(f"Avec {' et '.join(self.names(chance, chance.randint(1, 2)))}.")
        return " ".join(sentences)

    def names(self, chance: random.Random, count: int) -> list[str]:
        """Names of things and teams: thousands, most of them rare (Zipf)."""
        return chance.choices(self._names, cum_weights=self._name_weights, k=count)

    def trained(self, chance: random.Random) -> list[tuple[Skill, int, int]]:
        """(skill, level 1-4, weight 1-3) of one to four skills."""
        ranks = {int(chance.paretovariate(SKILL_SKEW)) for _ in range(chance.randint(1, 4))}
        some = {min(rank, len(self.skills)) - 1 for rank in ranks}
        return [(self.skills[rank], chance.randint(1, 4), chance.randint(1, 3)) for rank in sorted(some)]

    def resources(self, count: int) -> Iterator[CatalogueItem]:
        """So many articles, videos and courses; their ids begin where no database's do."""
        return (self._resource(10**9 + number) for number in range(count))

    def _resource(self, number: int) -> CatalogueItem:
        chance = self.chance("resource", number)
        kind = chance.choices([Kind.ARTICLE, Kind.VIDEO, Kind.COURSE], [ARTICLES, VIDEOS, COURSES])[0]
        trained = self.trained(chance)
        title = chance.choice(self.sentences).rstrip(".").split(", ")[0][:110]
        return CatalogueItem(
            id=f"{kind}:{number}",
            kind=kind,
            title=f"{title} avec {self.names(chance, 1)[0]}",
            url=f"/{kind}/{number}/",
            language="fr",
            summary=self.told(chance, 2),
            body="\n\n".join(self.told(chance, 4) for _ in range(chance.randint(2, 12))),
            keywords=tuple(skill.name for skill, _, _ in trained),
            skills=tuple(TaughtSkill(skill.slug, skill.family, level, float(weight)) for skill, level, weight in trained),
            minutes=chance.choice((3, 5, 8, 12, 20, 45, 120)),
            published=datetime.combine(self.today, time(), UTC) - timedelta(hours=chance.randint(0, 30_000)),
            quality=round(chance.random(), 2),
            work=f"{number:032x}",
        )


def towns() -> tuple[list[Town], list[int]]:
    """Every town, and the running sums of population."""
    communes = [one for one in read_communes() if one.postcodes and one.population]
    return [Town(one.name, Point(one.lat, one.lon)) for one in communes], list(accumulate(one.population for one in communes))


def _skills(seed: int) -> list[Skill]:
    """The framework's, in an order of chance: the first are trained most."""
    with (_OWN_TEXTS / "framework.csv").open(encoding="utf-8", newline="") as file:
        found = [Skill(row["slug"], row["family"], row["name_fr"]) for row in csv.DictReader(file)]
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def _sentences() -> list[str]:
    """What the framework's texts and the tagger's examples say in French, each once."""
    told: dict[str, None] = {}
    for path in sorted((_OWN_TEXTS / "texts").glob("*.yaml")):
        told.update(dict.fromkeys(_french(yaml.safe_load(path.read_text(encoding="utf-8")))))
    lines = _EXAMPLES.read_text(encoding="utf-8").splitlines()
    told.update(dict.fromkeys(f"{line}." for line in lines if line and not line.startswith("#")))
    return list(told)


def _french(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key == "fr" and isinstance(value, str) else _french(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _french(value)
