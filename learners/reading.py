"""The file people take along, read: whatever somebody hands in, row by row, good rows kept, bad ones named.

The fields stand in learners/FORMAT.md. No database here: whether a skill, a statement or a lesson
exists is asked by learners.portable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.lived import LIMIT, Note
from assessments.scoring import ALWAYS, NEVER
from learners.reading_fields import BadRow, is_whole, moment, only_fields, slug
from learners.reading_notes import read_note
from search.choices import ITEM_ID, REFUSAL_REASONS, Verdict
from search.learner import MAX_AGE, MIN_AGE, RADII
from skills.levels import Level

FORMAT, VERSION = "tremplin", 1
# What is written for people and programs that read the file; nothing is taken from it.
DERIVED = frozenset({"format", "version", "exported", "site", "results", "workshops"})
PARTS = {
    "assessments": gettext_lazy("Évaluation"),
    "choices": gettext_lazy("Choix"),
    "goals": gettext_lazy("Objectif"),
    "missions": gettext_lazy("Mission"),
    "lessons": gettext_lazy("Leçon"),
    "context": gettext_lazy("Lieu et âge"),
}
MOST = {"assessments": 300, "choices": 500, "goals": 100, "missions": LIMIT, "lessons": 300}
MOST_ANSWERS = 100


class NotOurs(ValueError):
    """The whole of it cannot be read; its text says why, in the reader's words."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row left out: of which part, the how manieth (0 for the part as a whole), and why."""

    part: str
    number: int
    why: str

    @property
    def where(self) -> str:
        """ "Évaluation 2", or an unknown part's own name."""
        name: str | Promise = PARTS.get(self.part, f"« {self.part[:40]} »")
        return f"{name} {self.number}" if self.number else str(name)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of the file: `value` 0..4 or None for "je ne sais pas"; `answered` None while open."""

    statement: str
    value: int | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One assessment of the file, the answers in the order they were asked; `number` is its row."""

    number: int
    started: datetime
    completed: datetime | None
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What can be read of a file; `goals`, `notes` and `lessons` keep their rows' numbers for what is refused later."""

    runs: list[Run] = field(default_factory=list)
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)
    goals: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    notes: dict[int, tuple[int, Note]] = field(default_factory=dict)
    lessons: dict[int, int] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)


