"""Offline evaluation of recommendations on personas: what must appear, what must not, in which order.

A persona file is YAML, a list of mappings: name, skills {slug: [level, confidence]}, optional age,
near {lat, lon, km}, languages, goals {slug: level}, done and refused [keys], and expect with any of
include, include_any, exclude [keys], before [[key, key]], kinds_at_least, missions_at_least. A key
is "<kind>:<last part of the item's address>", stable over databases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import log2
from typing import Any

from search.contract import CatalogueItem, Kind, Near, Point, Recommendation, Remote
from search.engine import SearchEngine
from search.geo import kilometres
from search.recommend import FIRST_SCREEN, Context, recommend
from search.twins import twin_key
from skills.profile import Estimate, SkillProfile

_NUMBER = re.compile(r"^\d+-")


def key_of(item: CatalogueItem) -> str:
    """ "mission:desamorcer-les-disputes" for /missions/12-desamorcer-les-disputes/."""
    last = item.url.rstrip("/").rsplit("/", 1)[-1]
    return f"{item.kind}:{_NUMBER.sub('', last)}"


@dataclass(frozen=True, slots=True)
class Persona:
    name: str
    profile: SkillProfile
    context: Context
    expect: Mapping[str, Any]
    excluded_keys: frozenset[str]


def read_persona(data: Mapping[str, Any], today: date, ids: Mapping[str, str], twins: Mapping[str, str]) -> Persona:
    """A persona from its mapping; `ids` and `twins` map keys to ids and twin keys. KeyError or ValueError when it cannot be read."""
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    near = data.get("near")
    keys = frozenset([*data.get("done", ()), *data.get("refused", ())])
    context = Context(
        today=today,
        languages=tuple(data.get("languages", ("fr",))),
        age=data.get("age"),
        near=Near(Point(near["lat"], near["lon"]), float(near.get("km", 25))) if near else None,
        excluded=frozenset(ids[key] for key in keys if key in ids),
        excluded_twins=frozenset(twins[key] for key in keys if key in twins),
        goals=data.get("goals"),
    )
    estimates = {
        slug: Estimate(float(level), float(confidence), now, "persona") for slug, (level, confidence) in data["skills"].items()
    }
    return Persona(str(data["name"]), SkillProfile(estimates), context, data.get("expect", {}), keys)


def violations(persona: Persona, found: Iterable[Recommendation]) -> list[str]:
    """Gates that a recommendation passed and should not have; worked out anew, not asked of the engine."""
    return [f"{persona.name}: {key_of(rec.item)} {fault}" for rec in found for fault in _faults(persona, rec.item)]


def _faults(persona: Persona, item: CatalogueItem) -> list[str]:
    context, faults = persona.context, []
    if context.age is not None and item.min_age > context.age:
        faults.append(f"is for {item.min_age} and over")
    if context.age is not None and item.max_age is not None and context.age > item.max_age:
        faults.append(f"is for {item.max_age} and under")
    if item.ends is not None and item.ends < context.today:
        faults.append("has ended")
    if item.language not in context.languages:
        faults.append(f"is in {item.language}")
    if key_of(item) in persona.excluded_keys:
        faults.append("was done or refused")
    if item.kind is Kind.MISSION and context.near is not None and not _in_reach(context.near, item):
        faults.append("is out of reach")
    return faults


def _in_reach(near: Near, item: CatalogueItem) -> bool:
    if near.or_remote and item.remote is Remote.FULL:
        return True
    # A hair of tolerance: distances are compared as floats.
    return any(kilometres(near.point, point) <= near.km + 0.01 for point in item.points)


def expectations(persona: Persona, found: list[Recommendation]) -> dict[str, bool]:
    """Each expectation in words, and whether it was met."""
    keys = [key_of(rec.item) for rec in found]
    kinds = Counter(rec.item.kind for rec in found)
    expect, met = persona.expect, {}
    for key in expect.get("include", ()):
        met[f"includes {key}"] = key in keys
    if any_of := expect.get("include_any"):
        met[f"includes one of {', '.join(any_of)}"] = any(key in keys for key in any_of)
    for key in expect.get("exclude", ()):
        met[f"leaves out {key}"] = key not in keys
    for first, second in expect.get("before", ()):
        met[f"{first} before {second}"] = first in keys and (second not in keys or keys.index(first) < keys.index(second))
    if "kinds_at_least" in expect:
        met[f"{expect['kinds_at_least']} kinds"] = len(kinds) >= expect["kinds_at_least"]
    if "missions_at_least" in expect:
        met[f"{expect['missions_at_least']} missions"] = kinds[Kind.MISSION] >= expect["missions_at_least"]
    return met


def entropy(counts: Iterable[int]) -> float:
    """Shannon entropy in bits."""
    numbers = [count for count in counts if count]
    total = sum(numbers)
    return -sum(count / total * log2(count / total) for count in numbers) if total else 0.0


def evaluate(engine: SearchEngine, rows: Iterable[Mapping[str, Any]], items: list[CatalogueItem], today: date) -> dict[str, Any]:
    """Coverage, gate violations, diversity and agreement over all personas."""
    ids = {key_of(item): item.id for item in items if item.kind is not Kind.SKILL}
    twins = {key_of(item): twin_key(item) for item in items}
    personas = [read_persona(row, today, ids, twins) for row in rows]
    seen: set[str] = set()
    broken: list[str] = []
    unmet: list[str] = []
    kinds, skills, checked = [], [], 0
    for persona in personas:
        found = recommend(engine, persona.profile, persona.context, FIRST_SCREEN)
        seen |= {rec.item.id for rec in found}
        broken += violations(persona, found)
        outcome = expectations(persona, found)
        checked += len(outcome)
        unmet += [f"{persona.name}: {text}" for text, met in outcome.items() if not met]
        kinds.append(len({rec.item.kind for rec in found}))
        skills.append(entropy(Counter(rec.reasons[0].skill for rec in found if rec.reasons).values()))
    count = max(len(personas), 1)
    return {
        "personas": len(personas),
        "coverage": round(len(seen) / max(len(ids), 1), 4),
        "gate_violations": len(broken),
        "kinds_per_list": round(sum(kinds) / count, 3),
        "skill_entropy_bits": round(sum(skills) / count, 3),
        "expectations": checked,
        "agreement": round(1 - len(unmet) / max(checked, 1), 4),
        "violations": broken,
        "unmet": unmet,
    }
