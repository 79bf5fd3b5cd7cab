"""Results over time: a series a skill, and the rising path that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.lived import Lived
from assessments.results import Measure, trend
from assessments.scoring import HIGHEST, LOWEST
from skills.levels import Level, named_level
from skills.naming import SkillName, skill_names

# The picture's box; the names of the levels stand on its left.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 320, 132, 92, 306, 16, 116


@dataclass(frozen=True, slots=True)
class Series:
    """One skill's measures, oldest first, with the trend between the last two that say something."""

    skill: SkillName
    measures: tuple[Measure, ...]
    lived: tuple[Lived, ...] = ()

    @property
    def latest(self) -> Measure:
        return self.measures[-1]

    @property
    def known(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.score.answered]

    @property
    def level(self) -> Level | None:
        """Where the last measure that says something stands."""
        return self.known[-1].level if self.known else None

    @property
    def trend(self) -> str:
        """See `results.trend`; "unknown" with fewer than two measures."""
        if len(self.known) < 2:
            return "unknown"
        return trend(self.known[-2].score, self.known[-1].score)

    def recent(self, count: int) -> Series:
        """The same skill, its last `count` measures alone."""
        return Series(self.skill, self.measures[-count:], self.lived)

    @property
    def guides(self) -> list[tuple[str, float, bool]]:
        """(name, y, whether it is reached now) of the four levels' lines."""
        here = named_level(self.known[-1].score.level) if self.known else None
        return [(str(level.label), _y(level), level == here) for level in Level]

    @property
    def ball(self) -> tuple[float, float]:
        """Where the last measure stands."""
        return self._xs()[-1], _y(self.known[-1].score.level)

    @property
    def line(self) -> str:
        """The path through all measures, as SVG path data; for one alone, a step up to it."""
        return "M" + _curve(self._steps([one.score.level for one in self.known]))

    @property
    def band(self) -> str:
        """The uncertainty around the path, as one closed shape."""
        upper = self._steps([one.score.high for one in self.known])
        lower = self._steps([one.score.low for one in self.known])
        return f"M{_curve(upper)}L{_curve(lower[::-1])}Z"

    def _steps(self, levels: Sequence[float]) -> list[tuple[float, float]]:
        points = [(x, _y(level)) for x, level in zip(self._xs(), levels, strict=True)]
        return points if len(points) > 1 else [(LEFT, points[0][1]), *points]

    def _xs(self) -> list[float]:
        """Equal steps: a week and a year between two measures look the same, their dates are in the table."""
        count = len(self.known)
        if count == 1:
            return [LEFT + (RIGHT - LEFT) / 4]
        return [round(LEFT + (RIGHT - LEFT) * place / (count - 1), 1) for place in range(count)]


def _y(level: float) -> float:
    share = (level - LOWEST) / (HIGHEST - LOWEST)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Path data through points, level at each of them, as the springboard's path is."""
    (x, y), *others = points
    parts = [f"{x:.0f} {y:.0f}"]
    for to_x, to_y in others:
        middle = (x + to_x) / 2
        parts.append(f"C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}")
        x, y = to_x, to_y
    return "".join(parts)


def series_of(known: Iterable[Measure], experiences: Iterable[Lived] = ()) -> list[Series]:
    """Measures, given latest first, by skill in the framework's order, each with what was lived of it."""
    by_skill: dict[str, list[Measure]] = {}
    for measure in reversed(list(known)):
        by_skill.setdefault(measure.skill, []).append(measure)
    lived = list(experiences)
    return [
        Series(skill, tuple(by_skill[slug]), tuple(one for one in lived if one.skill == slug))
        for slug, skill in skill_names().items()
        if slug in by_skill
    ]
