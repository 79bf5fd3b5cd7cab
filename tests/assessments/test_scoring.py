"""What must hold for every possible questionnaire, and the figures of one computed by hand."""

from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import (
    HIGHEST,
    LOWEST,
    SELF_REPORT_CAP,
    STATEMENTS_PER_SKILL,
    ScoredAnswer,
    confidence,
    score,
    standard_error,
)
from skills.levels import Level, named_level

values = st.none() | st.integers(0, 4)


@st.composite
def questionnaires(draw, min_size=0, max_size=STATEMENTS_PER_SKILL):
    pairs = draw(st.lists(st.tuples(values, st.booleans()), min_size=min_size, max_size=max_size))
    return [ScoredAnswer(f"s-{n}", value, turned) for n, (value, turned) in enumerate(pairs)]


def answers(*given):
    return [ScoredAnswer(f"s-{n}", value) for n, value in enumerate(given)]


@given(questionnaires(max_size=8))
def test_score_stays_within_bounds(given_answers):
    result = score(given_answers)
    if result.answered:
        assert LOWEST <= result.low <= result.level <= result.high <= HIGHEST
        assert 0 < result.confidence < SELF_REPORT_CAP
    else:
        assert (result.level, result.confidence, result.standard_error) == (0.0, 0.0, inf)
    assert result.answered <= result.asked == len(given_answers)


@given(questionnaires(min_size=1), st.data())
def test_score_rises_with_each_keyed_answer(given_answers, data):
    index = data.draw(st.integers(0, len(given_answers) - 1))
    old = given_answers[index]
    if old.keyed is None or old.keyed == 4:
        return
    higher = old.value - 1 if old.reversed else old.value + 1
    changed = [*given_answers[:index], ScoredAnswer(old.statement, higher, old.reversed), *given_answers[index + 1 :]]
    assert score(changed).level > score(given_answers).level


@given(questionnaires(min_size=1, max_size=4), st.booleans())
def test_dont_know_never_moves_the_level(given_answers, turned):
    more = [*given_answers, ScoredAnswer("s-more", None, turned)]
    assert score(more).level == score(given_answers).level
    assert score(more).asked == score(given_answers).asked + 1


@given(questionnaires(min_size=1), st.data())
def test_dont_know_instead_of_an_answer_widens_the_band_and_lowers_confidence(given_answers, data):
    index = data.draw(st.integers(0, len(given_answers) - 1))
    old = given_answers[index]
    if old.value is None:
        return
    unsure = [*given_answers[:index], ScoredAnswer(old.statement, None, old.reversed), *given_answers[index + 1 :]]
    assert score(unsure).standard_error >= score(given_answers).standard_error
    assert score(unsure).confidence <= score(given_answers).confidence


@given(questionnaires(max_size=4), st.integers(0, 4), st.booleans())
def test_one_more_answer_never_widens(given_answers, value, turned):
    more = [*given_answers, ScoredAnswer("s-more", value, turned)]
    assert score(more).standard_error <= score(given_answers).standard_error


@given(questionnaires(max_size=8), st.randoms(use_true_random=False))
def test_score_does_not_depend_on_the_order(given_answers, random):
    shuffled = list(given_answers)
    random.shuffle(shuffled)
    assert score(shuffled) == score(given_answers)


@given(questionnaires())
def test_reversing_statements_and_answers_changes_nothing(given_answers):
    turned = [ScoredAnswer(a.statement, None if a.value is None else 4 - a.value, not a.reversed) for a in given_answers]
    assert score(turned) == score(given_answers)


@given(st.floats(0.01, 5), st.floats(0.01, 5))
def test_confidence_falls_with_the_standard_error(one, other):
    assert (confidence(one) >= confidence(other)) == (one <= other) or confidence(one) == pytest.approx(confidence(other))


def test_standard_error_of_a_questionnaire_computed_by_hand():
    # 3 3 2 4 3: mean 3, squared deviations 0+0+1+1+0 = 2; (22*2 + 2) / (22 + 4) = 46/26.
    assert standard_error([3, 3, 2, 4, 3]) == pytest.approx(0.75 * sqrt(46 / 26 / 5))
    assert score(answers(3, 3, 2, 4, 3)).level == 3.25


def test_standard_error_is_tight_where_the_documentation_says_so():
    # Four equal answers, then the opposite: the worst case the prior's weight was chosen for.
    assert standard_error([0, 0, 0, 0, 4]) < standard_error([0, 0, 0, 0])
    assert standard_error([0, 0, 0, 0, 4]) == pytest.approx(standard_error([0, 0, 0, 0]), rel=0.02)


@pytest.mark.parametrize(
    ("given_answers", "level"),
    [
        (answers(0, 0, 0, 0, 0), Level.DISCOVERY),
        (answers(1, 1, 1, 1, 1), Level.PRACTICE),
        (answers(2, 3, 2, 3, 2), Level.CONFIRMED),
        (answers(4, 4, 4, 4, 4), Level.EXPERT),
        (answers(None, None), None),
    ],
)
def test_levels_take_their_names_from_the_framework(given_answers, level):
    assert named_level(score(given_answers).level) == level


def test_pulls_are_the_farthest_from_the_middle():
    result = score(answers(2, 3, 0, None, 4))
    assert result.pulls == ("s-2", "s-4", "s-1")


def test_raises_are_the_lowest_first_and_never_a_full_one():
    assert score(answers(2, 4, 0, None, 3)).raises == ("s-2", "s-0", "s-4")


@pytest.mark.parametrize("value", [-1, 5])
def test_answer_off_the_scale_is_refused(value):
    with pytest.raises(ValueError, match=r"within 0\.\.4"):
        ScoredAnswer("s", value)
