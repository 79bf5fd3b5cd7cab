"""How much a question's words are like what is written of each skill, where no saying stands in it whole.

Naive Bayes over beginnings of words and pairs of neighbours (Manning, Raghavan, Schütze 2008, chapter 13), each skill
against words said of nothing in particular (Jelinek-Mercer smoothing, chapter 12). Several weak hints at one skill add
up. It learns from all that the product itself says of the skills, in both languages. What missions say is said of no skill
here: who types "soutien scolaire" looks for the mission. `manage.py evaluate_everyday` says how often what is understood
is right, and it is about as often right as it is sure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, log
from pathlib import Path

from missions.tagging.examples import EXAMPLES_FILE, parse_examples
from missions.text import fold
from search.sayings import everyday, names
from search.stopwords import STOPWORDS
from search.yaml_files import read_yaml

_ROOT = Path(__file__).resolve().parent.parent
TEXTS, STATEMENTS = _ROOT / "skills" / "data" / "texts", _ROOT / "assessments" / "data" / "statements"
# Stands for no skill.
NOTHING = ""
# What a sentence of the framework, of a questionnaire or of the missions' examples counts beside a saying.
SENTENCE = 0.3
# This share of a skill's words is taken for chance: a word that it lacks does not rule it out.
CHANCE = 0.3
# Two beginnings of a word and the pairs it stands in say much the same: each counts half.
EACH = 0.5
# How many times as likely as any one skill it is, beforehand, that none is meant.
NONE_MEANT = 22.0
# How often a beginning that nobody wrote is taken to have been written.
UNWRITTEN = 0.5
# Letters of a beginning; the shorter joins words of one family ("timide", "timidité"), the longer tells words apart.
LENGTHS = (4, 6)
_ENDING = re.compile(r"(?:er|ez|es|e|s|x|ing|ed)$")
_WORD = re.compile(r"[a-z0-9]+")


class Hints:
    """What words of one language hint at."""

    def __init__(self, language: str, said_of: Iterable[tuple[str, str, float]]) -> None:
        """`said_of`: (skill or NOTHING, what is said of it, how much that counts beside a saying)."""
        self._said: dict[str, dict[str, float]] = defaultdict(dict)
        self._much: dict[str, float] = defaultdict(float)
        self._gains: dict[str, list[tuple[str, float]]] = {}
        for skill, text, weight in said_of:
            found = _all_grams(text, STOPWORDS[language])
            self._much[skill] += weight * len(found)
            for gram in found:
                said = self._said[gram]
                said[skill] = said.get(skill, 0.0) + weight
        self._all = sum(self._much.values()) + UNWRITTEN * len(self._said)

    def knows(self, word: str) -> bool:
        """Whether a folded word, or one that begins and ends as it does, is written of any skill."""
        return beginnings(word)[-1] in self._said

    def of(self, grams: Mapping[str, float]) -> dict[str, float]:
        """Skill -> how likely it is meant (0..1, together at most 1); {} where nothing hints at any. `grams`: beginnings and
        pairs, and how sure it is that each was meant (0..1)."""
        scores: dict[str, float] = {}
        for gram, sure in grams.items():
            for skill, gain in self._gains_of(gram):
                scores[skill] = scores.get(skill, 0.0) + sure * gain
        by_chance = exp(EACH * log(CHANCE) * len(grams))
        odds = {skill: by_chance * exp(score) for skill, score in scores.items()}
        # No likelier than any words are, or as like what is said of no skill.
        none_meant = NONE_MEANT * max(1.0, odds.pop(NOTHING, 0.0))
        whole = sum(odds.values()) + by_chance * (len(self._much) - len(odds)) + none_meant
        return {skill: one / whole for skill, one in odds.items()}

    def _gains_of(self, gram: str) -> list[tuple[str, float]]:
        """(skill, by how much a gram makes it likelier than one that never says it), in logarithms."""
        found = self._gains.get(gram)
        if found is None:
            said = self._said.get(gram)
            if said is None:
                return []
            usual = (sum(said.values()) + UNWRITTEN) / self._all
            share = (1 - CHANCE) / CHANCE / usual
            found = [(skill, EACH * log(1 + share * times / self._much[skill])) for skill, times in said.items()]
            self._gains[gram] = found
        return found


def beginnings(word: str) -> list[str]:
    """A folded word's beginnings, shortest first."""
    return [f"{length}{_beginning(word, length)}" for length in LENGTHS]


def pairs(words: Sequence[str]) -> list[str]:
    """Each two folded words that follow each other, small ones too: "can't say" and "pas parler" turn on them."""
    return [f"{one} {other}" for one, other in pairwise(_beginning(word, LENGTHS[-1]) for word in words)]


def _all_grams(text: str, stopwords: frozenset[str]) -> Iterable[str]:
    words = _WORD.findall(fold(text))
    telling = [word for word in words if word not in stopwords] or words
    return dict.fromkeys([*(one for word in telling for one in beginnings(word)), *pairs(words)])


@lru_cache(maxsize=20_000)
def _beginning(word: str, length: int) -> str:
    return word[:length] if len(word) > length else _ENDING.sub("", word) if len(word) > 3 else word


@cache
def hints(language: str) -> Hints:
    """The hints of a language, counted once a process. Raises what reading a file that is not ours raises."""
    return Hints(
        language, [*((skill, text, 1.0) for skill, text in (*names(language), *everyday(language))), *sentences(language)]
    )


def sentences(language: str) -> Iterator[tuple[str, str, float]]:
    """(skill, sentence, its weight) of the framework and of the questionnaires; in French what missions say, of NOTHING."""
    for path in sorted(TEXTS.glob("*.yaml")):
        for skill, of in read_yaml(path).items():
            levels = (one for level in of["indicators"].values() for one in level)
            for one in (of["definition"], of["why_work"], of["why_life"], *levels, *of["examples"]):
                yield skill, one[language], SENTENCE
    for path in sorted(STATEMENTS.glob("*.yaml")):
        for skill, statements in read_yaml(path).items():
            yield from ((skill, one["first"][language], SENTENCE) for one in statements)
    if language == "fr":
        for _, example in parse_examples(EXAMPLES_FILE.read_text(encoding="utf-8")):
            yield NOTHING, example, SENTENCE
