"""Which skills a text trains, and towards which level, each with the sentence that says so.

Two readings added up. The words: how close the text's words are to what the framework says of each skill (its name,
definition, indicators and examples), by the cosine of their tf-idf weights (Salton & Buckley 1988). The rules: the
phrases that tell which skills a mission trains (missions/data/skill_rules.yaml), in French only. A suggestion, for
somebody to accept or not; `evaluate_skill_suggestions` measures it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import yaml

from desk.links.finding import strings_in
from missions.skill_rules import found_in, load_rules
from missions.text import fold, html_to_text, sentences
from search.stopwords import STOPWORDS
from skills.levels import Level
from skills.models import Skill
from skills.proposals import Confidence

CUES_FILE = Path(__file__).resolve().parent / "data" / "level_cues.yaml"
MOST = 5
# A word counts by its beginning: enough to join "écouter" and "écoute" without a stemmer a language.
STEM = 6
# How much title and summary say beside a sentence of the body; how much the rules say beside the words.
TITLE, SUMMARY, RULES = 3, 2, 0.3
# In standard deviations above the article's mean over all skills; what they mean was read off half of the demo
# articles: at LIKELY nearly all are named by their authors, at POSSIBLE a third, below a fifth.
LIKELY, POSSIBLE, LEAST = 3.0, 2.0, 1.5
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    summary: str
    body: str
    language: str = "fr"

    def weighed(self) -> list[tuple[float, str]]:
        """Every sentence with its weight."""
        return [
            (TITLE, self.title),
            *((SUMMARY, sentence) for sentence in sentences(self.summary)),
            *((1.0, sentence) for sentence in sentences(self.body)),
        ]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score`: standard deviations above the mean of all skills for this text."""

    slug: str
    level: Level
    sentence: str
    score: float

    @property
    def confidence(self) -> Confidence:
        if self.score >= LIKELY:
            return Confidence.LIKELY
        return Confidence.POSSIBLE if self.score >= POSSIBLE else Confidence.DOUBTFUL


Vector = Mapping[str, float]


def body_text(raw: Any) -> str:
    """The words of a stream's raw data or of a rich text; single words are settings of blocks, not text."""
    return "\n".join(html_to_text(text) for text in strings_in(raw) if " " in text)


def suggest(text: Text) -> list[Suggestion]:
    """At most five skills, most likely first; none for a text that says nothing of any."""
    skills, rarity = _framework(text.language)
    said = [(weight, sentence) for weight, sentence in text.weighed() if sentence.strip()]
    scores = _scores(said, skills, rarity, text.language)
    mean, spread = fmean(scores.values()), pstdev(scores.values())
    if not spread:
        return []
    ranked = sorted(scores, key=lambda slug: (-scores[slug], slug))[:MOST]
    found = []
    for slug in ranked:
        score = (scores[slug] - mean) / spread
        sentence = _telling(said, skills[slug], slug, text.language)
        if score >= LEAST and sentence:
            found.append(Suggestion(slug, level_of(text, sentence), sentence, round(score, 2)))
    return found


def _scores(said: list[tuple[float, str]], skills: Mapping[str, Vector], rarity: Vector, language: str) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for weight, sentence in said:
        for stem in _stems(sentence, language):
            counts[stem] += weight
    own = _unit({stem: (1 + math.log(count)) * rarity.get(stem, 0.0) for stem, count in counts.items()})
    scores = {slug: sum(weight * words.get(stem, 0.0) for stem, weight in own.items()) for slug, words in skills.items()}
    phrases = _phrases(said, language)
    top, most = max(scores.values()), math.log1p(max(phrases.values(), default=0.0)) or 1.0
    return {slug: score + RULES * top * math.log1p(phrases.get(slug, 0.0)) / most for slug, score in scores.items()}


def _phrases(said: Iterable[tuple[float, str]], language: str) -> dict[str, float]:
    """Skill -> what the rules' phrases add up to."""
    found: dict[str, float] = defaultdict(float)
    if language == "fr":
        rules = load_rules()
        for weight, sentence in said:
            for slug, strength in found_in(sentence, rules).items():
                found[slug] += strength * weight
    return found


def _telling(said: Iterable[tuple[float, str]], words: Vector, slug: str, language: str) -> str:
    """The sentence closest to a skill; the first of equals, none without a word in common."""

    def closeness(sentence: str) -> float:
        stems = set(_stems(sentence, language))
        phrase = found_in(sentence, load_rules()).get(slug, 0.0) if language == "fr" else 0.0
        # By the root of its length: a long sentence is not telling for being long.
        return (sum(words.get(stem, 0.0) for stem in stems) + 0.1 * phrase) / math.sqrt(len(stems) + 3)

    best = max((sentence for _weight, sentence in said), key=closeness, default="")
    return best if best and closeness(best) > 0 else ""


def level_of(text: Text, sentence: str) -> Level:
    """The level a text leads to for the skill one of its sentences suggests; see data/level_cues.yaml."""
    read = fold("\n".join([text.title, text.summary, sentence]))
    cues = _cues().get(text.language, {})
    return next((level for level in (Level.EXPERT, Level.CONFIRMED, Level.DISCOVERY) if cues[level].search(read)), Level.PRACTICE)


@cache
def _cues() -> dict[str, dict[int, re.Pattern[str]]]:
    data = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return {
        language: {level: re.compile("|".join(f"(?:{cue})" for cue in cues)) for level, cues in levels.items()}
        for language, levels in data.items()
    }


def _framework(language: str) -> tuple[dict[str, Vector], Vector]:
    """(skill -> weight of each word, word -> how rare it is among skills); in three queries."""
    counts = {skill.slug: _words_of(skill, language) for skill in Skill.objects.with_texts()}
    spread = Counter(stem for words in counts.values() for stem in words)
    rarity = {stem: math.log((len(counts) + 1) / (number + 0.5)) for stem, number in spread.items()}
    return {
        slug: _unit({stem: (1 + math.log(count)) * rarity[stem] for stem, count in words.items()})
        for slug, words in counts.items()
    }, rarity


def _words_of(skill: Skill, language: str) -> Counter[str]:
    """The words the framework has for a skill; the name three times, the definition twice."""
    name, definition = getattr(skill, f"name_{language}"), getattr(skill, f"definition_{language}")
    texts = [name, name, name, definition, definition]
    texts += [getattr(skill, f"{field}_{language}") for field in ("why_work", "why_life")]
    texts += [getattr(row, f"text_{language}") for rows in (skill.indicators, skill.examples) for row in rows.all()]
    return Counter(stem for text in texts for stem in _stems(text, language))


def _stems(text: str, language: str) -> list[str]:
    return [word[:STEM] for word in _WORD.findall(fold(text)) if word not in STOPWORDS[language]]


def _unit(vector: Vector) -> dict[str, float]:
    """Of length one."""
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {stem: weight / length for stem, weight in vector.items()}
