"""How people speak of each skill: search/data/everyday.yaml and the skills' names, read once a process."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.engines.common.analysis import Word, clean, words
from search.stopwords import STOPWORDS
from search.yaml_files import read_yaml

SAYINGS = Path(__file__).resolve().parent / "data" / "everyday.yaml"
FRAMEWORK = Path(__file__).resolve().parent.parent / "skills" / "data" / "framework.csv"

# Small words that make another thing of the one word beside them: "say no", "give up", "en retard", "rien lâcher".
_TURNS = frozenset("en rien sans no up off down out over".split())


@dataclass(frozen=True, slots=True)
class Saying:
    """Stems that stand near each other: all within `room` words of the first."""

    stems: tuple[str, ...]
    room: int

    def stands(self, places: Mapping[str, Sequence[int]]) -> bool:
        """Whether it does in a question that has its stems at these places."""
        first, *others = self.stems
        return any(
            all(any(abs(place - start) <= self.room for place in places.get(stem, ())) for stem in others)
            for start in places.get(first, ())
        )


class Sayings:
    """The sayings of one language.

    `beginning` has them by their first stem, `skills` what each is said of, `said` how much of what a stem says is said
    of each skill (0..1; less for a stem of few and long sayings), `words` the folded words by their first letter.
    """

    def __init__(self, language: str, said_of: Iterable[tuple[str, str]]) -> None:
        """`said_of`: (skill, what is said of it)."""
        self.beginning: dict[str, list[Saying]] = defaultdict(list)
        self.skills: dict[Saying, set[str]] = defaultdict(set)
        self.words: dict[str, set[str]] = defaultdict(set)
        said: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for skill, text in said_of:
            saying, telling = _read(text, language)
            if saying not in self.skills:
                self.beginning[saying.stems[0]].append(saying)
            self.skills[saying].add(skill)
            for word in telling:
                said[word.stem(language)][skill] += 1 / len(saying.stems)
                self.words[word.folded[0]].add(word.folded)
        self.said = {stem: _shares(skills) for stem, skills in said.items()}

    def whole(self, places: Mapping[str, Sequence[int]]) -> Iterator[Saying]:
        """Those that stand whole in a question."""
        return (saying for stem in places for saying in self.beginning.get(stem, ()) if saying.stands(places))


def _shares(skills: Mapping[str, float]) -> dict[str, float]:
    whole = max(1.0, sum(skills.values()))
    return {skill: times / whole for skill, times in skills.items()}


def _read(text: str, language: str) -> tuple[Saying, list[Word]]:
    """The saying, and its words that tell something; a saying of small words alone keeps them all."""
    said = words(clean(text))
    telling = [word for word in said if word.folded not in STOPWORDS[language]]
    turning = [word for word in said if word.folded in _TURNS and word not in telling] if len(telling) == 1 else []
    stems = dict.fromkeys(word.stem(language) for word in [*telling, *turning] or said)
    return Saying(tuple(stems), len(said)), list(dict.fromkeys(telling))


@cache
def sayings(language: str) -> Sayings:
    """The sayings of a language, names of skills among them. Raises what reading a file that is not ours raises."""
    return Sayings(language, [*names(language), *everyday(language)])


def names(language: str) -> list[tuple[str, str]]:
    """(skill, name): as one would say it ("Gérer son temps"), and the noun that its French address says ("gestion du temps")."""
    with FRAMEWORK.open(encoding="utf-8", newline="") as file:
        named = [(row["slug"], row[f"name_{language}"]) for row in csv.DictReader(file)]
    return [*named, *((skill, skill.replace("-", " ")) for skill, _ in named if language == "fr")]


def everyday(language: str, path: Path = SAYINGS) -> list[tuple[str, str]]:
    """(skill, phrase) of a file that is written as search/data/everyday.yaml is."""
    return [(skill, text) for skill, by_language in read_yaml(path).items() for text in by_language.get(language, ())]
