"""Asks phrases that are written of a skill what they are about, each tenth of them without knowing that tenth."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.common.analysis import LANGUAGES
from search.everyday import SURE_ENOUGH, Known, sureness
from search.garbled import WAYS
from search.hints import Hints, sentences
from search.sayings import SAYINGS, Sayings, everyday, names
from search.text import parse

FOLDS = 10


class Command(BaseCommand):
    help = """PATH: a file as search/data/everyday.yaml, which is taken without one. Each phrase is a question, understood with
    the names of the skills, what else is written of them, and the sayings of the other nine tenths."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", default=SAYINGS)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--typed", choices=[*WAYS], default="written", help="How each phrase is typed (search/garbled.py).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = {language: measure(options["path"], language, options["typed"]) for language in LANGUAGES}
        except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
            raise CommandError(f"{options['path']}: {error!r}") from error
        if options["json"]:
            self.stdout.write(json.dumps(outcome))
            return
        for language, figures in outcome.items():
            for name, value in figures.items():
                self.stdout.write(f"{language} {name}: {value}")


def measure(path: Path, language: str, typed: str = "written") -> dict[str, float]:
    """How many phrases there are, the share whose skill comes first and among the first three, the share of which something
    would be said, and of those the share whose skill comes first. A phrase that stands under two skills means either."""
    meant: dict[str, set[str]] = defaultdict(set)
    for skill, phrase in everyday(language, path):
        meant[phrase].add(skill)
    asked = first = third = sure = right = 0
    for phrase, found in _understood(meant, language, WAYS[typed]):
        best = sorted(found, key=lambda skill: (-found[skill], skill))[:3]
        hit = not meant[phrase].isdisjoint(best[:1])
        asked, first, third = asked + 1, first + hit, third + (not meant[phrase].isdisjoint(best))
        if best and found[best[0]] >= SURE_ENOUGH:
            sure, right = sure + 1, right + hit
    shares = {
        "accuracy@1": (first, asked),
        "accuracy@3": (third, asked),
        "understood": (sure, asked),
        "of those right": (right, sure),
    }
    return {"phrases": asked, **{name: round(some / all_, 4) if all_ else 0.0 for name, (some, all_) in shares.items()}}


def _understood(
    meant: Mapping[str, Set[str]], language: str, typed: Callable[[str, int, str], str]
) -> Iterator[tuple[str, dict[str, float]]]:
    """Each phrase, and how sure each skill is of being meant by it, typed so."""
    phrases, others = [*meant], [*sentences(language)]
    for fold in range(FOLDS):
        tenth = phrases[fold::FOLDS]
        known = _without(frozenset(tenth), language, others)
        for number, phrase in enumerate(tenth):
            yield phrase, sureness(parse(typed(phrase, number, language), language), known)


def _without(phrases: Set[str], language: str, others: list[tuple[str, str, float]]) -> Known:
    said = [*names(language), *((skill, phrase) for skill, phrase in everyday(language) if phrase not in phrases)]
    return Known(language, Sayings(language, said), Hints(language, [*((*one, 1.0) for one in said), *others]))
