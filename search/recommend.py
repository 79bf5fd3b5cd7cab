"""What to learn next and where to practise it: needs, score, diversity, reasons.

The engine keeps the gates and proposes candidates with what each answers of the needs
(search/relevance.py); everything after that is here, in plain Python, the same for both engines.
Deterministic: the same profile, context and catalogue give the same list.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp

from search.contract import Candidate, CatalogueItem, Kind, Near, Need, Reason, Recommendation, RecommendationRequest, Remote
from search.engine import SearchEngine
from search.relevance import OTHER_LANGUAGE
from skills.levels import named_level, next_level
from skills.profile import SkillProfile

# How much each part may add to what an item teaches, at most.
FRESHNESS_SHARE, QUALITY_SHARE, PROXIMITY_SHARE = 0.10, 0.20, 0.25
FRESHNESS_HALF_LIFE_DAYS = 540.0
PROXIMITY_KM = 20.0
REMOTE_AS_KM = 10.0
GOAL_FACTOR = 1.6
# An item like those already chosen counts for less, each time; no kind or skill floods the list.
SAME_KIND_FACTOR, SAME_SKILL_FACTOR = 0.80, 0.88
FIRST_SCREEN = 8
FIRST_SCREEN_MISSIONS = 2
FIRST_SCREEN_KINDS = 3
# Below it, an estimate is a guess and the reason says so.
CERTAIN = 0.35


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, apart from their skills: the hard gates, what was done or refused, and goals.

    `languages`: those read, best first; `goals` maps a skill to the level wanted (1-4); `near` is the
    place missions must be in reach of.
    """

    today: date
    languages: tuple[str, ...] = ("fr",)
    age: int | None = None
    near: Near | None = None
    excluded: frozenset[str] = frozenset()
    excluded_twins: frozenset[str] = frozenset()
    goals: Mapping[str, int] | None = None
    kinds: tuple[Kind, ...] = (Kind.ARTICLE, Kind.VIDEO, Kind.COURSE, Kind.MISSION)


def needs_of(profile: SkillProfile, goals: Mapping[str, int] | None = None) -> tuple[Need, ...]:
    """One need per skill of the profile or the goals, weights 0..1, heaviest first.

    The lower the level and the surer the estimate, the heavier; a goal weighs more until reached.
    A goal is reached step by step: the level needed is the one just above, as for any skill.
    """
    goals = goals or {}
    raw = {}
    for skill in {*profile, *goals}:
        level = profile.level(skill)
        weight = (0.25 + 0.75 * (4.0 - level) / 4.0) * (0.6 + 0.4 * profile.confidence(skill))
        if _ahead(skill, profile, goals):
            weight *= GOAL_FACTOR
        raw[skill] = weight
    heaviest = max(raw.values(), default=1.0)
    needs = (Need(skill, int(next_level(profile.level(skill))), weight / heaviest) for skill, weight in raw.items())
    return tuple(sorted(needs, key=lambda need: (-need.weight, need.skill)))


def _ahead(skill: str, profile: SkillProfile, goals: Mapping[str, int]) -> int:
    """The level wanted in a skill; 0 where none is, or where it is reached by name."""
    wanted = goals.get(skill, 0)
    return wanted if wanted > (named_level(profile.level(skill)) or 0) else 0


def recommend(engine: SearchEngine, profile: SkillProfile, context: Context, limit: int = FIRST_SCREEN) -> list[Recommendation]:
    """The `limit` best items for a profile, each with its reasons; one engine query.

    An empty profile without goals gives an empty list: there is nothing to reason from.
    Raises EngineUnavailable when the engine does not answer.
    """
    needs = needs_of(profile, context.goals)
    if not needs:
        return []
    request = RecommendationRequest(
        needs=needs,
        today=context.today,
        languages=context.languages,
        age=context.age,
        near=context.near,
        kinds=context.kinds,
        exclude=context.excluded,
    )
    candidates = (candidate for candidate in engine.candidates(request) if _open_to(candidate.item, context))
    scored = [score(candidate, profile, context) for candidate in candidates]
    return diversify([rec for rec in scored if rec.reasons], limit)


def _open_to(item: CatalogueItem, context: Context) -> bool:
    """The gate no engine knows: what was done or refused in another language or on another platform."""
    return not (context.excluded_twins and twin_key(item) in context.excluded_twins)


def twin_key(item: CatalogueItem) -> str:
    """The same for a text and its translations, and for one mission offered by two platforms.

    A mission is known by its kind, title and organisation, folded.
    """
    return item.work or f"{item.kind}:{_folded(item.title)}:{_folded(item.organisation)}"


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


def useful(candidate: Candidate, profile: SkillProfile) -> dict[str, float]:
    """Contributions of the skills the item leads at least to where the learner stands; less is behind them."""
    highest: dict[str, int] = {}
    for taught in candidate.item.skills:
        highest[taught.skill] = max(taught.level, highest.get(taught.skill, 0))
    return {
        skill: part
        for skill, part in candidate.contributions.items()
        if highest.get(skill, 0) >= (named_level(profile.level(skill)) or 0)
    }


