"""My space, gathered: where somebody stands, what they want, what they have begun, and the one next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.device import device_of
from assessments.history import Series, series_of
from assessments.lived import Lived, Note, lived_in, notes, with_lived
from assessments.models import SelfAssessment
from assessments.results import measures, profile_of
from learners.field import Shown, pressing_first, shown
from learners.journey import Journey, journey
from learners.shelf import ids_with, shelved
from resources.models import CoursePage, Progress, begun_courses
from resources.progress import done_lessons
from search.choices import Verdict
from search.goals import aims
from skills.levels import Level, named_level
from skills.naming import SkillName, skill_names
from skills.profile import SkillProfile

SHOWN_RESULTS, SHOWN_MEASURES, SHOWN_KEPT, SHOWN_COURSES, SHOWN_MISSIONS = 4, 5, 3, 3, 3


@dataclass(frozen=True, slots=True)
class Goal:
    """A level somebody wants in a skill, and where they stand; `estimate` is 0.0 while it is not assessed."""

    skill: str
    name: str
    wanted: Level
    estimate: float

    @property
    def level(self) -> Level | None:
        return named_level(self.estimate)

    @property
    def steps(self) -> int:
        """Levels still to climb; 0 or less when it is reached."""
        return self.wanted - (self.level or 0)

    @property
    def reached(self) -> bool:
        return self.steps <= 0

    @property
    def marks(self) -> list[tuple[int, int, str]]:
        """(x, y, "done", "wanted" or "ahead") of the four steps, in the small picture's 196 x 64 box."""
        states = {level: "done" for level in Level if level <= (self.level or 0)}
        return [
            (14 + 56 * place, 54 - 13 * place, states.get(level, "wanted" if level == self.wanted else "ahead"))
            for place, level in enumerate(Level)
        ]

    @property
    def above(self) -> Level | None:
        """What to aim at once it is reached; None for an expert."""
        return None if self.wanted == Level.EXPERT else Level(self.wanted + 1)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one main action: what to do, where, and why that; for a course its title, `lang` where it is not the page's."""

    label: str
    href: str
    why: str
    title: str = ""
    lang: str = ""


def goals_of(profile: SkillProfile, wanted: Mapping[str, int]) -> list[Goal]:
    """Goals, the nearest first, those reached at the end."""
    names = skill_names()
    rows = [Goal(slug, names[slug].name, Level(level), profile.level(slug)) for slug, level in wanted.items() if slug in names]
    return sorted(rows, key=lambda goal: (goal.reached, goal.steps, goal.name))


def foreign_lang(course: CoursePage) -> str:
    """A course's language where it is not the page's (WCAG 2.2, 3.1.2); "" otherwise."""
    language = course.locale.language_code
    return language if language != get_language() else ""


