"""Which skills a mission trains, by rules a person can read: missions/data/skill_rules.yaml.

A phrase counts where every word of it starts a word of the sentence (accents and case forgiven), with at
most `GAP` words between two parts written with "..". What a mission asks for beforehand, what an organisation says of
itself and what one does not do ("au lieu d'inventer") train nothing and are passed over; so do people named by what
they do ("une médiatrice"), who are not the reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from missions.text import fold

RULES_FILE = Path(__file__).resolve().parent / "data" / "skill_rules.yaml"
GAP = 4
# Sentences and clauses whose reading is kept at hand: organisations say the same of themselves and of their evenings in
# every mission they publish.
REMEMBERED = 2048
_PREFIX = 3
_WORD = re.compile(r"[a-z0-9]+")
# From here to the next comma, what follows is not done. "Pas seulement", "n'hésite pas à" deny nothing.
_DENIED = re.compile(
    r"\b(?:au lieu d|plutot que |(?:ne |n')(?!hesit|oubli|exit)\w+ (?:\w+ )?(?:pas|jamais|rien|plus) (?!seulement|que\b|qu'|uniquement)"
    r"|pas (?:besoin )?d|jamais |aucune? |sous (?:la |sa |l')(?:responsabilite|autorite|tutelle|supervision)\b)[^,.;:!?()]*"
    r"|\bsans (?:rien |jamais |se |s'|le |la |les |l'|te )?\w+"
)
# Who is named by what they do, unless the rule spells the word out.
_AGENT = re.compile(r"\w{3,}(?:eur|rice|euse)s?")
_ACTING = re.compile(r"\w{3,}ante?s?")
_ARTICLES = frozenset("un une le la les l des d aux du nos vos tes mes ces cet cette ses leurs notre votre".split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Parts of word starts; between two parts up to `GAP` words may stand. "=word" asks for the whole word."""

    skill: str
    weight: float
    parts: tuple[tuple[str, ...], ...]
    last: str
    """How its last word begins: a sentence without it needs no reading."""

    def matches(self, words: Sequence[str], start: int) -> bool:
        """Whether the phrase begins at word `start`."""
        return self._from(words, start, 0)

    def _from(self, words: Sequence[str], start: int, part: int) -> bool:
        # Plain loops: this runs a few hundred times a mission, and imports are many.
        after = start
        for stem in self.parts[part]:
            if after >= len(words) or not _starts(words[after], stem):
                return False
            after += 1
        if part + 1 == len(self.parts):
            return True
        last = min(after + GAP, len(words) - 1)
        while after <= last:
            if self._from(words, after, part + 1):
                return True
            after += 1
        return False


def _starts(word: str, stem: str) -> bool:
    return word == stem[1:] if stem[0] == "=" else word.startswith(stem)


@dataclass(frozen=True, eq=False)
class Rules:
    phrases: dict[str, list[tuple[str, Phrase]]]
    """By the first letters of their first word; each with that word's beginning, looked at before anything else."""
    labels: dict[str, str]
    """Folded soft-skill label -> skill."""
    first_step: re.Pattern[str]
    """On a whole text: somebody shows how, or it is for once."""
    beyond: re.Pattern[str]
    """On one sentence: one leads, answers for others, does it alone or under pressure."""
    skip: re.Pattern[str]
    headings: re.Pattern[str]
    """On the text as written; the group "tasks" or "others" says what the section speaks of."""
    asks: re.Pattern[str]
    """On one sentence: it says what a mission asks for beforehand."""


