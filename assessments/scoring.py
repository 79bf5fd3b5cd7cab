"""From answers to a level with its uncertainty: pure, no database, no language.

A statement is answered 0 (never) to 4 (always), or "je ne sais pas" (None). A reversed statement
counts backwards. The level of a skill is the mean of the keyed answers, laid on 1..4.

Uncertainty. The statements of a skill are taken as a sample of all that could be asked about it
(domain sampling: Lord & Novick 1968, Statistical theories of mental test scores, ch. 11), so the
standard error is that of a mean of n answers, with the variance of one answer estimated from this
person's own answers. Five answers estimate a variance badly, so it is shrunk towards a prior one:
with the conjugate scaled inverse chi-square prior of a normal variance (Gelman et al. 2013,
Bayesian data analysis, 3.3), prior variance V and weight W,

    variance = (W * V + sum of squared deviations) / (W + n - 1)
    standard error of the level = STEP * sqrt(variance / n)

- V = 2 is the variance of answering at random on five points: (5 * 5 - 1) / 12.
- W = 22 is the smallest whole weight for which one more answer, however surprising, never widens
  the band for up to five statements a skill, which is what we ask. So nobody gains by not
  answering. (Worst case: n equal answers, then the opposite end of the scale; it needs
  V * W * (W + 2n) * (n + 1) >= 16 * n * n * (W + n - 1), which is tight at n = 4.)

The band is the level plus and minus one standard error, cut at 1 and 4: about two chances in three
under the model. "Je ne sais pas" is a missing answer: it leaves the level of the others alone and,
with fewer answers, the band is wider and the confidence lower.

Confidence. Reliability, true variance over true plus error variance (Lord & Novick 1968, ch. 3),
with the variance of levels spread evenly over 1..4 (9 / 12) as the true one, times a cap because one
person judged themselves: self-ratings agree weakly with other people's (r = .35, Harris &
Schaubroeck 1988) and are lenient by a third of a standard deviation (d = .32, Heidemeier & Moser
2009). The cap itself, 0.6, is our convention.

Which estimate has which name is decided in skills.levels, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, sqrt

NEVER, ALWAYS, MIDDLE = 0, 4, 2
LOWEST, HIGHEST = 1.0, 4.0
STEP = (HIGHEST - LOWEST) / (ALWAYS - NEVER)
STATEMENTS_PER_SKILL = 5
PRIOR_VARIANCE = 2.0
PRIOR_WEIGHT = 22
TRUE_VARIANCE = (HIGHEST - LOWEST) ** 2 / 12
SELF_REPORT_CAP = 0.6


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """One statement's answer: `value` 0..4, or None for "je ne sais pas"; `statement` names it.

    Raises ValueError for a value off the scale.
    """

    statement: str
    value: int | None
    reversed: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and not NEVER <= self.value <= ALWAYS:
            raise ValueError(f"an answer must be within 0..4 or None, got {self.value}")

    @property
    def keyed(self) -> int | None:
        """The value in the skill's direction: 4 is always the most skilful."""
        if self.value is None:
            return None
        return ALWAYS - self.value if self.reversed else self.value


@dataclass(frozen=True, slots=True)
class Score:
    """Where somebody stands in one skill.

    `level` is 1..4 with fractions, or 0.0 when nothing was answered; `low`..`high` is the band
    (1..4 when nothing was answered: anything is possible); `standard_error` is in levels;
    `confidence` is 0..SELF_REPORT_CAP. `pulls` names the answered statements that moved the level
    most away from the middle, strongest first; `raises` those with most room to rise, most first.
    """

    level: float
    standard_error: float
    low: float
    high: float
    confidence: float
    answered: int
    asked: int
    pulls: tuple[str, ...]
    raises: tuple[str, ...]


def score(answers: Iterable[ScoredAnswer]) -> Score:
    """The score of one skill's answers, in any order. Formulas and sources: see the module."""
    given = list(answers)
    keyed = {answer.statement: answer.keyed for answer in given if answer.keyed is not None}
    error = standard_error(keyed.values())
    if not keyed:
        return Score(0.0, error, LOWEST, HIGHEST, 0.0, 0, len(given), (), ())
    level = LOWEST + STEP * sum(keyed.values()) / len(keyed)
    pulled = sorted(keyed, key=lambda name: (-abs(keyed[name] - MIDDLE), name))
    room = sorted(keyed, key=lambda name: (keyed[name], name))
    return Score(
        level=level,
        standard_error=error,
        low=max(LOWEST, level - error),
        high=min(HIGHEST, level + error),
        confidence=confidence(error),
        answered=len(keyed),
        asked=len(given),
        pulls=tuple(name for name in pulled if keyed[name] != MIDDLE),
        raises=tuple(name for name in room if keyed[name] < ALWAYS),
    )


def standard_error(keyed: Iterable[int]) -> float:
    """Standard error, in levels, of the level made of these keyed answers; infinite without any."""
    values = list(keyed)
    count = len(values)
    if not count:
        return inf
    # Whole numbers up to the division: the same to the last bit in whatever order they come.
    squared_deviations = (count * sum(value * value for value in values) - sum(values) ** 2) / count
    variance = (PRIOR_WEIGHT * PRIOR_VARIANCE + squared_deviations) / (PRIOR_WEIGHT + count - 1)
    return STEP * sqrt(variance / count)


def confidence(error: float) -> float:
    """How sure a self-reported level is, 0..SELF_REPORT_CAP, for a standard error in levels."""
    return SELF_REPORT_CAP * TRUE_VARIANCE / (TRUE_VARIANCE + error * error)
