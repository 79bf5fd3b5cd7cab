"""What to watch for while a mission is going on: the framework's indicators, at the level just above where somebody stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skills.levels import Level, next_level
from skills.models import Skill
from skills.profile import SkillProfile

SKILLS, INDICATORS = 3, 2


@dataclass(frozen=True, slots=True)
class Watch:
    """One skill, the level aimed at, and what people do who have it."""

    skill: Skill
    level: Level
    signs: tuple[str, ...]


def to_observe(slugs: Iterable[str], profile: SkillProfile) -> dict[str, Watch]:
    """Skill slug -> what to watch for; two queries, none without skills."""
    wanted = list(dict.fromkeys(slugs))
    found = Skill.objects.filter(slug__in=wanted).prefetch_related("indicators") if wanted else ()
    return {skill.slug: _watch(skill, next_level(profile.level(skill.slug))) for skill in found}


def _watch(skill: Skill, level: Level) -> Watch:
    return Watch(skill, level, tuple(row.text for row in skill.indicators_at(level)[:INDICATORS]))


def in_order(slugs: Sequence[str], watches: dict[str, Watch]) -> list[Watch]:
    """A mission's first skills that are known, in its order."""
    return [watches[slug] for slug in slugs if slug in watches][:SKILLS]
