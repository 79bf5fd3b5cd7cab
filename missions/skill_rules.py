"""Which skills a mission trains, by rules a person can read: missions/data/skill_rules.yaml.

A phrase counts where every word of it starts a word of the sentence (accents and case forgiven), with at
most `GAP` words between two parts written with "..". What a mission asks for beforehand, and what an
organisation says of itself, trains nothing and is passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from missions.text import fold, sentences

RULES_FILE = Path(__file__).resolve().parent / "data" / "skill_rules.yaml"
MOST = 5
GAP = 4
# What a second sentence adds for a skill that one sentence already shows.
AGAIN = 0.35
_PREFIX = 3
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TrainedSkill:
    """`level` is what the mission leads to (1-3), `weight` how central it is (1-3)."""

    slug: str
    level: int
    weight: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Parts of word starts; between two parts up to `GAP` words may stand. "=word" asks for the whole word."""

    skill: str
    weight: float
    parts: tuple[tuple[str, ...], ...]

    def matches(self, words: Sequence[str], start: int) -> bool:
        """Whether the phrase begins at word `start`."""
        return self._from(words, start, 0)

    def _from(self, words: Sequence[str], start: int, part: int) -> bool:
        stems = self.parts[part]
        if start + len(stems) > len(words):
            return False
        if not all(_starts(words[start + offset], stem) for offset, stem in enumerate(stems)):
            return False
        after = start + len(stems)
        if part + 1 == len(self.parts):
            return True
        return any(self._from(words, after + skipped, part + 1) for skipped in range(GAP + 1))


def _starts(word: str, stem: str) -> bool:
    return word == stem[1:] if stem[0] == "=" else word.startswith(stem)


@dataclass(frozen=True)
class Rules:
    phrases: dict[str, list[tuple[str, Phrase]]]
    """By the first letters of their first word; each with that word's beginning, looked at before anything else."""
    labels: dict[str, str]
    """Folded soft-skill label -> skill."""
    priors: dict[str, dict[str, float]]
    """Domain -> skill -> what is added to a skill that a sentence already shows."""
    levels: tuple[re.Pattern[str], ...]
    skip: re.Pattern[str]
    headings: re.Pattern[str]
    """On the text as written; the group "tasks" or "others" says what the section speaks of."""
    threshold: float
    version: str


@cache
def load_rules(path: Path = RULES_FILE) -> Rules:
    """The rules in a file. Raises KeyError, TypeError or yaml.YAMLError when it is not of the shape described in it."""
    raw = path.read_bytes()
    data = yaml.safe_load(raw)
    phrases: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
    for skill, rule in data["skills"].items():
        for phrase in _phrases(skill, rule.get("phrases") or {}):
            first = phrase.parts[0][0].lstrip("=")
            phrases[first[:_PREFIX]].append((first, phrase))
    labels = {fold(label): skill for skill, rule in data["skills"].items() for label in rule.get("labels") or []}
    return Rules(
        phrases=dict(phrases),
        labels=labels,
        priors=data["domains"],
        levels=tuple(_any_of(data["levels"][level]) for level in (2, 3)),
        skip=_any_of(data["skip"]),
        headings=re.compile("|".join(f"(?P<{kind}>{'|'.join(data['headings'][kind])})" for kind in ("tasks", "others"))),
        threshold=float(data["threshold"]),
        version=hashlib.sha256(raw).hexdigest()[:12],
    )


def _phrases(skill: str, by_weight: dict[float, list[str]]) -> Iterable[Phrase]:
    for weight, written in by_weight.items():
        for phrase in written:
            parts = tuple(tuple(map(_stem, re.findall(r"=?[a-z0-9]+", part))) for part in fold(phrase).split(".."))
            if not all(parts):
                raise ValueError(f"{skill}: « {phrase} » has an empty part")
            yield Phrase(skill, float(weight), parts)


def _stem(written: str) -> str:
    """Beginnings shorter than the table's key would begin half the language: they count as whole words."""
    return f"={written}" if len(written) < _PREFIX and written[0] != "=" else written


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{fold(pattern)})" for pattern in patterns))


def skills_of(
    title: str, domain: str, text: str, soft_skills: Sequence[Any] = (), rules: Rules | None = None
) -> list[TrainedSkill]:
    """At most five skills a mission trains, most central first.

    `text` is the description's plain text; every evidence is a sentence of it, the title, or a label of
    `soft_skills`. Deterministic; same input, same output.
    """
    rules = rules or load_rules()
    shown = _shown(title, text, rules)
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    for sentence, found in shown:
        for skill, weight in found.items():
            scores[skill] += weight * (AGAIN if skill in best else 1.0)
            # The title says it first, but a sentence that says as much tells more.
            if weight > best.get(skill, (0.0, ""))[0] or (best[skill][1] == title and weight >= rules.threshold):
                best[skill] = (weight, sentence)
    for label in soft_skills:
        if skill := rules.labels.get(fold(str(label)).strip()):
            scores[skill] += 2.0
            best.setdefault(skill, (0.0, str(label)))
    for place in ("any", domain):
        for skill, extra in rules.priors.get(place, {}).items():
            # A hint alone stays a hint: what the domain adds orders skills, it does not make them.
            if scores.get(skill, 0.0) >= rules.threshold:
                scores[skill] += extra
    return _ranked(scores, best, f"{title}\n{text}", rules)


def _ranked(scores: dict[str, float], best: dict[str, tuple[float, str]], text: str, rules: Rules) -> list[TrainedSkill]:
    kept = sorted(((score, skill) for skill, score in scores.items() if score >= rules.threshold), key=lambda e: (-e[0], e[1]))
    level = _level(fold(text), rules)
    top = kept[0][0] if kept else 1.0
    return [
        TrainedSkill(skill, level, round(1.0 + 2.0 * min(1.0, score / top), 2), best[skill][1]) for score, skill in kept[:MOST]
    ]


def _level(folded: str, rules: Rules) -> int:
    """1 where somebody shows how, 2 in ordinary missions, 3 where the mission asks to lead others."""
    beyond = [level for level, pattern in zip((2, 3), rules.levels, strict=True) if pattern.search(folded)]
    return max(beyond, default=1)


def _shown(title: str, text: str, rules: Rules) -> list[tuple[str, dict[str, float]]]:
    """(sentence, skill -> weight) for the title and every sentence that speaks of what one does."""
    shown = [(title, _found(title, rules))]
    for section in _task_sections(text, rules):
        for sentence in sentences(section):
            if not rules.skip.search(fold(sentence)):
                shown.append((sentence, _found(sentence, rules)))
    return shown


def _task_sections(text: str, rules: Rules) -> list[str]:
    """The parts of a text under headings that announce tasks, and what stands before the first heading."""
    sections, start, about_tasks = [], 0, True
    for heading in rules.headings.finditer(text):
        if about_tasks:
            sections.append(text[start : heading.start()])
        start, about_tasks = heading.end(), heading.lastgroup == "tasks"
    return [*sections, text[start:]] if about_tasks else sections


def _found(sentence: str, rules: Rules) -> dict[str, float]:
    words = _WORD.findall(fold(sentence))
    found: dict[str, float] = {}
    for start, word in enumerate(words):
        for first, phrase in rules.phrases.get(word[:_PREFIX], ()):
            if word.startswith(first) and phrase.weight > found.get(phrase.skill, 0.0) and phrase.matches(words, start):
                found[phrase.skill] = phrase.weight
    return found
