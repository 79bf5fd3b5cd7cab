"""What the best results have in common brings forward those of them that have it too.

"Organiser un goûter avec mes voisins" finds a course on doing something together, and beside it what merely says
"goûter" or "voisins". What the best results train is mostly what the question is about, whatever its words: the more of
what the others train a result trains, the earlier it comes. (Pseudo-relevance feedback, Rocchio 1971, over the skills that
items train instead of over their words; each result speaks with the weight of its score, as in Lavrenko & Croft 2001.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp, hypot
from typing import TypeVar

from search.relevance import EVEN_VOICES, KINSHIP

# The first so many results are put in order anew. Later ones stay where they are: pages hold everything once.
FIRST = 15

Skill = TypeVar("Skill", int, str)


def with_kinship(scores: Sequence[float], trained: Sequence[Mapping[Skill, int]]) -> list[float]:
    """Scores of the best results, best first, with what their kinship adds; `trained`: each one's skills and their weights."""
    best = max(scores, default=0.0)
    if best <= 0:
        return [*scores]
    voices = [exp((score - best) / (EVEN_VOICES * best)) for score in scores]
    directions = [*map(_direction, trained)]
    # The best one alone may score many times what the others do.
    usual = sum(scores) / len(scores)
    # Rounded: what trains the same adds the same, in whatever order its skills are told.
    akin = [round(_likeness(place, directions, voices), 6) for place in range(len(scores))]
    return [score + KINSHIP * usual * one for score, one in zip(scores, akin, strict=True)]


def _likeness(place: int, directions: Sequence[Mapping[Skill, float]], voices: Sequence[float]) -> float:
    """How much one result trains of what the others do (0..1): the cosine between them."""
    common: dict[Skill, float] = defaultdict(float)
    for other, (direction, voice) in enumerate(zip(directions, voices, strict=True)):
        if other != place:
            for skill, part in direction.items():
                common[skill] += voice * part
    common = _direction(common)
    return sum(common.get(skill, 0.0) * part for skill, part in directions[place].items())


def _direction(skills: Mapping[Skill, float]) -> dict[Skill, float]:
    """The weights so scaled that their squares add up to 1: many skills say no more than one."""
    length = hypot(*skills.values())
    return {skill: weight / length for skill, weight in skills.items()} if length else {}
