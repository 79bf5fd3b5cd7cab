"""Results over time on one device: a series a skill, and the small line that shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from assessments.results import Measure, measures, trend
from assessments.scoring import HIGHEST, LOWEST
from skills.models import Skill

WIDTH, HEIGHT, MARGIN = 160, 48, 8


@dataclass(frozen=True, slots=True)
class Series:
    """One skill's measures, oldest first, with the trend between the last two that say something."""

    skill: Skill
    measures: tuple[Measure, ...]

    @property
    def latest(self) -> Measure:
        return self.measures[-1]

    @property
    def known(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.score.answered]

    @property
    def trend(self) -> str:
        """See `results.trend`; "unknown" with fewer than two measures."""
        if len(self.known) < 2:
            return "unknown"
        return trend(self.known[-2].score, self.known[-1].score)

    @property
    def points(self) -> list[tuple[float, float, float, float]]:
        """(x, y, y of the band's top, y of its bottom) in a WIDTH x HEIGHT picture, oldest first."""
        last = max(len(self.known) - 1, 1)
        step = (WIDTH - 2 * MARGIN) / last
        return [
            (round(MARGIN + step * place, 1), _y(one.score.level), _y(one.score.high), _y(one.score.low))
            for place, one in enumerate(self.known)
        ]

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y, _top, _bottom in self.points)


def _y(level: float) -> float:
    share = (level - LOWEST) / (HIGHEST - LOWEST)
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def series_of(device: uuid.UUID | None) -> list[Series]:
    """A device's skills, in the framework's order, each with all its measures; two queries."""
    by_skill: dict[str, list[Measure]] = {}
    for measure in reversed(measures(device)):
        by_skill.setdefault(measure.skill, []).append(measure)
    skills = Skill.objects.filter(slug__in=by_skill).only("slug", "order", "name_fr", "name_en")
    return [Series(skill, tuple(by_skill[skill.slug])) for skill in skills]
