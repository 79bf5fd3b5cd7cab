"""The four levels, the same everywhere, and 0 for not assessed."""

from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    DISCOVERY = 1, _("découverte")
    PRACTICE = 2, _("pratique")
    CONFIRMED = 3, _("confirmé")
    EXPERT = 4, _("expert")


# From which estimate on (0-4, with fractions) a level's name is used.
THRESHOLDS: tuple[tuple[float, Level], ...] = (
    (3.6, Level.EXPERT),
    (2.75, Level.CONFIRMED),
    (1.75, Level.PRACTICE),
    (0.5, Level.DISCOVERY),
)


@lru_cache(maxsize=4_096)
def named_level(estimate: float) -> Level | None:
    """The level an estimate (0-4) stands at; None below 0.5, where nothing was assessed."""
    return next((level for threshold, level in THRESHOLDS if estimate >= threshold), None)


@lru_cache(maxsize=4_096)
def next_level(estimate: float) -> Level:
    """The level just above where an estimate stands; expert for an expert."""
    current = named_level(estimate)
    return Level.DISCOVERY if current is None else Level(min(current + 1, Level.EXPERT))