def score(candidate: Candidate, profile: SkillProfile, context: Context) -> Recommendation:
    """What the engine found, weighed by freshness, quality, distance and language; parts kept for explanations."""
    item = candidate.item
    contributions = useful(candidate, profile)
    parts = {
        "need": sum(contributions.values()),
        "freshness": FRESHNESS_SHARE * _freshness(candidate, context.today),
        "quality": QUALITY_SHARE * item.quality,
        "distance": PROXIMITY_SHARE * _proximity(candidate, context),
        "language": _language(item, context),
    }
    total = parts["need"] * (1.0 + parts["freshness"] + parts["quality"] + parts["distance"]) * parts["language"]
    return Recommendation(item, round(total, 6), _reasons(contributions, profile, context.goals or {}), candidate.km, parts)


def _proximity(candidate: Candidate, context: Context) -> float:
    """1 on the spot, less with every kilometre. What is done from anywhere is near, but never the nearest; without a place
    nothing is near."""
    if candidate.km is not None:
        return exp(-candidate.km / PROXIMITY_KM)
    from_anywhere = context.near is not None and candidate.item.remote is Remote.FULL
    return exp(-REMOTE_AS_KM / PROXIMITY_KM) if from_anywhere else 0.0


def _freshness(candidate: Candidate, today: date) -> float:
    """1 for today, half after 540 days; 0 without a date. A mission yet to start is fresh."""
    if candidate.item.published is None:
        return 0.0
    age = max(0, (today - candidate.item.published.date()).days)
    return 0.5 ** (age / FRESHNESS_HALF_LIFE_DAYS)


def _language(item: CatalogueItem, context: Context) -> float:
    """1 in the reader's first language; a mission is done where it is, whatever language tells of it."""
    return 1.0 if item.kind is Kind.MISSION or item.language == context.languages[0] else OTHER_LANGUAGE


def _reasons(contributions: Mapping[str, float], profile: SkillProfile, goals: Mapping[str, int]) -> tuple[Reason, ...]:
    reasons = []
    for skill, part in sorted(contributions.items(), key=lambda pair: (-pair[1], pair[0])):
        level = profile.level(skill)
        reasons.append(
            Reason(
                skill=skill,
                from_level=int(named_level(level) or 0),
                to_level=int(next_level(level)),
                contribution=round(part, 6),
                certain=profile.confidence(skill) >= CERTAIN,
                goal=_ahead(skill, profile, goals),
            )
        )
    return tuple(reasons)


def diversify(scored: Iterable[Recommendation], limit: int) -> list[Recommendation]:
    """The best `limit`, each damped by what is already chosen; the first screen mixes kinds.

    Greedy maximal marginal relevance (Carbonell & Goldstein 1998) with kind and main skill as the
    similarity. In the first 8, at least 2 missions and 3 kinds where there are that many.
    """
    # Of twins the last one stays: the one in the reader's language, then the better one.
    ranked = sorted(scored, key=lambda rec: (rec.parts.get("language", 1.0), rec.score, rec.item.id))
    pool = list({twin_key(rec.item): rec for rec in ranked}.values())
    pool.sort(key=lambda rec: (-rec.score, rec.item.id))
    available = Counter(rec.item.kind for rec in pool)
    chosen: list[Recommendation] = []
    kinds: Counter[Kind] = Counter()
    skills: Counter[str] = Counter()
    while pool and len(chosen) < limit:
        allowed = _allowed_kinds(kinds, available, slots_left=min(limit, FIRST_SCREEN) - len(chosen))
        # By place in the pool: to look for one among equals compares every field of every item.
        place = max(
            (number for number, rec in enumerate(pool) if allowed is None or rec.item.kind in allowed),
            key=lambda number: pool[number].score * _damping(pool[number], kinds, skills),
        )
        best = pool.pop(place)
        chosen.append(best)
        kinds[best.item.kind] += 1
        skills[_main_skill(best)] += 1
    return chosen


def _allowed_kinds(chosen: Counter[Kind], available: Counter[Kind], slots_left: int) -> set[Kind] | None:
    """The kinds the next place must come from, None for any: what the first screen still owes."""
    if slots_left <= 0:
        return None
    missions_owed = min(FIRST_SCREEN_MISSIONS, available[Kind.MISSION]) - chosen[Kind.MISSION]
    kinds_owed = min(FIRST_SCREEN_KINDS, len(available)) - len(chosen)
    fresh = set(available) - set(chosen)
    # A mission owed and not yet begun also pays one of the kinds.
    overlap = 1 if missions_owed > 0 and Kind.MISSION in fresh and kinds_owed > 0 else 0
    owed = max(missions_owed, 0) + max(kinds_owed, 0) - overlap
    if owed < slots_left or owed <= 0:
        return None
    return {Kind.MISSION} if missions_owed > 0 else fresh


def _main_skill(rec: Recommendation) -> str:
    return rec.reasons[0].skill if rec.reasons else ""


def _damping(rec: Recommendation, kinds: Counter[Kind], skills: Counter[str]) -> float:
    return SAME_KIND_FACTOR ** kinds[rec.item.kind] * SAME_SKILL_FACTOR ** skills[_main_skill(rec)]
