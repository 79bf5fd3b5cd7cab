"""What is known of a person's skills, as a value: no database, no user, no request.

Whoever asks for recommendations hands over a `SkillProfile`; where it came from does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

MIN_LEVEL, MAX_LEVEL = 0.0, 4.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """How far somebody is in one skill.

    `level` is 0 (not assessed) to 4 (expert), with fractions; `confidence` is 0 (a guess) to 1
    (certain); `source` names the instrument, for example "self" or "peer".
    Raises ValueError when a number is out of its range.
    """

    level: float
    confidence: float
    when: datetime
    source: str

    def __post_init__(self) -> None:
        if not MIN_LEVEL <= self.level <= MAX_LEVEL:  # false for NaN too
            raise ValueError(f"level must be within 0..4, got {self.level}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must be within 0..1, got {self.confidence}")

    def to_json(self) -> dict[str, Any]:
        return {
            "level": round(self.level, 3),
            "confidence": round(self.confidence, 3),
            "when": self.when.isoformat(),
            "source": self.source,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Estimate:
        """The estimate written by `to_json`; KeyError, TypeError or ValueError on anything else."""
        return cls(
            level=float(data["level"]),
            confidence=float(data["confidence"]),
            when=datetime.fromisoformat(data["when"]),
            source=str(data["source"]),
        )


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """Immutable mapping of skill slug -> `Estimate`."""

    estimates: Mapping[str, Estimate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A private, sorted copy: equal profiles serialise alike, and nobody can change ours.
        object.__setattr__(self, "estimates", MappingProxyType(dict(sorted(self.estimates.items()))))

    def __hash__(self) -> int:
        return hash(tuple(self.estimates.items()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.estimates)

    def __len__(self) -> int:
        return len(self.estimates)

    def __contains__(self, skill: object) -> bool:
        return skill in self.estimates

    def level(self, skill: str) -> float:
        """The estimated level, 0.0 when nothing is known."""
        estimate = self.estimates.get(skill)
        return estimate.level if estimate else MIN_LEVEL

    def confidence(self, skill: str) -> float:
        """The confidence of the estimate, 0.0 when nothing is known."""
        estimate = self.estimates.get(skill)
        return estimate.confidence if estimate else 0.0

    def gaps(self, target: Mapping[str, float]) -> dict[str, float]:
        """Levels missing towards `target` (skill -> level), largest first; met targets are left out."""
        missing = {skill: wanted - self.level(skill) for skill, wanted in target.items()}
        ordered = sorted(missing.items(), key=lambda item: (-item[1], item[0]))
        return {skill: gap for skill, gap in ordered if gap > 0}

    def merge(self, other: SkillProfile) -> SkillProfile:
        """Both profiles in one: for a skill in both the later estimate stands, at the same time the surer."""
        merged = dict(self.estimates)
        for skill, theirs in other.estimates.items():
            ours = merged.get(skill)
            if ours is None or (theirs.when, theirs.confidence) > (ours.when, ours.confidence):
                merged[skill] = theirs
        return SkillProfile(merged)

    def to_json(self) -> dict[str, Any]:
        return {skill: estimate.to_json() for skill, estimate in self.estimates.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SkillProfile:
        """The profile written by `to_json`; KeyError, TypeError or ValueError on anything else."""
        return cls({str(skill): Estimate.from_json(value) for skill, value in data.items()})
