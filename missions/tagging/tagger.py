"""The skills a mission trains, most central first, each with the sentence that shows it; and those it asks for.

Deterministic: the same text and the same data files give the same answer. `tagger_version` names the data files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from missions.skill_rules import RULES_FILE, Rules, level_of, load_rules, usual_level
from missions.tagging.evidence import Evidence, gather
from missions.tagging.examples import EXAMPLES_FILE, load_likeness
from missions.tagging.reading import Reading, read
from missions.tagging.weighing import WEIGHTS_FILE, Weighing, load_weighing
from missions.text import fold

MOST = 6
# How sure a soft skill that the source itself names makes us.
NAMED_BY_SOURCE = 0.6


@dataclass(frozen=True, slots=True)
class TrainedSkill:
    """`level` is what the mission leads to (1-3), `weight` how central it is (1-3), `confidence` how sure we are (0-1)."""

    slug: str
    level: int
    weight: float
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RequiredSkill:
    slug: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Tagging:
    trained: list[TrainedSkill]
    required: list[RequiredSkill]


@cache
def tagger_version() -> str:
    """Changes whenever a rule, an example or a weight does."""
    digest = hashlib.sha256()
    for path in (RULES_FILE, EXAMPLES_FILE, WEIGHTS_FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def load_tagger() -> None:
    """Read rules, weights and examples now, instead of at the first text."""
    load_rules(), load_weighing(), load_likeness()


def skills_of(title: str, domain: str, text: str, soft_skills: Sequence[Any] = ()) -> list[TrainedSkill]:
    """The skills alone; see `tag`. The domain says nothing that the text does not, and is not read."""
    return tag(title, text, soft_skills).trained


def tag(title: str, text: str, soft_skills: Sequence[Any] = (), weighing: Weighing | None = None) -> Tagging:
    """At most six skills trained, and those required.

    `text` is the description's plain text; every evidence is a sentence of it, the title, or a label of `soft_skills`.
    """
    rules, weighing = load_rules(), weighing or load_weighing()
    reading = read(title, text, rules)
    found = gather(reading, soft_skills, rules, load_likeness())
    trained = _trained(found, reading, weighing, usual_level(title, text, rules), rules)
    return Tagging(trained, required_in(reading.asked, rules))


def _trained(found: dict[str, Evidence], reading: Reading, weighing: Weighing, usual: int, rules: Rules) -> list[TrainedSkill]:
    sure = {
        skill: max(weighing.confidence(skill, one.numbers(len(reading.clauses))), NAMED_BY_SOURCE if one.label else 0.0)
        for skill, one in found.items()
        # Of forty skills that a text is a little like, most are out of the question.
        if one.phrases or one.label or max(one.clauses) > weighing.floors.get(skill, weighing.floor)
    }
    ranked = sorted(sure, key=lambda skill: (-sure[skill], skill))
    top = sure[ranked[0]] if ranked else 1.0
    trained = []
    for skill in ranked:
        if len(trained) == MOST or sure[skill] < weighing.least:
            break
        if sentence := found[skill].best(reading.said):
            weight = round(1.0 + 2.0 * sure[skill] / top, 2)
            trained.append(TrainedSkill(skill, level_of(sentence, usual, rules), weight, sentence, round(sure[skill], 3)))
    return trained


def required_in(asked: Sequence[str], rules: Rules) -> list[RequiredSkill]:
    """The skills named in sentences that ask for something, in their order, each with the first sentence that names it."""
    required: dict[str, str] = {}
    for sentence in asked:
        folded = fold(sentence)
        for label, skill in rules.labels.items():
            if label in folded:
                required.setdefault(skill, sentence)
    return [RequiredSkill(skill, sentence) for skill, sentence in required.items()]


def as_data(tagging: Tagging) -> dict[str, Any]:
    trained = [
        {"skill": one.slug, "level": one.level, "weight": one.weight, "sentence": one.evidence, "confidence": one.confidence}
        for one in tagging.trained
    ]
    return {"trained": trained, "required": [{"skill": one.slug, "sentence": one.evidence} for one in tagging.required]}
