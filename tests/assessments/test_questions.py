"""Which statements come in which order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessments.questions import MAX_SKILLS, SITUATIONS, interleaved, minutes, surprise
from skills.models import Skill

piles = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.just(5), min_size=1, max_size=MAX_SKILLS).map(
    lambda skills: {skill: [f"{skill}-{n}" for n in range(5)] for skill in skills}
)
seeds = st.integers(0, 2**128 - 1)


@given(piles, seeds)
def test_interleaved_asks_everything_once_and_never_a_skill_twice_in_a_row(by_skill, seed):
    order = interleaved(by_skill, seed)
    assert sorted(order) == sorted(item for pile in by_skill.values() for item in pile)
    skills = [item.rsplit("-", 1)[0] for item in order]
    if len(by_skill) > 1:
        assert all(one != following for one, following in pairwise(skills))


@given(piles, seeds)
def test_interleaved_is_the_same_for_the_same_seed_whatever_the_order_it_is_given(by_skill, seed):
    turned = dict(reversed(by_skill.items()))
    assert interleaved(by_skill, seed) == interleaved(turned, seed)


def test_interleaved_asks_at_most_five_statements_a_skill():
    assert len(interleaved({"a": list(range(9))}, 1)) == 5


@given(seeds)
def test_surprise_takes_five_skills_of_five_families(seed):
    families = {f"family-{f}": [f"{f}-{n}" for n in range(4)] for f in range(11)}
    drawn = surprise(families, seed)
    assert len({skill.split("-")[0] for skill in drawn}) == len(drawn) == 5
    assert drawn == surprise(families, seed)


def test_surprise_differs_between_seeds():
    families = {f"family-{f}": [f"{f}-{n}" for n in range(4)] for f in range(11)}
    assert len({tuple(surprise(families, seed)) for seed in range(20)}) > 10


def test_minutes_are_rounded_up():
    assert [minutes(count) for count in (5, 15, 20, 25)] == [1, 2, 3, 3]


def test_situations_stand_for_three_to_five_skills_of_the_framework(db):
    known = set(Skill.objects.values_list("slug", flat=True))
    assert all(3 <= len(set(one.skills)) <= MAX_SKILLS for one in SITUATIONS)
    assert {slug for one in SITUATIONS for slug in one.skills} <= known
