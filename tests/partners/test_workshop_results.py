"""What a leader may know of a group: nothing of one person's, unless that person shows it."""

from __future__ import annotations

import re

import pytest

from partners.models import Participant, Workshop
from partners.workshop_results import GroupResults, group_results, middle_words
from tests.partners.workshop_people import WorkshopFactory, answers, finished, leader_of, page_of, person, place_of
from tests.resources.factories import STRESS

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return WorkshopFactory(skills=[STRESS])


def results(workshop: Workshop) -> GroupResults:
    return group_results(workshop, list(workshop.participants.select_related("assessment")))


def cells(workshop: Workshop) -> dict[str, int | None]:
    return dict(results(workshop).skills[0].cells)


def share(workshop: Workshop, *nicknames: str) -> None:
    workshop.participants.filter(nickname__in=nicknames).update(shares=True)


def test_four_show_nothing_and_say_how_many_are_missing(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4)
    shown = results(workshop)
    assert (shown.people, shown.missing, shown.skills) == (0, 1, ())
    page = leader_of(workshop).get(page_of(workshop)).content.decode()
    assert "Encore 1 personne" in page
    assert "Expert" not in page


def test_results_move_in_fives_by_order_of_completion(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4, 4, 1, 1, 1, 1)
    before = results(workshop)
    assert before.people == 5
    assert cells(workshop)["expert"] == 5
    tenth = person(workshop, "Dernière")
    assert results(workshop) == before
    answers(tenth, workshop, 1)
    after = cells(workshop)
    assert results(workshop).people == 10
    assert (after["expert"], after["découverte"] or after["pratique"]) == (5, 5)


def test_few_at_a_level_are_hidden_with_what_would_tell_them(workshop: Workshop) -> None:
    finished(workshop, *[4] * 8, 0, 0)
    shown = cells(workshop)
    assert shown["expert"] is None
    assert list(shown.values()).count(None) == 2
    assert 0 in shown.values()


def test_unknown_is_a_level_of_its_own(workshop: Workshop) -> None:
    finished(workshop, *[4] * 5, *[None] * 5)
    assert cells(workshop) == {"découverte": 0, "pratique": 0, "confirmé": 0, "expert": 5, "on ne sait pas encore": 5}


def test_middle_is_said_to_half_a_level_over_who_is_known(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4, 4)
    assert results(workshop).skills[0].middle == "expert"


def test_middle_is_hidden_when_fewer_than_five_are_known(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4, None)
    assert results(workshop).skills[0].middle == ""


@pytest.mark.parametrize("shared", [1, 2, 3, 4])
def test_group_is_hidden_when_few_do_not_show_their_own(workshop: Workshop, shared: int) -> None:
    finished(workshop, 4, 4, 4, 4, 4)
    share(workshop, *[f"P{number}" for number in range(shared)])
    shown = results(workshop)
    assert shown.exposed
    assert shown.skills == ()
    assert len(shown.shared) == shared


def test_group_is_shown_when_everybody_shows_their_own(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4, 4, shares=True)
    assert cells(workshop)["expert"] == 5


def test_level_of_few_who_do_not_show_theirs_is_hidden(workshop: Workshop) -> None:
    """Six experts, five of whom say so: the sixth would be named by the number."""
    finished(workshop, *[4] * 6, *[0] * 4)
    share(workshop, *[f"P{number}" for number in range(5)])
    assert cells(workshop)["expert"] is None
    assert results(workshop).skills[0].middle


def test_shared_results_say_levels_and_only_of_who_shares(workshop: Workshop) -> None:
    sam, lou = person(workshop, "Sam"), person(workshop, "Lou")
    answers(sam, workshop, 4)
    answers(lou, workshop, 0)
    sam.post(f"/atelier/{workshop.code}/", {"share": "yes"})
    (shown,) = results(workshop).shared
    assert (shown.nickname, shown.levels) == ("Sam", (("Gérer son stress", "expert"),))
    assert not place_of(lou).shares


def test_sharing_before_the_end_shows_nothing_yet(workshop: Workshop) -> None:
    person(workshop, "Sam").post(f"/atelier/{workshop.code}/", {"share": "yes"})
    assert results(workshop).shared == ()


def test_leader_s_page_tells_names_and_numbers_but_not_who_did_what(workshop: Workshop) -> None:
    finished(workshop, 4, 4, 4, 4, 4, 0)
    page = leader_of(workshop).get(page_of(workshop)).content.decode()
    people = re.search(r'workshop-people">(.*?)</ul>', page, re.S)[1]
    assert re.findall(r"<li[^>]*>(\w+)</li>", people) == ["P0", "P1", "P2", "P3", "P4", "P5"]
    # Once more among those whose name may be hidden.
    assert page.count("P5") == 2
    for place in Participant.objects.all():
        assert str(place.device) not in page
        assert str(place.assessment_id) not in page


@pytest.mark.parametrize(
    ("mean", "words"), [(1.0, "découverte"), (2.24, "pratique"), (2.26, "entre pratique et confirmé"), (4.0, "expert")]
)
def test_middle_words(mean: float, words: str) -> None:
    assert middle_words(mean) == words