class Space:
    """What the page shows of one device; nothing is asked twice, and never a session begun."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.device = device_of(request)

    @cached_property
    def _measures(self) -> list[Any]:
        return measures(self.device)

    @cached_property
    def profile(self) -> SkillProfile:
        return with_lived(profile_of(self._measures), self.lived)

    @cached_property
    def notes(self) -> list[Note]:
        """All missions noted, what is going on first."""
        return pressing_first(notes(self.request).values())

    @cached_property
    def lived(self) -> list[Lived]:
        return lived_in(self.notes)

    @cached_property
    def missions(self) -> list[Shown]:
        return shown(self.notes[:SHOWN_MISSIONS], self.profile)

    @cached_property
    def lived_only(self) -> list[SkillName]:
        """Skills used in a mission and never assessed: something to find out about."""
        assessed, names = {one.skill.slug for one in self.series}, skill_names()
        slugs = dict.fromkeys(one.skill for one in self.lived)
        return [names[slug] for slug in slugs if slug in names and slug not in assessed]

    @cached_property
    def journey(self) -> Journey:
        return journey(self.profile, aims(self.request))

    @cached_property
    def series(self) -> list[Series]:
        """The skills measured last, first."""
        return sorted(series_of(self._measures, self.lived), key=lambda one: one.latest.when, reverse=True)

    @property
    def results(self) -> list[Series]:
        return [one.recent(SHOWN_MEASURES) for one in self.series[:SHOWN_RESULTS]]

    @cached_property
    def goals(self) -> list[Goal]:
        return goals_of(self.profile, aims(self.request))

    @cached_property
    def unfinished(self) -> SelfAssessment | None:
        """The last assessment begun and not done."""
        if self.device is None:
            return None
        return SelfAssessment.objects.of_device(self.device).in_progress().with_progress().filter(done__gt=0).first()

    @cached_property
    def _begun(self) -> list[tuple[CoursePage, Progress]]:
        return [
            (course, progress)
            for course, progress in begun_courses(done_lessons(self.request), get_language() or "fr")
            if progress.total
        ]

    @property
    def courses(self) -> list[tuple[CoursePage, Progress, str]]:
        """Courses to go on with, each with its language where it is not the page's."""
        begun = [(course, progress, foreign_lang(course)) for course, progress in self._begun if progress.next]
        return begun[:SHOWN_COURSES]

    @property
    def finished_courses(self) -> list[tuple[CoursePage, str]]:
        """Courses done, each with its language where it is not the page's."""
        return [(course, foreign_lang(course)) for course, progress in self._begun if not progress.next]

    @cached_property
    def kept_ids(self) -> list[str]:
        return ids_with(self.request, Verdict.KEPT)

    @cached_property
    def kept(self) -> list[Any]:
        return shelved(self.kept_ids[:SHOWN_KEPT])

    @cached_property
    def done_count(self) -> int:
        return len(ids_with(self.request, Verdict.DONE)) + len(self.finished_courses)

    @cached_property
    def refused_count(self) -> int:
        return len(ids_with(self.request, Verdict.REFUSED))

    @property
    def is_new(self) -> bool:
        """Nothing here yet: the page says what it will hold."""
        has = self.profile or self.goals or self.unfinished or self._begun or self.kept_ids or self.done_count or self.notes
        return not (has or self.refused_count)

    @property
    def summary(self) -> str:
        """ "5 compétences évaluées, dont 2 confirmées." """
        known = [level for skill in self.profile if (level := named_level(self.profile.level(skill)))]
        strong = sum(level >= Level.CONFIRMED for level in known)
        if not known:
            return _("Ton chemin commence ici.")
        words = ngettext("%(count)s compétence évaluée", "%(count)s compétences évaluées", len(known)) % {"count": len(known)}
        if not strong:
            return f"{words}."
        more = ngettext("dont %(count)s confirmée ou plus", "dont %(count)s confirmées ou plus", strong) % {"count": strong}
        return f"{words}, {more}."

    @cached_property
    def next_step(self) -> NextStep:
        """What is begun comes first, then advice, then a first assessment."""
        if self.unfinished:
            left = self.unfinished.total - self.unfinished.done
            why = ngettext("Il reste %(count)s question.", "Il reste %(count)s questions.", left) % {"count": left}
            return NextStep(_("Reprendre l'évaluation"), reverse("assessments:resume", args=[self.unfinished.pk]), why)
        if self.courses:
            course, progress, lang = self.courses[0]
            why = _("Leçon %(number)s sur %(total)s") % {"number": progress.next_number, "total": progress.total}
            href = progress.next.get_url(self.request)
            return NextStep(_("Continuer le cours"), href, why, course.title, lang)
        open_goals = [goal for goal in self.goals if not goal.reached]
        if open_goals:
            return NextStep(_("Voir mes prochains pas"), reverse("search:recommendations"), _("Choisis pour tes objectifs."))
        if self._measures:
            return NextStep(_("Voir mes prochains pas"), reverse("search:recommendations"), _("Choisis d'après tes réponses."))
        return NextStep(_("Commencer, 3 minutes"), reverse("assessments:start"), _("Des questions simples, sans compte."))
