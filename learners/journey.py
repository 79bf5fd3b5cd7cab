"""The hero's picture: one rising path, a ball for every assessed skill at its level, a flag at every goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from skills.level_path import BOTTOM, LEFT, RIGHT, TOP, path_data, position
from skills.levels import Level, named_level
from skills.profile import SkillProfile

# Balls drawn one above the other; more of them become one with their number.
STACK, BALL, STEP = 3, 9, 21


@dataclass(frozen=True, slots=True)
class Station:
    """A level on the path: where it stands, the balls above it, and how many skills and goals are there."""

    label: str
    x: float
    y: float
    count: int
    goals: int

    @property
    def balls(self) -> list[tuple[float, float]]:
        """Centres of the balls, lowest first; none where there are too many to draw."""
        shown = self.count if self.count <= STACK else 0
        return [(self.x, self.y - 20 - STEP * place) for place in range(shown)]

    @property
    def crowd(self) -> float | None:
        """The y of the one ball that bears a number, where there are too many."""
        return self.y - 30 if self.count > STACK else None

    @property
    def flag(self) -> tuple[float, float]:
        """The foot of the goal's flag, beside the balls."""
        return (self.x - 22 if self.count else self.x), self.y


@dataclass(frozen=True, slots=True)
class Journey:
    """The whole path and the part that is behind ("" before any), as SVG path data, and the four stations."""

    whole: str
    done: str
    stations: tuple[Station, ...]

    @property
    def reached(self) -> list[Station]:
        return [station for station in self.stations if station.count]


def journey(profile: SkillProfile, goals: Mapping[str, int]) -> Journey:
    """The path of a profile; without an assessed skill the ball still waits at the start."""
    levels = Counter(level for skill in profile if (level := named_level(profile.level(skill))))
    aims = Counter(wanted for skill, wanted in goals.items() if wanted > (named_level(profile.level(skill)) or 0))
    stations = tuple(Station(str(level.label), *_scaled(*position(level)), levels[level], aims[level]) for level in Level)
    return Journey(path_data(0, 4, _scaled), path_data(0, max(levels), _scaled) if levels else "", stations)


def _scaled(x: float, y: float) -> tuple[float, float]:
    """The level picture's path, stretched into this box."""
    return 34 + (x - LEFT) / (RIGHT - LEFT) * 332, 80 + (y - TOP) / (BOTTOM - TOP) * 112
