"""From the start page to the last statement, as a browser without JavaScript goes."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from assessments.actions import record_answer
from assessments.models import Answer, SelfAssessment
from tests.assessments.factories import FIVE, LISTENING, STRESS, TEAM, completed, started

pytestmark = pytest.mark.django_db
START = "/evaluation/"
MAX_QUERIES = 12


def begin(client: Client, **data: object) -> SelfAssessment:
    response = client.post(START, data)
    assert response.status_code == 302, response.content.decode()
    return SelfAssessment.objects.get(pk=response["Location"].split("/")[-3])


def question(assessment: SelfAssessment, number: int) -> str:
    return reverse("assessments:question", args=[assessment.pk, number])


def result(assessment: SelfAssessment) -> str:
    return reverse("assessments:result", args=[assessment.pk])


# --- the start -----------------------------------------------------------------------------------


def test_start_page_leaves_no_cookie_and_no_session(client):
    response = client.get(START)
    assert response.status_code == 200
    assert not response.cookies
    assert not client.cookies


def test_start_page_offers_all_skills_and_situations(client):
    html = client.get(START).content.decode()
    assert html.count('type="checkbox"') == 45
    assert html.count('name="situation"') == 8
    assert len(html) < 30_000


def test_chosen_skills_start_an_assessment_in_the_order_chosen(client):
    assessment = begin(client, skills=[TEAM, STRESS])
    assert assessment.skill_slugs == [TEAM, STRESS]
    assert list(assessment.answers.values_list("number", flat=True)) == list(range(1, 11))
    assert client.cookies


def test_situation_starts_with_its_skills(client):
    assert begin(client, situation="groupe").answers.count() == 20


def test_surprise_starts_with_five_skills(client):
    assert begin(client, surprise="1").answers.count() == 25


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Coche au moins une compétence"),
        ({"skills": [*FIVE, "imagination"]}, "Cinq compétences au maximum"),
        ({"skills": [STRESS, "jonglage"]}, "n&#x27;existe pas"),
        ({"situation": "jonglage"}, "Cette situation n&#x27;existe pas"),
    ],
)
def test_bad_choice_is_explained_and_kept(client, data, message):
    response = client.post(START, data)
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    known = [slug for slug in data.get("skills", []) if slug != "jonglage"]
    assert html.count(" checked>") == len(known)
    assert not SelfAssessment.objects.exists()
    assert not client.cookies


def test_skill_page_link_preselects_and_ignores_what_it_does_not_know(client):
    html = client.get(START, {"skills": f"{STRESS},jonglage,{TEAM},\x00"}).content.decode()
    assert html.count(" checked>") == 2
    assert html.count('type="hidden" name="skills"') == 2


def test_second_tap_on_start_begins_no_second_assessment(client):
    assert begin(client, skills=[STRESS]) == begin(client, skills=[STRESS])
    assert SelfAssessment.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {},
    ],
)
def test_start_from_another_site_is_refused(headers):
    assert Client().post(START, {"skills": STRESS}, headers=headers).status_code == 403
    assert not SelfAssessment.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_start_from_this_site_needs_no_token(headers):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START, {"skills": STRESS}, headers=headers).status_code == 302


# --- one statement at a time ------------------------------------------------------------------------


def test_whole_questionnaire_leads_to_the_result(client):
    assessment = begin(client, skills=[STRESS])
    for number in range(1, 6):
        page = client.get(question(assessment, number))
        assert f"<strong>{number}</strong> sur 5" in page.content.decode()
        response = client.post(question(assessment, number), {"value": "3"})
    assert response["Location"] == result(assessment)
    assessment.refresh_from_db()
    assert assessment.completed
    assert client.get(result(assessment)).status_code == 200


def test_question_names_no_skill(client):
    assessment = started(client, [STRESS])
    html = client.get(question(assessment, 1)).content.decode()
    assert "Gérer son stress" not in html
    assert html.count("<h1") == 1


def test_going_back_shows_the_answer_given_and_takes_another(client):
    assessment = started(client)
    client.post(question(assessment, 1), {"value": "4"})
    assert 'value="4" checked' in client.get(question(assessment, 1)).content.decode()
    client.post(question(assessment, 1), {"value": "nsp"})
    assert 'value="nsp" checked' in client.get(question(assessment, 1)).content.decode()


def test_dont_know_is_an_answer_without_a_value(client):
    assessment = started(client)
    client.post(question(assessment, 1), {"value": "nsp"})
    answer = assessment.answers.get(number=1)
    assert answer.value is None
    assert answer.answered


@pytest.mark.parametrize("value", ["5", "-1", "oui", "", "3 OR 1=1", "\x00", "٣"])
def test_answer_out_of_range_is_refused_and_nothing_lost(client, value):
    assessment = started(client)
    client.post(question(assessment, 1), {"value": "2"})
    response = client.post(question(assessment, 1), {"value": value})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert 'value="2" checked' in html
    assert assessment.answers.get(number=1).value == 2


def test_same_answer_twice_is_one_answer(client):
    assessment = started(client)
    for _ in range(2):
        response = client.post(question(assessment, 1), {"value": "3"})
        assert response["Location"] == question(assessment, 2)
    assert Answer.objects.filter(answered__isnull=False).count() == 1


def test_completed_assessment_changes_no_more(client):
    assessment = completed(client, keyed=4)
    before = list(Answer.objects.values_list("value", flat=True))
    assert client.post(question(assessment, 1), {"value": "1"})["Location"] == result(assessment)
    assert client.get(question(assessment, 1))["Location"] == result(assessment)
    assert list(Answer.objects.values_list("value", flat=True)) == before


def test_answer_sent_while_the_last_one_completed_it_changes_nothing(client):
    stale = started(client)
    for number in range(1, 6):
        record_answer(SelfAssessment.objects.get(pk=stale.pk), number, 4)
    record_answer(stale, 1, 0)
    assert stale.completed
    assert stale.answers.get(number=1).value == 4


def test_last_statement_with_a_gap_goes_back_to_the_gap(client):
    assessment = started(client)
    for number in (1, 3, 4, 5):
        response = client.post(question(assessment, number), {"value": "3"})
    assert response["Location"] == question(assessment, 2)
    assert client.post(question(assessment, 2), {"value": "3"})["Location"] == result(assessment)


def test_leaving_and_coming_back_resumes_where_one_was(client):
    assessment = started(client)
    for number in (1, 2):
        client.post(question(assessment, number), {"value": "3"})
    html = client.get(START).content.decode()
    assert "Tu en étais à 2 sur 5." in html
    resume = reverse("assessments:resume", args=[assessment.pk])
    assert resume in html
    assert client.get(resume)["Location"] == question(assessment, 3)
    assert client.get(result(assessment))["Location"] == resume


@pytest.mark.parametrize("number", [0, 6, 10**30])
def test_statement_that_does_not_exist_is_not_found(client, number):
    assert client.get(f"/evaluation/{started(client).pk}/{number}/").status_code == 404


@pytest.mark.parametrize("name", ["resume", "result", "delete"])
def test_somebody_elses_assessment_is_not_found(client, name):
    foreign = completed(Client())
    url = reverse(f"assessments:{name}", args=[foreign.pk])
    assert client.get(url).status_code == 404
    started(client)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code in {404, 405}
    assert SelfAssessment.objects.filter(pk=foreign.pk).exists()


def test_somebody_elses_question_is_not_found_and_not_answered(client):
    foreign = started(Client())
    started(client)
    assert client.get(question(foreign, 1)).status_code == 404
    assert client.post(question(foreign, 1), {"value": "3"}).status_code == 404
    assert not Answer.objects.filter(answered__isnull=False).exists()


@pytest.mark.parametrize("forged", ["x", "a" * 32, "'; drop table", "é"])
def test_forged_cookie_is_a_stranger(settings, forged):
    assessment = started(Client())
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = forged
    assert stranger.get(question(assessment, 1)).status_code == 404
    assert stranger.get(START).status_code == 200


def test_garbage_in_the_session_is_a_stranger(client):
    session = client.session
    session["assessments_device"] = ["x"]
    session.save()
    assert client.get(START).status_code == 200
    assert client.get("/evaluation/resultats/").status_code == 200


def test_unknown_assessment_is_not_found(client):
    assert client.get(f"/evaluation/{uuid.uuid4()}/").status_code == 404


def test_editors_change_in_between_moves_nothing(client):
    assessment = started(client)
    asked = list(assessment.answers.values_list("statement_id", flat=True))
    assessment.answers.first().statement.__class__.objects.filter(pk=asked[2]).update(active=False)
    assert client.get(question(assessment, 3)).status_code == 200
    assert list(assessment.answers.values_list("statement_id", flat=True)) == asked


# --- with JavaScript: the question alone -------------------------------------------------------------

PARTIAL = {"X-Partial": "question"}


def test_partial_answer_brings_the_next_question_and_its_address(client):
    assessment = started(client)
    response = client.post(question(assessment, 1), {"value": "3"}, headers=PARTIAL)
    assert response.status_code == 200
    assert response["X-Next"] == question(assessment, 2)
    assert "X-Partial" in response["Vary"]
    html = response.content.decode()
    assert "<html" not in html
    assert "<strong>2</strong> sur 5" in html


def test_partial_last_answer_names_the_result(client):
    assessment = started(client)
    for number in range(1, 6):
        response = client.post(question(assessment, number), {"value": "3"}, headers=PARTIAL)
    assert response.status_code == 204
    assert response["X-Next"] == result(assessment)


def test_partial_bad_answer_shows_the_question_again(client):
    response = client.post(question(started(client), 1), {"value": "9"}, headers=PARTIAL)
    assert response.status_code == 422
    assert "<html" not in response.content.decode()


# --- promises ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skills", [[STRESS], FIVE])
def test_pages_keep_the_query_budget(client, skills, django_assert_max_num_queries: DjangoAssertNumQueries):
    done, open_one = completed(client, skills), started(client, skills)
    client.post(question(open_one, 1), {"value": "3"})
    for url in (START, question(open_one, 2), result(done), "/evaluation/resultats/"):
        with django_assert_max_num_queries(MAX_QUERIES):
            assert client.get(url).status_code == 200
    with django_assert_max_num_queries(MAX_QUERIES):
        client.post(question(open_one, 2), {"value": "3"}, headers=PARTIAL)


def test_pages_about_a_person_are_kept_by_nobody(client):
    done, open_one = completed(client), started(client, [LISTENING])
    for url in (START, question(open_one, 1), result(done), "/evaluation/resultats/"):
        response = client.get(url)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
    assert 'content="noindex"' in client.get(result(done)).content.decode()
    assert client.get(question(open_one, 1))["X-Robots-Tag"] == "noindex"


def test_english_pages_ask_in_english(client):
    assessment = started(client)
    with translation.override("en"):  # given back after: the request leaves its language active
        html = client.get(f"/en/evaluation/{assessment.pk}/1/").content.decode()
    statement = assessment.answers.get(number=1).statement
    assert statement.first_fr not in html
    assert statement.first_en.replace("'", "&#x27;") in html
