"""What a leader may know of a group's results: never one person's, unless that person shows theirs.

Results are those of the first five, ten, fifteen… who finished, so that one new answer cannot be read off. Who shows
their own result is known, so what is left of the group without them counts as a group by itself: nothing is shown
while it is one to four people, and a level is hidden where it would tell about fewer than five of them
(partners.suppression). The middle is said to half a level, so that two looks at two moments do not give a difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.models import Answer
from assessments.scoring import ScoredAnswer, score
from partners.suppression import LEAST, suppressed
from partners.workshop_models import Participant, Workshop
from skills.levels import Level, named_level
from skills.naming import skill_names

# A result's levels by skill; 0.0 where nothing but "je ne sais pas" was answered.
Levels = dict[str, float]


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """One skill's people by level (None: hidden), and the middle in words, "" where it would tell too much."""

    name: str
    cells: tuple[tuple[str, int | None], ...]
    middle: str


@dataclass(frozen=True, slots=True)
class Shared:
    """One person's result, shown by themselves."""

    nickname: str
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupResults:
    """`people` are in the results; without any, `missing` more must finish, or too few do not show their own (`exposed`)."""

    people: int
    missing: int
    exposed: bool
    skills: tuple[SkillGroup, ...]
    shared: tuple[Shared, ...]


def group_results(workshop: Workshop, participants: Collection[Participant]) -> GroupResults:
    """One query. `participants` with their assessments."""
    done = sorted((one for one in participants if one.has_result), key=lambda one: (one.assessment.completed, one.pk))
    batch = done[: len(done) // LEAST * LEAST]
    private = [one for one in batch if not one.shares]
    exposed = 0 < len(private) < LEAST
    levels = _levels(one.assessment_id for one in done)
    of = {one.pk: levels.get(one.assessment_id, {}) for one in done}
    names = skill_names()
    skills = [(slug, names[slug].name) for slug in workshop.skills if slug in names]
    shown = [] if exposed or not batch else skills
    return GroupResults(
        people=len(batch),
        missing=max(0, LEAST - len(done)),
        exposed=exposed,
        skills=tuple(
            _skill_group(name, [of[one.pk].get(slug, 0.0) for one in batch], [of[one.pk].get(slug, 0.0) for one in private])
            for slug, name in shown
        ),
        shared=tuple(_shared(one, of[one.pk], skills) for one in done if one.shares),
    )


def _levels(assessments: Iterable[UUID]) -> dict[UUID, Levels]:
    columns = ("assessment_id", "statement__skill__slug", "statement__slug", "value", "statement__reversed")
    given: dict[tuple[UUID, str], list[ScoredAnswer]] = defaultdict(list)
    for key, skill, statement, value, turned in Answer.objects.filter(assessment__in=list(assessments)).values_list(*columns):
        given[key, skill].append(ScoredAnswer(statement, value, turned))
    levels: dict[UUID, Levels] = defaultdict(dict)
    for (key, skill), answers in given.items():
        levels[key][skill] = score(answers).level
    return levels


def _skill_group(name: str, everybody: list[float], private: list[float]) -> SkillGroup:
    """`everybody` and, of them, those who do not show their own: levels 0-4."""
    cells, theirs = _cells(everybody), _cells(private)
    hidden = {cell for table in (suppressed(cells), suppressed(theirs)) for cell, number in table.items() if number is None}
    known, unshown = [level for level in everybody if level], [level for level in private if level]
    tells = len(known) < LEAST or 0 < len(unshown) < LEAST
    return SkillGroup(
        name,
        tuple((level_words(cell), None if cell in hidden else number) for cell, number in cells.items()),
        "" if tells else middle_words(sum(known) / len(known)),
    )


def _cells(levels: list[float]) -> dict[Level | None, int]:
    counted = Counter(named_level(level) for level in levels)
    return {level: counted[level] for level in (*Level, None)}


def level_words(level: Level | None) -> str:
    return _("on ne sait pas encore") if level is None else str(level.label)


def middle_words(mean: float) -> str:
    """A mean of levels (1-4), to half a level: "pratique", "entre pratique et confirmé"."""
    halves = round(mean * 2)
    lower = Level(halves // 2)
    if halves % 2 == 0:
        return str(lower.label)
    return _("entre %(lower)s et %(upper)s") % {"lower": lower.label, "upper": Level(lower + 1).label}


def _shared(one: Participant, levels: Levels, skills: list[tuple[str, str]]) -> Shared:
    return Shared(one.nickname, tuple((name, level_words(named_level(levels.get(slug, 0.0)))) for slug, name in skills))
