"""What the answers say: one assessment's result, a device's profile, and its story over time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot

from django.http import HttpRequest

from assessments.device import device_of
from assessments.lived import lived_by, with_lived
from assessments.models import Answer, SelfAssessment
from assessments.scoring import MIDDLE, Score, ScoredAnswer, score
from skills.levels import Level, named_level, next_level
from skills.models import Skill
from skills.profile import Estimate, SkillProfile

SOURCE = "self"
SHOWN = 2


@dataclass(frozen=True, slots=True)
class SkillResult:
    """One skill's score with what explains it.

    `weighed`: the answers that pulled hardest; `more` and `less`: what to do more, or less, often to
    rise (at most two in all, the lowest answers).
    """

    skill: Skill
    score: Score
    weighed: tuple[Answer, ...]
    more: tuple[Answer, ...]
    less: tuple[Answer, ...]

    @property
    def level(self) -> Level | None:
        return named_level(self.score.level)

    @property
    def next_level(self) -> Level | None:
        """The level above; None for an expert."""
        return None if self.level == Level.EXPERT else next_level(self.score.level)

    @property
    def spread(self) -> str:
        """Which other levels the band touches: "up", "down", "both" or "none"."""
        return spread(self.score)

    @property
    def is_vague(self) -> bool:
        """Half of the questions or more were left open."""
        return self.score.answered * 2 <= self.score.asked

    @property
    def meaning(self) -> str:
        """What people at this level do: the framework's first indicator."""
        return next((row.text for row in self.skill.indicators_at(self.level or 0)), "")

    @property
    def next_indicators(self) -> list[str]:
        return [row.text for row in self.skill.indicators_at(self.next_level or 0)]


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    assessment: SelfAssessment
    skills: tuple[SkillResult, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One skill in one completed assessment."""

    skill: str
    assessment: uuid.UUID
    when: datetime
    score: Score

    @property
    def level(self) -> Level | None:
        return named_level(self.score.level)


def spread(result: Score) -> str:
    """Which neighbouring levels a score's band touches: "up", "down", "both" or "none"."""
    here = named_level(result.level)
    up, down = named_level(result.high) != here, named_level(result.low) != here
    return {(True, True): "both", (True, False): "up", (False, True): "down"}.get((up, down), "none")


def trend(before: Score, after: Score) -> str:
    """ "up" or "down" when two scores differ by more than the standard error of their difference
    (root of the sum of squares, Lord & Novick 1968), else "same"; "unknown" when one is empty."""
    if not (before.answered and after.answered):
        return "unknown"
    change = after.level - before.level
    if abs(change) <= hypot(before.standard_error, after.standard_error):
        return "same"
    return "up" if change > 0 else "down"


def result_of(assessment: SelfAssessment) -> AssessmentResult:
    """The result of an assessment, its skills in the order they were chosen, in three queries."""
    answers = assessment.answers.select_related("statement")
    return AssessmentResult(assessment, skill_results(answers, assessment.skill_slugs))


def skill_results(answers: Iterable[Answer], chosen: Sequence[str]) -> tuple[SkillResult, ...]:
    """What answers with their statements say, a skill at a time, in the order of `chosen` (slugs)."""
    by_skill: dict[int, list[Answer]] = {}
    for answer in answers:
        by_skill.setdefault(answer.statement.skill_id, []).append(answer)
    skills = Skill.objects.filter(pk__in=by_skill).prefetch_related("indicators")
    places = {slug: place for place, slug in enumerate(chosen)}
    ordered = sorted(skills, key=lambda skill: (places.get(skill.slug, len(places)), skill.order))
    return tuple(_skill_result(skill, by_skill[skill.pk]) for skill in ordered)


def _skill_result(skill: Skill, answers: list[Answer]) -> SkillResult:
    result = score(answer.as_scored() for answer in answers)
    by_slug = {answer.statement.slug: answer for answer in answers}
    # An answer that already pulls up is no advice, unless there is no other.
    low = [slug for slug in result.raises if (by_slug[slug].as_scored().keyed or 0) <= MIDDLE]
    raising = [by_slug[slug] for slug in low[:SHOWN] or result.raises[:1]]
    return SkillResult(
        skill=skill,
        score=result,
        weighed=tuple(by_slug[slug] for slug in result.pulls[:SHOWN]),
        more=tuple(answer for answer in raising if not answer.statement.reversed),
        less=tuple(answer for answer in raising if answer.statement.reversed),
    )


def measures(device: uuid.UUID | None) -> list[Measure]:
    """Every skill of every completed assessment of a device, latest first; one query, none without a device."""
    columns = ("assessment_id", "assessment__completed", "statement__skill__slug")
    rows = Answer.objects.of_completed(device).values_list(*columns, "statement__slug", "value", "statement__reversed")
    grouped: dict[tuple[datetime, uuid.UUID, str], list[ScoredAnswer]] = {}
    for assessment, when, skill, statement, value, turned in rows:
        grouped.setdefault((when, assessment, skill), []).append(ScoredAnswer(statement, value, turned))
    return [Measure(skill, key, when, score(given)) for (when, key, skill), given in grouped.items()]


def profile_for(request: HttpRequest) -> SkillProfile:
    """The skills assessed on this device, each as last answered; empty for a visitor without a session.

    A skill whose every answer was "je ne sais pas" stands in it at level 0 with confidence 0: nothing
    is known, but the person asked; it never hides an earlier answer. What was lived in missions is weighed in
    (assessments.lived). At most two queries (session
    included); never creates a session.
    """
    device = device_of(request)
    return with_lived(profile_of(measures(device)) if device else SkillProfile(), lived_by(request))


def profile_of(known: Iterable[Measure]) -> SkillProfile:
    """The profile of measures given latest first."""
    return SkillProfile({measure.skill: _estimate(measure) for measure in _latest(known)})


def _latest(known: Iterable[Measure]) -> Iterator[Measure]:
    latest: dict[str, Measure] = {}
    for measure in known:
        held = latest.get(measure.skill)
        if held is None or (not held.score.answered and measure.score.answered):
            latest[measure.skill] = measure
    yield from latest.values()


def _estimate(measure: Measure) -> Estimate:
    return Estimate(measure.score.level, measure.score.confidence, measure.when, SOURCE)
