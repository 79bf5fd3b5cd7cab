"""What somebody wants to reach: a level of a skill. In their session, nowhere else, like their choices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from skills.levels import Level

KEY = "goals"


def goals(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Skill slug -> {level, when}; empty without a session."""
    stored = request.session.get(KEY, {})
    return stored if isinstance(stored, dict) else {}


def aims(request: HttpRequest) -> dict[str, int]:
    """Skill slug -> the level wanted (1-4), as recommendations take it."""
    return {skill: goal["level"] for skill, goal in goals(request).items()}


def set_goal(request: HttpRequest, skill: str, level: Level) -> None:
    """Aim at a level of a skill; a former goal for it is replaced."""
    goal = {"level": int(level), "when": timezone.now().isoformat()}
    request.session[KEY] = {**goals(request), skill: goal}


def drop_goal(request: HttpRequest, skill: str) -> None:
    """Aim no more at this skill; nothing happens where nobody did."""
    left = {other: goal for other, goal in goals(request).items() if other != skill}
    if left:
        request.session[KEY] = left
    else:
        request.session.pop(KEY, None)