@cache
def load_rules(path: Path = RULES_FILE) -> Rules:
    """The rules in a file. Raises KeyError, TypeError or yaml.YAMLError when it is not of the shape described in it."""
    data = yaml.safe_load(path.read_bytes())
    phrases: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
    for skill, rule in data["skills"].items():
        for phrase in _phrases(skill, rule.get("phrases") or {}):
            first = phrase.parts[0][0].lstrip("=")
            phrases[first[:_PREFIX]].append((first, phrase))
    labels = {fold(label): skill for skill, rule in data["skills"].items() for label in rule.get("labels") or []}
    return Rules(
        phrases=dict(phrases),
        labels=labels,
        first_step=_any_of(data["levels"][1]),
        beyond=_any_of(data["levels"][3]),
        skip=_any_of(data["skip"]),
        headings=re.compile("|".join(f"(?P<{kind}>{'|'.join(data['headings'][kind])})" for kind in ("tasks", "others"))),
        asks=_any_of(data["asks"]),
    )


def _phrases(skill: str, by_weight: dict[float, list[str]]) -> Iterable[Phrase]:
    for weight, written in by_weight.items():
        for phrase in written:
            parts = tuple(tuple(map(_stem, re.findall(r"=?[a-z0-9]+", part))) for part in fold(phrase).split(".."))
            if not all(parts):
                raise ValueError(f"{skill}: « {phrase} » has an empty part")
            yield Phrase(skill, float(weight), parts, parts[-1][-1].lstrip("="))


def _stem(written: str) -> str:
    """Beginnings shorter than the table's key would begin half the language: they count as whole words."""
    return f"={written}" if len(written) < _PREFIX and written[0] != "=" else written


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{fold(pattern)})" for pattern in patterns))


def usual_level(title: str, text: str, rules: Rules) -> int:
    """What practising a skill in a mission leads to: 3 where the title speaks of leading, 1 for a clear first step, else 2."""
    return 3 if rules.beyond.search(fold(title)) else 1 if rules.first_step.search(fold(f"{title}\n{text}")) else 2


@lru_cache(REMEMBERED)
def level_of(sentence: str, usual: int, rules: Rules) -> int:
    """3 where the skill's own sentence speaks of leading, answering for others, being alone with it or under pressure."""
    return 3 if rules.beyond.search(fold(sentence)) else usual


def task_sections(text: str, rules: Rules) -> tuple[list[str], list[str]]:
    """(the parts of a text under headings that announce tasks, with what stands before the first; the other parts)."""
    told, others, start, about_tasks = [], [], 0, True
    for heading in rules.headings.finditer(text):
        (told if about_tasks else others).append(text[start : heading.start()])
        # What follows a heading of others begins with it: "Profil recherché :" says how to read it.
        about_tasks = heading.lastgroup == "tasks"
        start = heading.end() if about_tasks else heading.start()
    (told if about_tasks else others).append(text[start:])
    return told, others


def found_in(sentence: str, rules: Rules) -> dict[str, float]:
    """Skill -> weight of the strongest phrase that a French sentence holds for it."""
    folded = fold(sentence)
    words = _WORD.findall(folded)
    denied, people = _denied(folded), _people(words)
    found: dict[str, float] = {}
    for start, word in enumerate(words):
        for first, phrase in rules.phrases.get(word[:_PREFIX], ()):
            if not word.startswith(first) or phrase.last not in folded or phrase.weight <= found.get(phrase.skill, 0.0):
                continue
            if start in denied or (start in people and len(word) - len(first) > 2):
                continue
            if phrase.matches(words, start):
                found[phrase.skill] = phrase.weight
    return found


def _denied(folded: str) -> set[int]:
    """Numbers of the words that say what one does not do."""
    spans = [found.span() for found in _DENIED.finditer(folded)]
    # The denying words themselves may begin a rule: "sans parler", "pas d'accord".
    return {
        number
        for number, word in enumerate(_WORD.finditer(folded))
        if any(start < word.start() < end for start, end in spans) and word.group() not in {"pas", "sans"}
    }


def without_denied(text: str) -> str:
    """A French text, folded, without what it says one does not do."""
    return _DENIED.sub(" ", fold(text))


def _people(words: Sequence[str]) -> set[int]:
    """Numbers of the words that name people by what they do."""
    return {
        number
        for number, word in enumerate(words)
        if _AGENT.fullmatch(word) or (number and words[number - 1] in _ARTICLES and _ACTING.fullmatch(word))
    }
