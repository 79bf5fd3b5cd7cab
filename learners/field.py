"""« Mes missions »: notes on missions as pages show them, and the four questions afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.lived import MOST_SIGNS, QUESTIONS, Note, State, keep_note, notes
from learners.observing import Watch, in_order, to_observe
from missions.choices import Status
from missions.departure import CameFrom
from missions.models import Mission, mission_url
from search.documents import mission_item
from search.twins import twin_key
from skills.naming import SkillName, skill_names
from skills.profile import SkillProfile

STATES = {
    State.PLANNED: _("Je vais la faire"),
    State.DOING: _("Je la fais"),
    State.DONE: _("C'est fait"),
    State.STOPPED: _("J'ai arrêté"),
}
# While it lasts, and before: afterwards there is nothing more to watch for.
AHEAD = frozenset({State.PLANNED, State.DOING})
# Question -> what is asked, what helps to answer it.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "did": (_("Qu'est-ce que tu as fait, toi ?"), _("Un moment précis suffit. « J'ai servi à table pour 40 personnes. »")),
    "hard": (_("Qu'est-ce qui était difficile ?"), _("Un imprévu, une personne, la fatigue, le stress…")),
    "came": (_("Qu'est-ce que ça a donné ?"), _("Pour les autres, ou pour toi.")),
    "next": (_("Et la prochaine fois ?"), _("Ce que tu referais, ou ce que tu ferais autrement.")),
}
WITH_SKILLS = QUESTIONS.index("came") + 1
# The most pressing first.
_ORDER = [State.DOING, State.PLANNED, State.DONE, State.STOPPED]


@dataclass(frozen=True, slots=True)
class Shown:
    """A note for a page: its words, where the mission is if it still is, its skills, and what to watch for."""

    note: Note
    href: str
    used: tuple[SkillName, ...]
    watches: tuple[Watch, ...]

    @property
    def state_label(self) -> str | Promise:
        return STATES[self.note.state]

    @property
    def answers(self) -> list[tuple[int, str | Promise, str]]:
        """(number, question, answer) of the questions answered."""
        said = ((number, WORDS[name][0], self.note.said.get(name, "")) for number, name in enumerate(QUESTIONS, start=1))
        return [row for row in said if row[2]]


def shown(held: Iterable[Note], profile: SkillProfile) -> list[Shown]:
    """Notes as pages show them, in the order given; three queries at most, whatever their number."""
    held = list(held)
    if not held:
        return []
    names = skill_names()
    online = dict(
        Mission.objects.published(timezone.localdate()).filter(pk__in=[note.mission for note in held]).values_list("pk", "title")
    )
    watches = to_observe((slug for note in held if note.state in AHEAD for slug in note.skills), profile)
    return [
        Shown(
            note=note,
            href=CameFrom.SPACE.on(mission_url(note.mission, online[note.mission])) if note.mission in online else "",
            used=tuple(names[slug] for slug in note.used if slug in names),
            watches=tuple(in_order(note.skills, watches)) if note.state in AHEAD else (),
        )
        for note in held
    ]


def pressing_first(held: Iterable[Note]) -> list[Note]:
    """What is going on, what is planned, what is done, what was stopped; each the latest first."""
    return sorted(held, key=lambda note: _ORDER.index(note.state))


def begin(request: HttpRequest, pk: int) -> Note | None:
    """The note on a mission, made as planned where there is none; None for a mission nobody may see.

    One that its platform has closed meanwhile can be noted: it may be full because they joined. Raises TooManyNotes.
    """
    if held := notes(request).get(pk):
        return held
    mission = Mission.objects.for_catalogue().exclude(status=Status.WITHDRAWN).filter(pk=pk).first()
    if mission is None:
        return None
    note = Note(
        mission=mission.pk,
        title=mission.title,
        organisation=mission.organisation.name,
        skills=tuple(row.skill.slug for row in mission.skills.all()),
        twin=twin_key(mission_item(mission)),
        state=State.PLANNED,
        when=timezone.now(),
    )
    keep_note(request, note)
    return note


class Words(forms.CharField):
    """A short text as it was typed; a line end is one sign, as the browser counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No limit in the browser: it would cut off what is pasted and say nothing.
        return {}


class TellForm(forms.Form):
    """One of the four questions; the third asks for the skills that served, too."""

    words = Words(error_messages={"max_length": _("Garde l'essentiel : %(limit_value)d signes, tu en as %(show_value)d.")})
    used = forms.MultipleChoiceField(label=_("Qu'est-ce qui t'a servi ?"), required=False, widget=forms.CheckboxSelectMultiple)
    other = forms.ChoiceField(label=_("Une autre compétence"), required=False)

    def __init__(self, data: Any, *, note: Note, number: int) -> None:
        self.note, self.question = note, QUESTIONS[number - 1]
        super().__init__(data, initial={"words": note.said.get(self.question, ""), "used": note.used})
        self.fields["words"].label, self.fields["words"].help_text = WORDS[self.question]
        if number != WITH_SKILLS:
            del self.fields["used"], self.fields["other"]
            return
        names = skill_names()
        near = [slug for slug in dict.fromkeys([*note.skills, *note.used]) if slug in names]
        self.fields["used"].choices = [(slug, names[slug].name) for slug in near]
        others = [(slug, one.name) for slug, one in names.items() if slug not in near]
        self.fields["other"].choices = [("", _("Aucune autre")), *others]

    def told(self) -> Note:
        """The note with this answer in it."""
        said = {**self.note.said, self.question: self.cleaned_data["words"]}
        note = replace(self.note, said=said, when=timezone.now())
        if "used" not in self.fields:
            return note
        used = [*self.cleaned_data["used"], self.cleaned_data["other"]]
        return replace(note, used=tuple(filter(None, dict.fromkeys(used))))