def parse(data: Any, now: datetime) -> Parsed:
    """The good rows of a file, the bad ones as refusals. Raises NotOurs for what is no file of ours."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotOurs(_("Ce fichier ne vient pas de Tremplin. Prends celui que « Télécharger mes données » t'a donné."))
    if not is_whole(data.get("version")) or data["version"] > VERSION or data["version"] < 1:
        raise NotOurs(_("Ce fichier vient d'une autre version de Tremplin. Télécharge-le encore une fois, puis reviens."))
    parsed = Parsed()
    for name in data.keys() - DERIVED - PARTS.keys():
        parsed.refused.append(Refusal(str(name), 0, _("On ne connaît pas cette partie.")))
    parsed.runs.extend(run for _number, run in _rows(data, "assessments", lambda row, number: _run(row, number, now), parsed))
    for _number, (item, choice) in _rows(data, "choices", lambda row, _number: _choice(row, now), parsed):
        parsed.choices[item] = choice
    for number, (skill, goal) in _rows(data, "goals", lambda row, _number: _goal(row, now), parsed):
        parsed.goals[skill] = (number, goal)
    for number, note in _rows(data, "missions", lambda row, _number: read_note(row, now), parsed):
        parsed.notes[note.mission] = (number, note)
    for number, lesson in _rows(data, "lessons", lambda row, _number: _lesson(row), parsed):
        parsed.lessons[lesson] = number
    try:
        parsed.context.update(_context(data.get("context", {}), now))
    except BadRow as error:
        parsed.refused.append(Refusal("context", 0, str(error)))
    return parsed


def _rows(data: dict[str, Any], part: str, read: Callable[[Any, int], Any], parsed: Parsed) -> Iterator[tuple[int, Any]]:
    """(number, what was read) of every good row of a part; the others go to `parsed.refused`."""
    rows = data.get(part, [])
    if not isinstance(rows, list):
        parsed.refused.append(Refusal(part, 0, _("Ce n'est pas une liste.")))
        return
    for number, row in enumerate(rows[: MOST[part]], start=1):
        try:
            yield number, read(row, number)
        except BadRow as error:
            parsed.refused.append(Refusal(part, number, str(error)))
    if len(rows) > MOST[part]:
        extra = len(rows) - MOST[part]
        parsed.refused.append(
            Refusal(part, MOST[part] + 1, _("Il y en a %(extra)s de trop : elles restent dehors.") % {"extra": extra})
        )


# --- rows ---------------------------------------------------------------------------------------


def _run(row: Any, number: int, now: datetime) -> Run:
    only_fields(row, {"started", "completed", "answers"})
    started = moment(row["started"], now)
    completed = None if row["completed"] is None else moment(row["completed"], now)
    if completed and completed < started:
        raise BadRow(_("Elle finit avant de commencer."))
    answers = row["answers"]
    if not isinstance(answers, list) or not 0 < len(answers) <= MOST_ANSWERS:
        raise BadRow(_("Il n'y a pas de réponses, ou il y en a trop."))
    given = tuple(_given(answer, now) for answer in answers)
    if len({answer.statement for answer in given}) < len(given):
        raise BadRow(_("La même question y est deux fois."))
    return Run(number, started, completed, given)


def _given(row: Any, now: datetime) -> Given:
    only_fields(row, {"statement", "value", "answered"})
    if row["answered"] is None:
        if row["value"] is not None:
            raise BadRow(_("Une réponse n'a pas de date."))
        return Given(slug(row["statement"]), None, None)
    value = row["value"]
    if value is not None and not (is_whole(value) and NEVER <= value <= ALWAYS):
        raise BadRow(_("Une réponse n'est pas entre 0 et 4."))
    return Given(slug(row["statement"]), value, moment(row["answered"], now))


def _choice(row: Any, now: datetime) -> tuple[str, dict[str, Any]]:
    only_fields(row, {"item", "verdict", "why", "twin", "when"})
    if not isinstance(row["item"], str) or not ITEM_ID.fullmatch(row["item"]):
        raise BadRow(_("On ne reconnaît pas ce contenu."))
    if row["verdict"] not in list(Verdict):
        raise BadRow(_("Ce n'est ni gardé, ni fait, ni écarté."))
    if row["why"] != "" and row["why"] not in list(REFUSAL_REASONS):
        raise BadRow(_("On ne connaît pas cette raison."))
    if not isinstance(row["twin"], str) or len(row["twin"]) > 800:
        raise BadRow(_("Le champ « twin » n'est pas un texte court."))
    choice = {name: row[name] for name in ("verdict", "why", "twin")}
    return row["item"], {**choice, "when": moment(row["when"], now).isoformat()}


def _goal(row: Any, now: datetime) -> tuple[str, dict[str, Any]]:
    only_fields(row, {"skill", "level", "when"})
    if not (is_whole(row["level"]) and row["level"] in Level.values):
        raise BadRow(_("Le niveau n'est pas entre 1 et 4."))
    return slug(row["skill"]), {"level": row["level"], "when": moment(row["when"], now).isoformat()}


def _lesson(row: Any) -> int:
    if not is_whole(row) or not 0 < row < 2**31:
        raise BadRow(_("Ce n'est pas le numéro d'une leçon."))
    return row


def _context(row: Any, now: datetime) -> dict[str, Any]:
    """Age and place as search.learner keeps them; a place comes whole or not at all."""
    if row == {}:
        return {}
    known = {"age", "km", "place", "lat", "lon", "when"}
    if not isinstance(row, dict) or row.keys() - known or "when" not in row:
        raise BadRow(_("Il manque un champ, ou il y en a un de trop."))
    taken: dict[str, Any] = {"when": moment(row["when"], now).isoformat()}
    if "age" in row:
        if not (is_whole(row["age"]) and MIN_AGE <= row["age"] <= MAX_AGE):
            raise BadRow(_("L'âge n'est pas entre %(low)s et %(high)s.") % {"low": MIN_AGE, "high": MAX_AGE})
        taken["age"] = row["age"]
    if "km" in row:
        if row["km"] not in [km for km, _label in RADII]:
            raise BadRow(_("La distance n'est pas une de celles qu'on propose."))
        taken["km"] = row["km"]
    if row.keys() & {"place", "lat", "lon"}:
        taken |= _place(row)
    return taken


def _place(row: dict[str, Any]) -> dict[str, Any]:
    label = row.get("place")
    if not isinstance(label, str) or not 0 < len(label) <= 120:
        raise BadRow(_("Le lieu n'a pas de nom, ou pas de position."))
    return {"place": label, "lat": _degrees(row.get("lat"), 90), "lon": _degrees(row.get("lon"), 180)}


def _degrees(value: Any, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:  # false for NaN too
        raise BadRow(_("Le lieu n'a pas de nom, ou pas de position."))
    return float(value)
