"""Names of all skills by slug, for pages that show many: kept in the cache, renewed on every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from kit.edition import edition
from skills.models import Family, Skill

SECONDS = 300


@dataclass(frozen=True, slots=True)
class SkillName:
    pk: int
    slug: str
    name: str
    family: str
    family_name: str


def _key(language: str) -> str:
    return f"skills.names.{language}.{edition()}"


def skill_names() -> dict[str, SkillName]:
    """Slug -> names in the active language, in the framework's order."""
    key = _key(get_language() or "fr")
    names = cache.get(key)
    if names is None:
        names = {
            skill.slug: SkillName(skill.pk, skill.slug, skill.name, skill.family.slug, skill.family.name)
            for skill in Skill.objects.with_family()
        }
        cache.set(key, names, SECONDS)
    return names


def forget_names(sender: Any, **kwargs: Any) -> None:
    cache.delete_many([_key("fr"), _key("en")])


SENDERS = (Skill, Family)
