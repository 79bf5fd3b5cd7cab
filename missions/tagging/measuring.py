"""What the tagger proposes beside what people labelled: precision, recall, F1, and whether the sentences agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from missions.tagging.labelled import Labelled
from missions.tagging.tagger import Tagging, TrainedSkill
from missions.text import fold


def measure(rows: Sequence[Labelled], found: Sequence[Tagging]) -> dict[str, Any]:
    """Micro figures over all labels; macro: the mean over skills that are labelled or proposed.

    `spans_right`: the share of right skills whose sentence overlaps the labelled words (labels without words left out).
    `required_as_trained`: skills labelled as required only, and proposed as trained.
    """
    right, proposed, labelled = Counter(), Counter(), Counter()
    overlapping = with_span = required = 0
    for row, tagging in zip(rows, found, strict=True):
        labelled.update(list(row.trained))
        for skill in tagging.trained:
            proposed[skill.slug] += 1
            required += skill.slug in row.required and skill.slug not in row.trained
            if skill.slug in row.trained:
                right[skill.slug] += 1
                with_span += bool(row.trained[skill.slug])
                overlapping += overlaps(row, skill)
    skills = {slug: scores(right[slug], proposed[slug], labelled[slug]) for slug in sorted(labelled | proposed)}
    micro = scores(right.total(), proposed.total(), labelled.total())
    return {
        "missions": len(rows),
        "micro": micro,
        "macro": {name: _mean([one[name] for one in skills.values()]) for name in ("precision", "recall", "f1")},
        "spans_right": _share(overlapping, with_span),
        "required_as_trained": required,
        "skills": skills,
    }


def scores(right: int, proposed: int, labelled: int) -> dict[str, float]:
    return {
        "precision": _share(right, proposed),
        "recall": _share(right, labelled),
        "f1": _share(2 * right, proposed + labelled),
        "right": right,
        "proposed": proposed,
        "labelled": labelled,
    }


def overlaps(row: Labelled, skill: TrainedSkill) -> bool:
    """Whether a skill's sentence and the labelled words share a stretch of the text, or one holds the other's words."""
    span, sentence = row.trained[skill.slug], skill.evidence
    if not span:
        return False
    for text in (row.text, row.title):
        one, other = text.find(sentence), text.find(span)
        if one >= 0 and other >= 0:
            return one < other + len(span) and other < one + len(sentence)
    first, second = (set(re.findall(r"[a-z0-9]{3,}", fold(words))) for words in (span, sentence))
    return bool(first) and 2 * len(first & second) >= len(first)


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
