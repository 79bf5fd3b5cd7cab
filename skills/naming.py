"""Names of all skills by slug, for pages that show many: kept in the cache, renewed on every change."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils.translation import get_language

from kit.edition import edition
from skills.models import Family, Skill

SECONDS = 300


class SkillName(NamedTuple):
    """A tuple, since all of them are read out of the cache for nearly every page."""

    pk: int
    slug: str
    name: str
    family: str
    family_name: str


def _key(language: str) -> str:
    # The number changes with what is kept, so that no process reads another version's out of a shared cache.
    return f"skills.names.2.{language}.{edition()}"


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
