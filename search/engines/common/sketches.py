"""An item in a few numbers: what ranking takes, read by the hundred without reading a single item.

`about` holds the language, the day it was published, the kind, and whether it can be done from anywhere; each of
`trained` one skill (a digest of its slug) with the heaviest weight at each level. Engines keep so many numbers of 63 bits;
the sketch of what does not fit (a dozen skills, a long language code) is made anew from the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from search.contract import Candidate, CatalogueItem, Kind, Need, Remote
from search.relevance import contribution_in_halves, halves
from search.twins import twin_key, twin_number

# Skills that engines keep; the `about` they keep of what does not fit.
MOST_SKILLS = 6
NO_SKETCH = -1
LEVELS = range(1, 5)
_KINDS = tuple(Kind)
_DAY_BITS, _KIND_BITS, _WEIGHT_BITS = 22, 3, 3
_WEIGHTS_BITS = _WEIGHT_BITS * len(LEVELS)
_WEIGHT = 2**_WEIGHT_BITS - 1


class Sketch(NamedTuple):
    about: int
    twin: int = 0
    quality: float = 0.0
    trained: tuple[int, ...] = ()

    @property
    def fits(self) -> bool:
        return self.about < 2**63 and len(self.trained) <= MOST_SKILLS


def sketch_of(item: CatalogueItem) -> Sketch:
    language = int.from_bytes(item.language.encode("utf-8", "replace"))
    about = (language << _DAY_BITS | _published_day(item)) << _KIND_BITS | _KINDS.index(item.kind)
    about = about << 1 | (item.remote is Remote.FULL)
    trained: dict[str, dict[int, int]] = {}
    for taught in item.skills:
        levels = trained.setdefault(taught.skill, {})
        levels[taught.level] = max(halves(taught.weight), levels.get(taught.level, 0))
    skills = tuple(_skill_number(skill) << _WEIGHTS_BITS | _packed(levels) for skill, levels in trained.items())
    return Sketch(about, twin_number(twin_key(item)), item.quality, skills)


def _published_day(item: CatalogueItem) -> int:
    """The ordinal of the day it was published, in UTC as it is stored; 0 for never."""
    when = item.published
    return (when.astimezone(UTC) if when.tzinfo else when).toordinal() if when else 0


def _packed(levels: Mapping[int, int]) -> int:
    return sum(levels.get(level, 0) << _WEIGHT_BITS * place for place, level in enumerate(LEVELS))


@lru_cache(maxsize=2_000)
def _skill_number(skill: str) -> int:
    return int.from_bytes(blake2b(skill.encode("utf-8", "replace"), digest_size=6).digest())


@lru_cache(maxsize=20_000)
def _heaviest(trained: int) -> tuple[int, int]:
    """(skill, its heaviest weight in halves) of one of a sketch's `trained`."""
    weights = trained % 2**_WEIGHTS_BITS
    return trained >> _WEIGHTS_BITS, max(weights >> _WEIGHT_BITS * place & _WEIGHT for place in range(len(LEVELS)))


def skills_of(sketch: Sketch) -> dict[int, int]:
    """The skills an item trains, as numbers, with the heaviest weight of each in halves."""
    return dict(map(_heaviest, sketch.trained))


@lru_cache(maxsize=20_000)
def _read_about(about: int) -> tuple[Kind, str, int, bool]:
    """(kind, language, day of publication, done from anywhere)."""
    rest, kind = divmod(about >> 1, 2**_KIND_BITS)
    language, day = divmod(rest, 2**_DAY_BITS)
    code = language.to_bytes((language.bit_length() + 7) // 8).decode("utf-8", "replace")
    return _KINDS[kind], code, day, bool(about & 1)


def kind_of(sketch: Sketch) -> Kind:
    return _read_about(sketch.about)[0]


class Answered(NamedTuple):
    """What a trained skill does for a need: the share it answers, the highest level it leads to."""

    skill: str
    part: float
    highest: int


class Proposer:
    """Candidates for some needs. What each trained skill answers is worked out once for all items that train it so."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self._needs: dict[int, list[Need]] = {}
        for need in needs:
            self._needs.setdefault(_skill_number(need.skill), []).append(need)
        self._answers: dict[int, Answered | None] = {}

    def propose(
        self, sketch: Sketch, order: int, km: float | None, place: object, parts: Mapping[str, float] | None = None
    ) -> Candidate:
        """`parts`: the contributions, where the engine told them itself."""
        kind, language, published, anywhere = _read_about(sketch.about)
        answers = [answer for trained in sketch.trained if (answer := self._answer(trained))]
        contributions = {answer.skill: answer.part for answer in answers} if parts is None else parts
        return Candidate(
            order=order,
            kind=kind,
            language=language,
            published=published,
            quality=sketch.quality,
            anywhere=anywhere,
            twin=sketch.twin,
            score=round(sum(contributions.values()), 6),
            contributions=contributions,
            leads_to={answer.skill: answer.highest for answer in answers},
            km=km,
            place=place,
        )

    def _answer(self, trained: int) -> Answered | None:
        if trained not in self._answers:
            needs = self._needs.get(trained >> _WEIGHTS_BITS)
            self._answers[trained] = _answered(needs, trained % 2**_WEIGHTS_BITS) if needs else None
        return self._answers[trained]


def _answered(needs: Sequence[Need], packed: int) -> Answered | None:
    weights = {level: packed >> _WEIGHT_BITS * place & _WEIGHT for place, level in enumerate(LEVELS)}
    levels = {level: weight for level, weight in weights.items() if weight}
    part = max((contribution_in_halves(need, *one) for need in needs for one in levels.items()), default=0.0)
    return Answered(needs[0].skill, part, max(levels)) if part > 0 else None
