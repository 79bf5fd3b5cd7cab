"""What the result says, what the profile holds, and what is left after deleting."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from assessments.actions import record_answer
from assessments.history import series_of
from assessments.models import SelfAssessment
from assessments.results import measures, profile_for, result_of, spread, trend
from assessments.scoring import ScoredAnswer, score
from skills.levels import Level
from tests.assessments.factories import FIVE, LISTENING, STRESS, TEAM, completed, device_of_client, started

pytestmark = pytest.mark.django_db
HISTORY = "/evaluation/resultats/"


def request_of(client: Client):
    request = RequestFactory().get("/")
    cookie = client.cookies.get("tremplin")
    request.session = SessionStore(cookie.value if cookie else None)
    return request


def page(client: Client, assessment: SelfAssessment) -> str:
    return client.get(reverse("assessments:result", args=[assessment.pk])).content.decode()


def scored(*values):
    return score(ScoredAnswer(str(n), value) for n, value in enumerate(values))


def test_result_holds_the_skills_in_the_order_chosen(client):
    assessment = completed(client, [TEAM, STRESS, LISTENING], keyed=2)
    result = result_of(assessment)
    assert [item.skill.slug for item in result.skills] == [TEAM, STRESS, LISTENING]
    assert {item.score.level for item in result.skills} == {2.5}


def test_result_names_what_weighed_and_what_would_raise(client):
    assessment = started(client)
    for answer, keyed in zip(assessment.answers.select_related("statement"), (0, 2, 2, 3, 2), strict=True):
        record_answer(assessment, answer.number, 4 - keyed if answer.statement.reversed else keyed)
    [item] = result_of(assessment).skills
    lowest = assessment.answers.get(number=1)
    assert item.weighed[0] == lowest
    assert lowest in (item.less if lowest.statement.reversed else item.more)
    assert len(item.more) + len(item.less) == 2
    assert lowest.statement.first_fr.replace("'", "&#x27;") in page(client, assessment)


def test_result_advises_no_answer_that_already_pulls_up(client):
    assessment = started(client)
    for answer, keyed in zip(assessment.answers.select_related("statement"), (1, 3, 3, 3, 3), strict=True):
        record_answer(assessment, answer.number, 4 - keyed if answer.statement.reversed else keyed)
    [item] = result_of(assessment).skills
    assert [answer.number for answer in (*item.more, *item.less)] == [1]


def test_result_page_says_the_level_its_doubt_and_the_next_one(client):
    html = page(client, completed(client, keyed=2))
    assert "<strong>Pratique</strong>, peut-être déjà un peu plus." in html
    assert "Le niveau d'après\u00a0: confirmé" in html
    assert reverse("search:recommendations") in html
    assert reverse("search:recommendations_fragment") in html
    assert html.count("<h1") == 1


def test_result_page_says_when_it_is_vague(client):
    assessment = started(client)
    for number in range(1, 6):
        record_answer(assessment, number, 3 if number < 3 else None)
    assert "Encore flou\u00a0: tu as répondu à 2 questions sur 5." in page(client, assessment)


def test_result_page_without_any_answer_invents_no_level(client):
    html = page(client, completed(client, keyed=None))
    assert "Ce n&#x27;est pas un zéro" in html or "Ce n'est pas un zéro" in html
    assert "<strong>" not in html.split('class="assess-result__body')[1].split("</details>")[0]
    assert "level-path" not in html


def test_result_page_of_an_expert_promises_no_higher_level(client):
    html = page(client, completed(client, keyed=4))
    assert "<strong>Expert</strong>" in html
    assert "Le niveau d'après" not in html
    assert "Ce qui te ferait monter" not in html


def test_result_page_stays_light(client):
    assert len(page(client, completed(client, FIVE, keyed=2))) < 30_000


@pytest.mark.parametrize(
    ("values", "touched"),
    [((2, 2, 2, 2, 2), "up"), ((2, 4, 2, 4), "both"), ((4, 4, 4, 4, 4), "down"), ((2, 1, 2, 1, 2), "none")],
)
def test_spread_says_which_levels_the_band_touches(values, touched):
    assert spread(scored(*values)) == touched


# --- the profile, for the floors above ---------------------------------------------------------------


def test_profile_of_a_stranger_is_empty_and_makes_no_session(client, django_assert_num_queries):
    request = request_of(client)
    with django_assert_num_queries(0):
        assert len(profile_for(request)) == 0
    assert not request.session.session_key
    assert not request.session.modified


def test_profile_merges_assessments_in_two_queries(client, django_assert_num_queries):
    completed(client, [STRESS, TEAM], keyed=1)
    completed(client, [STRESS], keyed=3)
    started(client, [LISTENING])
    completed(Client(), [LISTENING], keyed=3)
    request = request_of(client)
    with django_assert_num_queries(2):
        profile = profile_for(request)
    assert dict(profile.estimates).keys() == {STRESS, TEAM}
    assert (profile.level(STRESS), profile.level(TEAM)) == (3.25, 1.75)
    assert 0 < profile.confidence(STRESS) < 0.6
    assert profile.estimates[STRESS].source == "self"


def test_profile_keeps_an_earlier_answer_over_not_knowing(client):
    completed(client, [STRESS], keyed=3)
    completed(client, [STRESS, TEAM], keyed=None)
    profile = profile_for(request_of(client))
    assert profile.level(STRESS) == 3.25
    assert TEAM in profile
    assert (profile.level(TEAM), profile.confidence(TEAM)) == (0.0, 0.0)


# --- over time -------------------------------------------------------------------------------------------


def test_history_shows_each_skill_over_time(client):
    completed(client, [STRESS], keyed=1)
    completed(client, [STRESS], keyed=3)
    [series] = series_of(measures(device_of_client(client)))
    assert [measure.level for measure in series.measures] == [Level.PRACTICE, Level.CONFIRMED]
    assert series.trend == "up"
    html = client.get(HISTORY).content.decode()
    assert "series__picture" in html
    assert "Ça monte" in html


def test_history_of_a_stranger_is_an_invitation(client):
    response = client.get(HISTORY)
    assert "Rien ici" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [((2,) * 5, (2, 2, 2, 2, 3), "same"), ((1,) * 5, (3,) * 5, "up"), ((4,) * 5, (1,) * 5, "down"), ((None,), (1,), "unknown")],
)
def test_trend_needs_more_than_the_uncertainty(before, after, said):
    assert trend(scored(*before), scored(*after)) == said


# --- gone ------------------------------------------------------------------------------------------------


def test_deleting_one_keeps_the_others_and_the_last_takes_the_token_along(client):
    first, second = completed(client), completed(client, [TEAM])
    delete = reverse("assessments:delete", args=[first.pk])
    assert client.get(delete).status_code == 200
    assert client.post(delete)["Location"] == HISTORY
    assert list(SelfAssessment.objects.all()) == [second]
    client.post(reverse("assessments:delete", args=[second.pk]))
    assert not SelfAssessment.objects.exists()
    assert not Session.objects.exists()


def test_deleting_needs_the_token():
    strict = Client(enforce_csrf_checks=True)
    assessment = completed(strict)
    assert strict.post(reverse("assessments:delete", args=[assessment.pk])).status_code == 403
    assert SelfAssessment.objects.exists()
