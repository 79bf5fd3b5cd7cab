"""Who recommendations are for, read from the request: skills, place, age, what was done or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.results import profile_for
from missions.ages import age_for_limits
from missions.places.lookup import resolve_place
from search.choices import excluded
from search.contract import Near, Point
from search.goals import aims
from search.recommend import Context
from skills.profile import SkillProfile

KEY = "context"
DEFAULT_KM = 25
MIN_AGE, MAX_AGE = 12, 99
RADII = ((5, "5 km"), (10, "10 km"), (25, "25 km"), (50, "50 km"), (100, "100 km"))


@dataclass(frozen=True, slots=True)
class Learner:
    profile: SkillProfile
    context: Context
    place_label: str = ""

    def knows(self, skill: str) -> bool:
        """Whether there is anything to give advice on: an answer, or a goal."""
        return skill in self.profile or skill in (self.context.goals or {})

    def only(self, skill: str) -> Learner:
        """The same person, asking about one skill."""
        held, goals = self.profile.estimates.get(skill), self.context.goals or {}
        return replace(
            self,
            profile=SkillProfile({skill: held} if held else {}),
            context=replace(self.context, goals={skill: goals[skill]} if skill in goals else {}),
        )


class ContextForm(forms.Form):
    """Age and place, both optional; kept in the session only when sent."""

    age = forms.IntegerField(
        label=_("Ton âge"),
        required=False,
        min_value=MIN_AGE,
        max_value=MAX_AGE,
        error_messages={name: _("Un âge en chiffres, entre 12 et 99.") for name in ("invalid", "min_value", "max_value")},
        help_text=_("Pour ne te montrer que des missions que tu peux faire."),
    )
    place = forms.CharField(
        label=_("Ta commune ou ton code postal"),
        required=False,
        max_length=80,
        help_text=_("Pour des missions près de chez toi. Gardé sur ce site seulement, effacé avec tes résultats."),
    )
    km = forms.TypedChoiceField(label=_("Jusqu'à"), choices=RADII, coerce=int, required=False, empty_value=DEFAULT_KM)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = (cleaned.get("place") or "").strip()
        cleaned["found"] = None
        if text:
            answer = resolve_place(text)
            cleaned["found"] = answer.place
            if answer.place is None and answer.others:
                names = ", ".join(place.label for place in answer.others[:5])
                self.add_error(
                    "place", _("Il y en a plusieurs : écris le nom en entier, comme ici : %(names)s.") % {"names": names}
                )
            elif answer.place is None:
                self.add_error("place", _("On ne trouve pas ce lieu. Essaie avec le code postal."))
        return cleaned

    def to_session(self) -> dict[str, Any]:
        """What is kept: the place's name and point, the radius, the age, and since when."""
        place = self.cleaned_data["found"]
        kept: dict[str, Any] = {"km": self.cleaned_data["km"] or DEFAULT_KM, "when": timezone.now().isoformat()}
        if self.cleaned_data.get("age"):
            kept["age"] = self.cleaned_data["age"]
        if place:
            kept |= {"place": place.label, "lat": place.lat, "lon": place.lon}
        return kept


def stored_context(request: HttpRequest) -> dict[str, Any]:
    stored = request.session.get(KEY, {})
    return stored if isinstance(stored, dict) else {}


def learner_of(request: HttpRequest) -> Learner:
    """The learner behind a request; an empty profile for somebody new. Never begins a session."""
    stored = stored_context(request)
    near = None
    if "lat" in stored and "lon" in stored:
        near = Near(Point(stored["lat"], stored["lon"]), float(stored.get("km", DEFAULT_KM)))
    language = get_language() or "fr"
    closed, twins = excluded(request)
    context = Context(
        today=timezone.localdate(),
        # Missions are French, and so are most resources: an English reader gets both, in that order.
        languages=(language,) if language == "fr" else (language, "fr"),
        age=age_for_limits(stored["age"]) if stored.get("age") else None,
        near=near,
        excluded=closed,
        excluded_twins=twins,
        goals=aims(request),
    )
    return Learner(profile_for(request), context, stored.get("place", ""))
