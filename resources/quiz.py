"""Marking a quiz: a stream of questions and what was ticked in, feedback for each choice out.

Pure: no request, no database. A question's field is "q-<block id>", a choice's value its own id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class BadAnswers(Exception):
    """What was sent names no choice of the quiz."""


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    text: str
    feedback: str
    correct: bool
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`number` counts from 1; `several` when more than one choice is right."""

    field: str
    number: int
    text: str
    several: bool
    choices: tuple[Choice, ...]

    @property
    def answered(self) -> bool:
        return any(choice.chosen for choice in self.choices)

    @property
    def right(self) -> bool:
        """All right choices ticked and no other."""
        return all(choice.chosen == choice.correct for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Quiz:
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def score(self) -> int:
        """Questions answered rightly."""
        return sum(question.right for question in self.questions)

    @property
    def complete(self) -> bool:
        """Every question has an answer, right or not."""
        return all(question.answered for question in self.questions)

    @property
    def missing(self) -> int:
        return sum(not question.answered for question in self.questions)


def read_quiz(stream: Any, chosen: Callable[[str], list[str]] | None = None) -> Quiz:
    """The quiz of a page's stream, with what was ticked (`chosen("q-…")` gives values, as QueryDict.getlist).

    Raises BadAnswers when a value is none of the question's choices, or one too many.
    """
    questions = []
    for number, block in enumerate(stream, 1):
        field = f"q-{block.id}"
        ticked = set(chosen(field)) if chosen else set()
        questions.append(_question(block.value, field, number, ticked))
    return Quiz(tuple(questions))


def _question(value: Any, field: str, number: int, ticked: set[str]) -> Question:
    items = list(value["choices"].bound_blocks)
    several = sum(item.value["correct"] for item in items) > 1
    if ticked - {item.id for item in items} or (len(ticked) > 1 and not several):
        raise BadAnswers(field)
    choices = (
        Choice(item.id, item.value["text"], item.value["feedback"], bool(item.value["correct"]), item.id in ticked)
        for item in items
    )
    return Question(field, number, value["question"], several, tuple(choices))
