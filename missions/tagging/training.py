"""Learning the weighing from labelled missions: logistic regression by Newton's method with a ridge.

(Hastie, Tibshirani, Friedman 2009, 4.4.1.) A few numbers for all skills together, so that fifty missions are enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from missions.skill_rules import load_rules
from missions.tagging.evidence import NAMES, Evidence, gather
from missions.tagging.examples import load_likeness
from missions.tagging.labelled import Labelled
from missions.tagging.reading import read
from missions.tagging.weighing import Weighing, how_usual

RIDGE = 1.0
STEPS = 12
LEASTS = [number / 100 for number in range(20, 56)]
# A mission has one skill at least and six at most in what is learned from.
MOST = 6

Numbers = dict[str, list[float]]


def numbers_of(row: Labelled, skills: Sequence[str]) -> Numbers:
    """Skill -> its numbers in a mission, for every skill."""
    rules = load_rules()
    reading = read(row.title, row.text, rules)
    found = gather(reading, (), rules, load_likeness())
    nothing = Evidence()
    return {skill: found.get(skill, nothing).numbers(len(reading.clauses)) for skill in skills}


def learn(rows: Sequence[Labelled], numbers: Sequence[Numbers], skills: Sequence[str]) -> Weighing:
    """What the labels of `rows` teach; deterministic."""
    usual, rare = how_usual([row.trained for row in rows], len(skills))
    points, right = [], []
    for row, of in zip(rows, numbers, strict=True):
        for skill in skills:
            points.append([1.0, usual.get(skill, rare), *of[skill]])
            right.append(float(skill in row.trained))
    weights = dict(zip(("always", "usual", *NAMES), _newton(points, right), strict=True))
    return Weighing(weights, usual, rare, least=0.0)


def _newton(points: list[list[float]], right: list[float]) -> list[float]:
    size = len(points[0])
    weights = [0.0] * size
    for _step in range(STEPS):
        slope = [-RIDGE * weight if place else 0.0 for place, weight in enumerate(weights)]
        bend = [[RIDGE if one == other and one else 0.0 for other in range(size)] for one in range(size)]
        for point, is_right in zip(points, right, strict=True):
            score = sum(weight * value for weight, value in zip(weights, point, strict=True))
            share = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
            doubt = share * (1.0 - share)
            held = [(place, value) for place, value in enumerate(point) if value]
            for one, value in held:
                slope[one] += (is_right - share) * value
                for other, second in held:
                    bend[one][other] += doubt * value * second
        weights = [weight + step for weight, step in zip(weights, _solve(bend, slope), strict=True)]
    return weights


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination with pivots."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda at: abs(rows[at][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for at in range(size):
            if at != column:
                factor = rows[at][column] / rows[column][column]
                rows[at] = [value - factor * other for value, other in zip(rows[at], rows[column], strict=True)]
    return [rows[at][size] / rows[at][at] for at in range(size)]


def folds(rows: Sequence[Labelled], numbers: Sequence[Numbers], skills: Sequence[str], parts: int) -> list[dict[str, float]]:
    """Each mission's confidences by what the other parts' labels teach."""
    sure: list[dict[str, float]] = [{} for _row in rows]
    for part in range(parts):
        kept = [at for at in range(len(rows)) if at % parts != part]
        weighing = learn([rows[at] for at in kept], [numbers[at] for at in kept], skills)
        for at in range(part, len(rows), parts):
            sure[at] = {skill: weighing.confidence(skill, of) for skill, of in numbers[at].items()}
    return sure


def f1_at(least: float, rows: Sequence[Labelled], sure: Sequence[dict[str, float]]) -> float:
    """Micro F1 when what is at least so sure is proposed, six a mission at most."""
    right = proposed = labelled = 0
    for row, of in zip(rows, sure, strict=True):
        kept = [skill for skill in sorted(of, key=lambda skill: (-of[skill], skill))[:MOST] if of[skill] >= least]
        right += sum(skill in row.trained for skill in kept)
        proposed += len(kept)
        labelled += len(row.trained)
    return 2 * right / max(proposed + labelled, 1)


def best_least(rows: Sequence[Labelled], sure: Sequence[dict[str, float]]) -> float:
    """The highest of the confidences with which F1 is within a point of its best.

    Of two that do as well, the one that proposes less that is wrong; and no peak that the next fifty missions would move.
    """
    scores = {least: f1_at(least, rows, sure) for least in LEASTS}
    return max(least for least, score in scores.items() if score >= max(scores.values()) - 0.01)
