"""What somebody does in the field and says of it afterwards: one note a mission, in their session and nowhere else.

A mission done is evidence of the skills its doer says they used there, « vécu » with its date and title. It is their
own word, and people judge themselves kindly (d = .32, Heidemeier & Moser 2009): it never raises a level. Each
experience takes a tenth of the doubt that is left about a measured skill, three experiences at most; a skill nobody has
measured enters the profile at level 0 with confidence 0, as something to find out about. Needs grow with confidence
(search.recommend.needs_of), so what was lived comes a little sooner in the recommendations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest

from skills.profile import Estimate, SkillProfile

KEY, SOURCE = "missions", "lived"
# Four answers of 600 signs in each make some 150 KB at most: a session and the file people take along carry that.
LIMIT, MOST_SIGNS = 60, 600
QUESTIONS = ("did", "hard", "came", "next")
DOUBT_TAKEN, COUNTED = 0.10, 3


class State(StrEnum):
    DOING = "doing"
    PLANNED = "planned"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of one mission: as its title was seen, so that it stays when the platform closes it.

    `skills`: slugs the mission trains; `used`: those its doer says they used; `twin` names it on any platform; `said`
    answers QUESTIONS in the person's own words; `done` is when it was said to be done; `when` the last change.
    """

    mission: int
    title: str
    organisation: str
    skills: tuple[str, ...]
    twin: str
    state: State
    when: datetime
    done: datetime | None = None
    used: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def item(self) -> str:
        """Its id in the catalogue."""
        return f"mission:{self.mission}"

    @property
    def is_told(self) -> bool:
        """Whether anything was said of it afterwards."""
        return bool(self.used or any(self.said.values()))

    @property
    def open_question(self) -> int:
        """The first of the four questions without an answer, 1 to 4; 1 when all have one."""
        return next((number for number, name in enumerate(QUESTIONS, start=1) if not self.said.get(name)), 1)

    def turned(self, state: State, now: datetime) -> Note:
        """The same mission in another state; what was said of it stays."""
        done = (self.done or now) if state is State.DONE else None
        return replace(self, state=state, when=now, done=done)

    def joined(self, other: Note) -> Note:
        """Two devices' notes on one mission: the later one counts, at the same moment ours, and no answer is lost."""
        late, early = (other, self) if other.when > self.when else (self, other)
        said = {name: late.said.get(name) or early.said.get(name, "") for name in QUESTIONS}
        return replace(late, said=said, used=late.used or early.used)

    def to_json(self) -> dict[str, Any]:
        return {
            "mission": self.mission,
            "title": self.title,
            "organisation": self.organisation,
            "skills": list(self.skills),
            "twin": self.twin,
            "state": self.state.value,
            "done": self.done.isoformat() if self.done else None,
            "used": list(self.used),
            "said": {name: self.said.get(name, "") for name in QUESTIONS},
            "when": self.when.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Note:
        """The note written by `to_json`."""
        moments = {name: datetime.fromisoformat(data[name]) if data[name] else None for name in ("done", "when")}
        lists = {name: tuple(data[name]) for name in ("skills", "used")}
        return cls(**{**data, **moments, **lists, "state": State(data["state"]), "said": dict(data["said"])})


@dataclass(frozen=True, slots=True)
class Lived:
    """One skill used in one mission done."""

    skill: str
    when: datetime
    title: str
    mission: int


class TooManyNotes(ValueError):
    """LIMIT missions are noted already: one has to go before another comes."""


def notes(request: HttpRequest) -> dict[int, Note]:
    """Mission -> note, the latest change first; empty without a session."""
    stored = request.session.get(KEY, {})
    rows = [Note.from_json(row) for row in stored.values()] if isinstance(stored, dict) else []
    return {note.mission: note for note in sorted(rows, key=lambda note: note.when, reverse=True)}


def keep_note(request: HttpRequest, note: Note) -> None:
    """Keep a note, instead of the one there was. Raises TooManyNotes."""
    stored = dict(request.session.get(KEY, {}))
    if str(note.mission) not in stored and len(stored) >= LIMIT:
        raise TooManyNotes
    request.session[KEY] = {**stored, str(note.mission): note.to_json()}


def drop_note(request: HttpRequest, mission: int) -> None:
    """Forget a mission and all that was said of it; nothing happens where nothing was noted."""
    left = {key: row for key, row in request.session.get(KEY, {}).items() if key != str(mission)}
    if left:
        request.session[KEY] = left
    else:
        request.session.pop(KEY, None)


def lived_in(held: Iterable[Note]) -> list[Lived]:
    """What notes say was used, the latest experience first."""
    done = sorted((note for note in held if note.done), key=lambda note: note.done or note.when, reverse=True)
    return [Lived(skill, note.done or note.when, note.title, note.mission) for note in done for skill in note.used]


def lived_by(request: HttpRequest) -> list[Lived]:
    return lived_in(notes(request).values())


def with_lived(profile: SkillProfile, experiences: Sequence[Lived]) -> SkillProfile:
    """The profile with what was lived weighed in, by the rule above; levels stay as they are."""
    estimates = dict(profile.estimates)
    for skill in {one.skill for one in experiences}:
        mine = [one for one in experiences if one.skill == skill]
        held = estimates.get(skill)
        if held is None:
            estimates[skill] = Estimate(0.0, 0.0, max(one.when for one in mine), SOURCE)
        elif held.level:
            doubt = (1.0 - held.confidence) * (1.0 - DOUBT_TAKEN) ** min(len(mine), COUNTED)
            estimates[skill] = replace(held, confidence=1.0 - doubt)
    return SkillProfile(estimates)
