"""Which skills and statements are asked, and in which order: pure, the same again for the same seed.

Statements of one skill never come in a block: seeing five in a row tells what is measured and invites
answering what sounds good (consistency and desirability, Podsakoff et al. 2003).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from math import ceil
from random import Random
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.scoring import STATEMENTS_PER_SKILL

MAX_SKILLS = 5
SECONDS_PER_STATEMENT = 7
Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Situation:
    """A question of everyday life that stands for three to five skills."""

    slug: str
    question: Promise
    skills: tuple[str, ...]


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "pression",
        _("Quand ça chauffe autour de toi, tu réagis comment ?"),
        ("gestion-du-stress", "gestion-des-emotions", "prise-de-recul", "diplomatie"),
    ),
    Situation(
        "groupe",
        _("Dans un groupe, tu prends quelle place ?"),
        ("cooperation", "ecoute-active", "integration-au-groupe", "coordination-de-groupe"),
    ),
    Situation(
        "parole",
        _("Quand il faut parler devant des gens, ça se passe comment ?"),
        ("communication-orale", "confiance-en-soi", "communication-non-verbale"),
    ),
    Situation(
        "imprevu",
        _("Quand tout change au dernier moment, tu fais quoi ?"),
        ("flexibilite", "reactivite", "prise-de-decision", "recherche-de-solutions"),
    ),
    Situation(
        "confiance",
        _("Quand on compte sur toi, tu t'y prends comment ?"),
        ("rigueur-et-fiabilite", "sens-des-responsabilites", "gestion-du-temps", "organisation"),
    ),
    Situation(
        "desaccord",
        _("Quand tu n'es pas d'accord, tu le dis comment ?"),
        ("affirmation-de-soi", "argumentation", "recherche-de-compromis", "diplomatie"),
    ),
    Situation(
        "effort",
        _("Quand c'est long ou difficile, tu tiens comment ?"),
        ("perseverance", "autonomie", "gestion-du-stress"),
    ),
    Situation(
        "nouveaute",
        _("Quand quelque chose t'attire, tu te lances comment ?"),
        ("curiosite", "apprentissage-autonome", "imagination", "experimentation"),
    ),
)


def surprise(families: Mapping[str, Sequence[str]], seed: int, count: int = MAX_SKILLS) -> list[str]:
    """`count` skills of as many different families (family -> skills), drawn with `seed`."""
    random = Random(seed)  # noqa: S311 (an order, not a secret)
    drawn = random.sample(sorted(families), min(count, len(families)))
    return [random.choice(sorted(families[family])) for family in drawn]


def interleaved(by_skill: Mapping[str, Sequence[Asked]], seed: int) -> list[Asked]:
    """Statements of several skills in turn, at most five a skill; skills and statements shuffled with `seed`."""
    random = Random(seed)  # noqa: S311 (an order, not a secret)
    skills = random.sample(sorted(by_skill), len(by_skill))
    piles = [random.sample(list(by_skill[skill]), len(by_skill[skill]))[:STATEMENTS_PER_SKILL] for skill in skills]
    return [item for item in chain.from_iterable(zip_longest(*piles)) if item is not None]


def minutes(statements: int) -> int:
    """About how long answering takes, in whole minutes, rounded up."""
    return ceil(statements * SECONDS_PER_STATEMENT / 60)
