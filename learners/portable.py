"""Everything kept about one person, taken along and brought back: `collect` and `merge`.

Used for the file people download, the code that carries it to another device, and accounts. The
fields stand in learners/FORMAT.md. How two devices become one, so that nothing here is ever lost:

- an assessment that started at the same moment is the same one: answers given here stay, those
  still open are filled in; any other one is added;
- for an item's verdict and for a skill's goal the later one counts, at the same moment ours;
- for a mission noted on both, the later note counts, and an answer it leaves open is taken from the other;
- lessons done on either device are done; where there are too many, the oldest of the file go;
- age and place given here stay; what is not given here is taken.

So merging twice is merging once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import lived
from assessments.device import device_of, remember_device
from assessments.models import Answer, SelfAssessment, Statement
from assessments.results import measures
from learners.elsewhere import places_of
from learners.reading import FORMAT, VERSION, Given, Parsed, Refusal, Run, parse
from resources.models import LessonPage
from resources.progress import LIMIT as MOST_LESSONS
from resources.progress import adopt, done_lessons
from search import choices as verdicts
from search import goals, learner
from skills.naming import skill_names


@dataclass(frozen=True, slots=True)
class Report:
    """What a merge took, by part ("assessments", "choices", "goals", "missions", "lessons", "context"), and the rows it refused.

    Rows that are here already count nowhere.
    """

    added: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.added.values())


# --- out ------------------------------------------------------------------------------------------


def collect(request: HttpRequest, *, temporary: bool = True) -> dict[str, Any]:
    """All that is kept about whoever asks, ready for JSON; see learners/FORMAT.md. Never begins a session.

    Without `temporary`, answers that go with a workshop are left out.
    """
    device = device_of(request)
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.BASE_URL,
        "exported": timezone.now().isoformat(),
        "assessments": _assessments(device, temporary),
        "results": _results(device),
        "choices": [
            {"item": item, **{name: choice.get(name, "") for name in ("verdict", "why", "twin", "when")}}
            for item, choice in verdicts.choices(request).items()
        ],
        "goals": [{"skill": skill, **goal} for skill, goal in goals.goals(request).items()],
        "missions": [note.to_json() for note in lived.notes(request).values()],
        "lessons": list(done_lessons(request)),
        "context": learner.stored_context(request),
        "workshops": [place.row for place in places_of(request)],
    }


def _assessments(device: UUID | None, temporary: bool) -> list[dict[str, Any]]:
    held = SelfAssessment.objects.of_device(device).order_by("started").prefetch_related("answers__statement")
    held = held if temporary else held.filter(temporary=False)
    return [
        {
            "started": run.started.isoformat(),
            "completed": _iso(run.completed),
            "answers": [
                {"statement": answer.statement.slug, "value": answer.value, "answered": _iso(answer.answered)}
                for answer in run.answers.all()
            ],
        }
        for run in held
    ]


def _results(device: UUID | None) -> list[dict[str, Any]]:
    """What the answers say, for whoever reads the file; computed again wherever it is brought back."""
    names = skill_names()
    return [
        {
            "skill": one.skill,
            "name": names[one.skill].name if one.skill in names else one.skill,
            "when": one.when.isoformat(),
            "level": round(one.score.level, 2),
            "low": round(one.score.low, 2),
            "high": round(one.score.high, 2),
        }
        for one in measures(device)
        if one.score.answered
    ]


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


# --- in -------------------------------------------------------------------------------------------


@transaction.atomic
def merge(request: HttpRequest, data: Any) -> Report:
    """Bring what `collect` gave, or any file like it, to this device; rules above.

    Whatever is wrong with a row is in the report, and the good ones are kept. Raises NotOurs, with
    the reason in the reader's words, for what is no such file. Begins a session where there is
    something to keep. Lessons reach their cookie by a middleware (resources.progress.adopt).
    """
    parsed = parse(data, timezone.now())
    report = Report(refused=parsed.refused)
    _merge_runs(request, parsed.runs, report)
    _merge_choices(request, parsed.choices, report)
    _merge_goals(request, parsed, report)
    _merge_missions(request, parsed.notes, report)
    _merge_lessons(request, parsed.lessons, report)
    _merge_context(request, parsed.context, report)
    return report


def _merge_runs(request: HttpRequest, runs: list[Run], report: Report) -> None:
    slugs = {given.statement for run in runs for given in run.answers}
    statements = {row.slug: row for row in Statement.objects.filter(slug__in=slugs).select_related("skill")} if slugs else {}
    held = {run.started: run for run in SelfAssessment.objects.of_device(device_of(request)).select_for_update()}
    for run in runs:
        known = [given for given in run.answers if given.statement in statements]
        if len(known) < len(run.answers):
            missing = len(run.answers) - len(known)
            why = ngettext(
                "%(count)s question n'existe plus ici : sans elle, le reste est gardé.",
                "%(count)s questions n'existent plus ici : sans elles, le reste est gardé.",
                missing,
            ) % {"count": missing}
            report.refused.append(Refusal("assessments", run.number, why))
        if not known:
            continue
        here = held.get(run.started)
        if here is None:
            held[run.started] = _add_run(remember_device(request), run, known, statements)
            report.added["assessments"] += 1
        elif here.completed is None and _fill_in(here, run, known):
            report.added["assessments"] += 1


def _add_run(device: UUID, run: Run, known: list[Given], statements: dict[str, Statement]) -> SelfAssessment:
    skills = list(dict.fromkeys(statements[given.statement].skill.slug for given in known))
    made = SelfAssessment.objects.create(
        device=device, skill_slugs=skills, started=run.started, completed=_completed(run, (given.answered for given in known))
    )
    Answer.objects.bulk_create(
        Answer(assessment=made, statement=statements[given.statement], number=number, value=given.value, answered=given.answered)
        for number, given in enumerate(known, start=1)
    )
    return made


def _fill_in(here: SelfAssessment, run: Run, known: list[Given]) -> bool:
    """Answer what is open here as it was answered there; True when something was."""
    there = {given.statement: given for given in known if given.answered}
    filled = []
    for answer in here.answers.unanswered().select_related("statement"):
        if given := there.get(answer.statement.slug):
            answer.value, answer.answered = given.value, given.answered
            filled.append(answer)
    Answer.objects.bulk_update(filled, ["value", "answered"])
    if filled and here.next_open() is None:
        here.completed = _completed(run, (answer.answered for answer in filled))
        here.save(update_fields=["completed"])
    return bool(filled)


def _completed(run: Run, answered: Iterable[datetime | None]) -> datetime | None:
    """When an assessment was done: as the file says, else at the last answer; None while one is open."""
    moments = list(answered)
    if not all(moments):
        return None
    return run.completed or max(moment for moment in moments if moment)


def _merge_choices(request: HttpRequest, given: dict[str, dict[str, Any]], report: Report) -> None:
    ours = verdicts.choices(request)
    newer = {item: choice for item, choice in given.items() if item not in ours or _later(choice, ours[item])}
    # Of what is not here yet, the latest, as far as there is room.
    fresh = sorted((item for item in newer if item not in ours), key=lambda item: newer[item]["when"], reverse=True)
    for item in fresh[max(0, verdicts.LIMIT - len(ours)) :]:
        del newer[item]
    if newer:
        request.session[verdicts.KEY] = {**ours, **newer}
        report.added["choices"] += len(newer)


def _merge_goals(request: HttpRequest, parsed: Parsed, report: Report) -> None:
    ours, names, newer = goals.goals(request), skill_names(), {}
    for skill, (number, goal) in parsed.goals.items():
        if skill not in names:
            report.refused.append(Refusal("goals", number, _("On ne connaît pas cette compétence.")))
        elif skill not in ours or _later(goal, ours[skill]):
            newer[skill] = goal
    if newer:
        request.session[goals.KEY] = {**ours, **newer}
        report.added["goals"] += len(newer)


def _merge_missions(request: HttpRequest, given: dict[int, tuple[int, lived.Note]], report: Report) -> None:
    ours, names = lived.notes(request), skill_names()
    for mission, (number, note) in given.items():
        unknown = {*note.skills, *note.used} - names.keys()
        if unknown:
            report.refused.append(Refusal("missions", number, _("On ne connaît pas une des compétences : le reste est gardé.")))
        lists = {name: tuple(slug for slug in getattr(note, name) if slug in names) for name in ("skills", "used")}
        here, there = ours.get(mission), replace(note, **lists)
        merged = here.joined(there) if here else there
        if merged == here:
            continue
        try:
            lived.keep_note(request, merged)
        except lived.TooManyNotes:
            report.refused.append(Refusal("missions", number, _("Il y en a trop ici : retires-en une, puis reviens.")))
        else:
            report.added["missions"] += 1


def _merge_lessons(request: HttpRequest, given: dict[int, int], report: Report) -> None:
    ours = done_lessons(request)
    existing = set(LessonPage.objects.filter(pk__in=given).values_list("pk", flat=True)) if given else set()
    for lesson, number in given.items():
        if lesson not in existing:
            report.refused.append(Refusal("lessons", number, _("Cette leçon n'existe plus, ou pas ici.")))
    fresh, room = [lesson for lesson in given if lesson in existing and lesson not in ours], MOST_LESSONS - len(ours)
    fresh = fresh[-room:] if room > 0 else []
    if fresh:
        adopt(request, (*fresh, *ours))
        report.added["lessons"] += len(fresh)


def _merge_context(request: HttpRequest, given: dict[str, Any], report: Report) -> None:
    ours = learner.stored_context(request)
    taken = {"age": given["age"]} if "age" in given and "age" not in ours else {}
    if "place" in given and "place" not in ours:
        taken |= {name: given[name] for name in ("place", "lat", "lon", "km") if name in given}
    if taken:
        request.session[learner.KEY] = {"when": given["when"], **ours, **taken}
        report.added["context"] += 1


def _later(theirs: dict[str, Any], ours: dict[str, Any]) -> bool:
    return datetime.fromisoformat(theirs["when"]) > datetime.fromisoformat(ours["when"])
