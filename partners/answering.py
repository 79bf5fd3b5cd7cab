"""A questionnaire that nobody keeps: what was asked and answered so far travels in the page, signed.

The server learns of it only while it answers; a person who wants to keep it takes it along to the portal.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assessments.models import Answer, Statement
from assessments.questions import interleaved
from assessments.results import Measure, SkillResult, profile_of, skill_results
from learners.reading import FORMAT, VERSION
from skills.profile import SkillProfile

UNSURE = -1


@dataclass(frozen=True, slots=True)
class Answering:
    """Skills (slugs, as chosen), statements (slugs, as asked) and the answers so far: 0..4, None for "je ne sais pas"."""

    skills: tuple[str, ...]
    statements: tuple[str, ...]
    answers: tuple[int | None, ...] = field(default=())

    @property
    def done(self) -> bool:
        return len(self.answers) >= len(self.statements)

    @property
    def number(self) -> int:
        """Which statement comes now, from 1."""
        return len(self.answers) + 1

    def answered(self, value: int | None) -> Answering:
        return replace(self, answers=(*self.answers, value)[: len(self.statements)])

    def back(self) -> Answering:
        return replace(self, answers=self.answers[:-1])

    def to_token(self) -> dict[str, Any]:
        answers = [UNSURE if value is None else value for value in self.answers]
        return {"k": list(self.skills), "s": list(self.statements), "a": answers}

    @classmethod
    def from_token(cls, data: dict[str, Any]) -> Answering:
        answers = (None if value == UNSURE else value for value in data["a"])
        return cls(tuple(data["k"]), tuple(data["s"]), tuple(answers))


def begin(skills: Sequence[str]) -> Answering | None:
    """What is asked about these skills, in an order of its own; None when there is nothing to ask."""
    by_skill: dict[str, list[str]] = defaultdict(list)
    for statement in Statement.objects.active().of_skills(list(skills)):
        by_skill[statement.skill.slug].append(statement.slug)
    if not by_skill:
        return None
    chosen = tuple(slug for slug in skills if slug in by_skill)
    return Answering(chosen, tuple(interleaved(by_skill, uuid.uuid4().int)))


def given_answers(answering: Answering, now: datetime) -> list[Answer]:
    """The answers as the scoring reads them, never saved; a statement that is gone is left out. One query."""
    known = {row.slug: row for row in Statement.objects.filter(slug__in=answering.statements).select_related("skill")}
    pairs = zip(answering.statements, answering.answers, strict=False)
    rows = [(known[slug], value) for slug, value in pairs if slug in known]
    return [
        Answer(statement=statement, number=number, value=value, answered=now)
        for number, (statement, value) in enumerate(rows, start=1)
    ]


def results_of(answering: Answering, now: datetime) -> tuple[tuple[SkillResult, ...], SkillProfile]:
    """The result, skill by skill as chosen, and the profile that recommendations start from."""
    found = skill_results(given_answers(answering, now), list(answering.skills))
    measures = [Measure(item.skill.slug, uuid.UUID(int=0), now, item.score) for item in found]
    return found, profile_of(measures)


def portable(answering: Answering, started: datetime, now: datetime) -> dict[str, Any]:
    """The same as a file « mes données » would hold it (learners/FORMAT.md): on the portal it goes on, or shows its result."""
    said = [*answering.answers, *[None] * (len(answering.statements) - len(answering.answers))]
    answers = [
        {"statement": slug, "value": value, "answered": now.isoformat() if number <= len(answering.answers) else None}
        for number, (slug, value) in enumerate(zip(answering.statements, said, strict=True), start=1)
    ]
    run = {"started": started.isoformat(), "completed": now.isoformat() if answering.done else None, "answers": answers}
    return {"format": FORMAT, "version": VERSION, "assessments": [run]}
