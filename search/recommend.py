"""What to learn next and where to practise it: needs, score, diversity, reasons.

The engine keeps the gates and proposes candidates with what each answers of the needs
(search/relevance.py); everything after that is here, in plain Python, the same for both engines.
Deterministic: the same profile, context and catalogue give the same list.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp, fsum
from typing import NamedTuple

from search.contract import Candidate, CatalogueItem, Kind, Near, Need, Reason, Recommendation, RecommendationRequest
from search.engine import SearchEngine
from search.relevance import OTHER_LANGUAGE
from search.twins import twin_number
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
    """The `limit` best items for a profile, each with its reasons; the engine is asked for candidates, then for what is chosen.

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
    # The gate no engine knows: what was done or refused in another language or on another platform.
    refused = {twin_number(key) for key in context.excluded_twins}
    judge = Judge(profile, context)
    scored = (judge.score(candidate) for candidate in engine.candidates(request) if candidate.twin not in refused)
    chosen = diversify([one for one in scored if one.main_skill], limit)
    whole = zip(chosen, engine.items([one.candidate for one in chosen]), strict=True)
    return [_recommendation(one, item, profile, context) for one, item in whole if item is not None]


class Scored(NamedTuple):
    """A candidate with what it is worth: `contributions` are those that lead on, `main_skill` is that of the first reason."""

    candidate: Candidate
    score: float
    contributions: Mapping[str, float]
    need: float
    freshness: float
    quality: float
    distance: float
    language: float
    main_skill: str

    @property
    def parts(self) -> dict[str, float]:
        """The score's parts by name, for explanations."""
        return {name: getattr(self, name) for name in ("need", "freshness", "quality", "distance", "language")}


class Judge:
    """What candidates are worth to one person: what the engine found, weighed by freshness, quality, distance and language."""

    def __init__(self, profile: SkillProfile, context: Context) -> None:
        self._stands = {skill: int(named_level(profile.level(skill)) or 0) for skill in profile}
        self._today, self._language, self._has_place = context.today.toordinal(), context.languages[0], context.near is not None

    def score(self, candidate: Candidate) -> Scored:
        contributions = self.useful(candidate)
        need = fsum(contributions.values())
        freshness = FRESHNESS_SHARE * self._freshness(candidate)
        quality = QUALITY_SHARE * candidate.quality
        distance = PROXIMITY_SHARE * self._proximity(candidate)
        # A mission is done where it is, whatever language tells of it.
        own = candidate.kind is Kind.MISSION or candidate.language == self._language
        language = 1.0 if own else OTHER_LANGUAGE
        total = round(need * (1.0 + freshness + quality + distance) * language, 6)
        main = next(iter(contributions)) if len(contributions) == 1 else min(contributions, key=_first(contributions), default="")
        return Scored(candidate, total, contributions, need, freshness, quality, distance, language, main)

    def useful(self, candidate: Candidate) -> dict[str, float]:
        """Contributions of the skills the item leads at least to where the learner stands; less is behind them."""
        stands, leads_to = self._stands, candidate.leads_to
        return {skill: part for skill, part in candidate.contributions.items() if leads_to[skill] >= stands.get(skill, 0)}

    def _proximity(self, candidate: Candidate) -> float:
        """1 on the spot, less with every kilometre. What is done from anywhere is near, but never the nearest; without a
        place nothing is near."""
        if candidate.km is not None:
            return exp(-candidate.km / PROXIMITY_KM)
        return exp(-REMOTE_AS_KM / PROXIMITY_KM) if self._has_place and candidate.anywhere else 0.0

    def _freshness(self, candidate: Candidate) -> float:
        """1 for today, half after 540 days; 0 without a date. A mission yet to start is fresh."""
        days = max(0, self._today - candidate.published)
        return 0.5 ** (days / FRESHNESS_HALF_LIFE_DAYS) if candidate.published else 0.0


def _first(contributions: Mapping[str, float]) -> Callable[[str], tuple[float, str]]:
    """The order of reasons: the greatest part first, then by name."""
    return lambda skill: (-contributions[skill], skill)


def _recommendation(scored: Scored, item: CatalogueItem, profile: SkillProfile, context: Context) -> Recommendation:
    reasons = _reasons(scored.contributions, profile, context.goals or {})
    return Recommendation(item, scored.score, reasons, scored.candidate.km, scored.parts)


def _reasons(contributions: Mapping[str, float], profile: SkillProfile, goals: Mapping[str, int]) -> tuple[Reason, ...]:
    reasons = []
    for skill in sorted(contributions, key=_first(contributions)):
        level = profile.level(skill)
        reasons.append(
            Reason(
                skill=skill,
                from_level=int(named_level(level) or 0),
                to_level=int(next_level(level)),
                contribution=round(contributions[skill], 6),
                certain=profile.confidence(skill) >= CERTAIN,
                goal=_ahead(skill, profile, goals),
            )
        )
    return tuple(reasons)


def diversify(scored: Iterable[Scored], limit: int) -> list[Scored]:
    """The best `limit`, each damped by what is already chosen; the first screen mixes kinds.

    Greedy maximal marginal relevance (Carbonell & Goldstein 1998) with kind and main skill as the
    similarity. In the first 8, at least 2 missions and 3 kinds where there are that many.
    """
    # Of twins the last one stays: the one in the reader's language, then the better one.
    ranked = sorted(scored, key=lambda one: (one.language, one.score, one.candidate.order))
    pool = sorted({one.candidate.twin: one for one in ranked}.values(), key=_best_first)
    available = Counter(one.candidate.kind for one in pool)
    # What is alike is damped alike: of a kind and skill, the best one left is the only one to look at.
    alike: dict[tuple[Kind, str], deque[Scored]] = {}
    for one in pool:
        alike.setdefault((one.candidate.kind, one.main_skill), deque()).append(one)
    chosen: list[Scored] = []
    kinds: Counter[Kind] = Counter()
    skills: Counter[str] = Counter()
    while alike and len(chosen) < limit:
        allowed = _allowed_kinds(kinds, available, slots_left=min(limit, FIRST_SCREEN) - len(chosen))
        heads = (
            (-group[0].score * _damping(kinds[kind], skills[skill]), *_best_first(group[0]), group)
            for (kind, skill), group in alike.items()
            if allowed is None or kind in allowed
        )
        best = min(heads)[-1].popleft()
        kind, skill = best.candidate.kind, best.main_skill
        if not alike[kind, skill]:
            del alike[kind, skill]
        chosen.append(best)
        kinds[kind] += 1
        skills[skill] += 1
    return chosen


def _best_first(one: Scored) -> tuple[float, int]:
    return -one.score, one.candidate.order


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


def _damping(of_kind: int, of_skill: int) -> float:
    return SAME_KIND_FACTOR**of_kind * SAME_SKILL_FACTOR**of_skill
