"""Choosing one of the skills: grouped by family, and narrowed by typing (static/js/skill-select.js)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from skills.naming import skill_names


class SkillSelect(forms.Select):
    """A list whose groups are the families; its names come from the cache, so that many rows cost no query."""

    class Media:
        js = [Script("js/skill-select.js", type="module")]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The list inside the element that narrows it; without JavaScript, an ordinary list."""
        return format_html(
            '<skill-select data-label="{}" data-none="{}">{}</skill-select>',
            _("Chercher une compétence"),
            _("Aucune compétence ne s'appelle ainsi."),
            super().render(name, value, attrs, renderer),
        )

    @property
    def choices(self) -> Iterable[tuple[str, Any]]:
        return Families()

    @choices.setter
    def choices(self, value: Any) -> None:
        """The field's own are the same skills in one long list."""


class Families:
    """Choices read anew each time, in the language of whoever looks."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", _("Choisir une compétence")
        for family, skills in groupby(skill_names().values(), key=lambda skill: skill.family_name):
            yield family, [(skill.pk, skill.name) for skill in skills]
