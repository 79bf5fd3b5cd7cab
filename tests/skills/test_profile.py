"""SkillProfile: an immutable value that knows gaps, merges and writes itself down."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.levels import Level, named_level, next_level
from skills.profile import Estimate, SkillProfile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def estimate(level: float = 2.0, confidence: float = 0.5, when: datetime = NOW, source: str = "self") -> Estimate:
    return Estimate(level, confidence, when, source)


estimates = st.builds(
    Estimate,
    level=st.floats(0, 4).map(lambda x: round(x, 3)),
    confidence=st.floats(0, 1).map(lambda x: round(x, 3)),
    when=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    source=st.sampled_from(["self", "peer"]),
)
profiles = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), estimates).map(SkillProfile)


@pytest.mark.parametrize(("level", "confidence"), [(-0.1, 0.5), (4.1, 0.5), (2.0, -0.1), (2.0, 1.1), (float("nan"), 0.5)])
def test_estimate_out_of_range_is_refused(level: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="must be within"):
        Estimate(level, confidence, NOW, "self")


def test_profile_cannot_be_changed() -> None:
    source = {"a": estimate()}
    profile = SkillProfile(source)
    source["b"] = estimate()
    assert list(profile) == ["a"]
    with pytest.raises(TypeError):
        profile.estimates["b"] = estimate()  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        profile.estimates = {}  # type: ignore[misc]


def test_unknown_skill_is_not_assessed() -> None:
    assert SkillProfile().level("a") == 0.0
    assert SkillProfile().confidence("a") == 0.0


def test_gaps_are_what_is_missing_largest_first() -> None:
    profile = SkillProfile({"a": estimate(2.5), "b": estimate(1.0), "c": estimate(4.0)})
    gaps = profile.gaps({"a": 3, "b": 3, "c": 3, "d": 1})
    assert list(gaps.items()) == [("b", 2.0), ("d", 1.0), ("a", 0.5)]


def test_merge_keeps_the_later_estimate_whichever_side_it_is_on() -> None:
    old, new = estimate(1.0), estimate(3.0, when=NOW + timedelta(days=1))
    one, two = SkillProfile({"a": old, "b": old}), SkillProfile({"a": new})
    assert one.merge(two) == two.merge(one) == SkillProfile({"a": new, "b": old})


def test_merge_at_the_same_time_keeps_the_surer() -> None:
    sure, guess = estimate(1.0, 0.9), estimate(3.0, 0.1)
    assert SkillProfile({"a": guess}).merge(SkillProfile({"a": sure})).level("a") == 1.0


@given(profiles)
def test_json_gives_the_same_profile_back(profile: SkillProfile) -> None:
    again = SkillProfile.from_json(profile.to_json())
    assert again == profile
    assert hash(again) == hash(profile)


@given(profiles, profiles)
def test_merge_knows_every_skill_of_both(one: SkillProfile, two: SkillProfile) -> None:
    assert set(one.merge(two)) == set(one) | set(two)
    assert one.merge(one) == one


@pytest.mark.parametrize(
    "data", [{"a": {}}, {"a": {"level": 9, "confidence": 0, "when": "2026-01-01", "source": "x"}}, {"a": None}]
)
def test_json_of_something_else_is_refused(data: dict) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        SkillProfile.from_json(data)


@pytest.mark.parametrize(
    ("number", "name", "above"),
    [
        (0.0, None, Level.DISCOVERY),
        (1.0, Level.DISCOVERY, Level.PRACTICE),
        (1.74, Level.DISCOVERY, Level.PRACTICE),
        (1.75, Level.PRACTICE, Level.CONFIRMED),
        (3.2, Level.CONFIRMED, Level.EXPERT),
        (4.0, Level.EXPERT, Level.EXPERT),
    ],
)
def test_level_names(number: float, name: Level | None, above: Level) -> None:
    assert named_level(number) == name
    assert next_level(number) == above
