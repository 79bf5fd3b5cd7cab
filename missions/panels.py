"""What the editor's form of a mission shows besides fields: the skills that the tagger proposes."""

from __future__ import annotations

from typing import Any

from django.forms.widgets import Script
from wagtail.admin.panels import Panel

from missions.models import Mission
from skills.levels import Level
from skills.models import Skill
from skills.proposals import Confidence, Proposal

# Confidence, from 0 to 1, in the words that editors read elsewhere too.
LIKELY, POSSIBLE = 0.7, 0.45


def proposals_for(mission: Mission) -> list[Proposal]:
    """What the tagger last said of a mission, most central first."""
    said = mission.tagging.get("trained", [])
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=[one["skill"] for one in said])}
    chosen = {row.skill_id for row in mission.skills.all()}
    return [_proposal(skills[one["skill"]], one, chosen) for one in said if one["skill"] in skills]


def _proposal(skill: Skill, said: dict[str, Any], chosen: set[int]) -> Proposal:
    sure = said["confidence"]
    words = Confidence.LIKELY if sure >= LIKELY else Confidence.POSSIBLE if sure >= POSSIBLE else Confidence.DOUBTFUL
    # A number of a form field: with a point in every language.
    weight = f"{said['weight']:g}"
    return Proposal(skill, Level(said["level"]), said["sentence"], words, weight, skill.pk in chosen, round(100 * sure))


def required_of(mission: Mission) -> list[Skill]:
    """The skills that a mission asks for beforehand."""
    slugs = [one["skill"] for one in mission.tagging.get("required", [])]
    return list(Skill.objects.filter(slug__in=slugs))


class SkillProposalsPanel(Panel):
    """The proposals, each added to the form's rows or taken out of them with one click."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "missions/_skill_proposals_panel.html"

        class Media:
            js = [Script("js/skill-suggestions.js", type="module")]
            css = {"all": ["desk/desk.css"]}

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"proposals": proposals_for(self.instance), "required": required_of(self.instance)}
