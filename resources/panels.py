"""What the editor's form shows besides fields."""

from __future__ import annotations

from django.forms.widgets import Script
from wagtail.admin.panels import Panel


class SkillSuggestionsPanel(Panel):
    """A button that asks which skills the text trains; a higher floor answers at the button's address."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/_skill_suggestions_panel.html"

        class Media:
            js = [Script("js/skill-suggestions.js", type="module")]
            css = {"all": ["desk/desk.css"]}
