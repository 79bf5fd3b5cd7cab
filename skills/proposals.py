"""A skill proposed to an editor for a text, with the sentence that says so; templates/skills/_proposals.html shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from skills.levels import Level
from skills.models import Skill


class Confidence(TextChoices):
    LIKELY = "likely", _("très probable")
    POSSIBLE = "possible", _("possible")
    DOUBTFUL = "doubtful", _("à vérifier")


@dataclass(frozen=True, slots=True)
class Proposal:
    """`chosen`: the text's page or mission names this skill already. `percent`: the confidence, where it is a probability."""

    skill: Skill
    level: Level
    sentence: str
    confidence: Confidence
    weight: str
    chosen: bool
    percent: int | None = None
