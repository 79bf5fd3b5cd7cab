"""The start page's data: the skills that can be assessed, by family, and the situations for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise

from assessments.models import Statement
from assessments.questions import MAX_SKILLS, SITUATIONS, minutes, surprise
from assessments.scoring import STATEMENTS_PER_SKILL
from skills.models import Family, Skill

_COLUMNS = ("slug", "order", "name_fr", "name_en", "definition_fr", "definition_en")
_FAMILY_COLUMNS = ("family__slug", "family__order", "family__name_fr", "family__name_en")


@dataclass(frozen=True, slots=True)
class OfferedSituation:
    slug: str
    question: Promise
    skills: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class OfferedFamily:
    family: Family
    skills: list[Skill] = field(default_factory=list)

    def chosen(self, slugs: Collection[str]) -> int:
        return sum(skill.slug in slugs for skill in self.skills)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be assessed now: only skills with statements to ask."""

    families: list[OfferedFamily]

    @property
    def skills(self) -> dict[str, Skill]:
        return {skill.slug: skill for offered in self.families for skill in offered.skills}

    @property
    def situations(self) -> list[OfferedSituation]:
        available = self.skills
        offered = ((one, tuple(slug for slug in one.skills if slug in available)) for one in SITUATIONS)
        return [
            OfferedSituation(one.slug, one.question, skills, minutes(len(skills) * STATEMENTS_PER_SKILL))
            for one, skills in offered
            if skills
        ]

    def situation(self, slug: str) -> list[str]:
        """A situation's skills; none for an unknown one."""
        return next((list(one.skills) for one in self.situations if one.slug == slug), [])

    def surprise(self, seed: int) -> list[str]:
        return surprise({one.family.slug: [skill.slug for skill in one.skills] for one in self.families}, seed)

    def known(self, slugs: Sequence[str]) -> list[str]:
        """The first five of these slugs that can be assessed, each once."""
        return [slug for slug in dict.fromkeys(slugs) if slug in self.skills][:MAX_SKILLS]


def current_offer() -> Offer:
    """One query."""
    asked = Statement.objects.active().filter(skill=OuterRef("pk"))
    families: dict[int, OfferedFamily] = {}
    for skill in Skill.objects.with_family().filter(Exists(asked)).only(*_COLUMNS, *_FAMILY_COLUMNS):
        families.setdefault(skill.family_id, OfferedFamily(skill.family)).skills.append(skill)
    return Offer(list(families.values()))
