"""The questionnaire in a partner's page, through real requests: no cookie, nothing kept, nothing lost, forgeries refused."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from assessments.models import Answer, SelfAssessment
from partners.models import Partner
from search.engine import SearchEngine
from skills.models import Skill
from tests.partners.factories import PartnerFactory
from tests.resources.factories import LISTENING, STRESS

pytestmark = pytest.mark.django_db
HERE = "/embed/lycee/questionnaire/"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def partner() -> Partner:
    return PartnerFactory(slug="lycee")


def token(html: str) -> str:
    return re.search(r'name="jeton" value="([^"]+)"', html)[1]


def post(client: Client, data: dict[str, object], path: str = HERE, **headers: str):
    return client.post(path, data, **(headers or OWN))


def begin(client: Client, *skills: str) -> str:
    page = client.get(HERE).content.decode()
    response = post(client, {"jeton": token(page), "skills": list(skills), "commencer": "1"})
    assert response.status_code == 200
    return response.content.decode()


def answer_all(client: Client, html: str, value: str = "3") -> str:
    while 'id="affirmation"' in html:
        html = post(client, {"jeton": token(html), "value": value}).content.decode()
    return html


def test_it_goes_from_the_start_to_the_result_without_a_cookie_or_a_row(client: Client, engine: SearchEngine) -> None:
    html = answer_all(client, begin(client, STRESS, LISTENING))
    assert "Voilà où tu en es." in html
    assert "Gérer son stress" in html
    assert "Écoute active" in html
    assert not client.cookies
    assert not SelfAssessment.objects.exists()
    assert not Answer.objects.exists()


def test_the_partner_may_fix_the_skills(client: Client) -> None:
    html = client.get(f"{HERE}?competences={STRESS},nulle-part").content.decode()
    assert f'name="skills" value="{STRESS}"' in html
    assert 'type="checkbox"' not in html


def test_going_back_asks_the_statement_before_again(client: Client) -> None:
    first = begin(client, STRESS)
    statement = re.search(r'id="affirmation">([^<]+)', first)[1]
    second = post(client, {"jeton": token(first), "value": "2"}).content.decode()
    assert statement not in second
    assert statement in post(client, {"jeton": token(second), "retour": "1"}).content.decode()


def test_a_missing_answer_is_asked_again_and_nothing_is_lost(client: Client) -> None:
    second = post(client, {"jeton": token(begin(client, STRESS)), "value": "2"}).content.decode()
    response = post(client, {"jeton": token(second)})
    assert response.status_code == 422
    assert "<strong>2</strong>" in response.content.decode()
    assert "Choisis une réponse" in response.content.decode()


def test_too_many_skills_come_back_ticked(client: Client) -> None:
    skills = list(Skill.objects.values_list("slug", flat=True)[:6])
    response = post(client, {"jeton": token(client.get(HERE).content.decode()), "skills": skills, "commencer": "1"})
    assert response.status_code == 422
    assert response.content.decode().count(" checked") == 6


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "https://www.lycee.example"},
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused_readably(client: Client, headers: dict[str, str]) -> None:
    html = begin(client, STRESS)
    response = post(Client(), {"jeton": token(html), "value": "3"}, **headers)
    assert response.status_code == 403
    assert "Ouvrir sur Tremplin" in response.content.decode()
    assert "https://www.lycee.example" in response["Content-Security-Policy"]


def test_another_partner_s_token_is_refused(client: Client) -> None:
    PartnerFactory(slug="autre", origins=["https://autre.example"])
    html = begin(client, STRESS)
    response = post(client, {"jeton": token(html), "value": "3"}, "/embed/autre/questionnaire/")
    assert response.status_code == 403
    assert "lycee.example" not in str(response.headers)


@pytest.mark.parametrize("jeton", ["", "x", "eyJ:1:x", "é" * 20])
def test_a_token_nobody_made_is_refused(client: Client, jeton: str) -> None:
    assert post(client, {"jeton": jeton, "value": "3"}).status_code == 403


def test_a_token_of_the_start_does_not_pass_for_answers(client: Client) -> None:
    page = client.get(HERE).content.decode()
    assert post(client, {"jeton": token(page), "value": "3"}).status_code == 403


def test_the_answers_go_along_to_the_portal_once(client: Client) -> None:
    html = begin(client, STRESS)
    html = post(client, {"jeton": token(html), "value": "4"}).content.decode()
    handed = post(client, {"jeton": token(html)}, f"{HERE}emporter/")
    assert handed.status_code == 302
    address = handed["Location"]
    device = Client(headers={"Sec-Fetch-Site": "same-origin"})
    # A scanner that opens the address takes nothing.
    assert device.get(address).status_code == 200
    assert not SelfAssessment.objects.exists()
    assert device.get(address)["Referrer-Policy"] == "no-referrer"
    on = device.post(address)
    kept = SelfAssessment.objects.get()
    assert on["Location"] == f"/evaluation/{kept.pk}/"
    assert kept.answers.filter(value=4).count() == 1
    assert device.get(on["Location"], follow=True).status_code == 200
    assert Client(headers={"Sec-Fetch-Site": "same-origin"}).post(address).status_code == 422


def test_a_whole_result_taken_along_is_the_same_on_the_portal(client: Client, engine: SearchEngine) -> None:
    html = answer_all(client, begin(client, STRESS))
    handed = post(client, {"jeton": token(html)}, f"{HERE}emporter/")
    device = Client(headers={"Sec-Fetch-Site": "same-origin"})
    shown = device.post(handed["Location"], follow=True).content.decode()
    assert "Gérer son stress" in shown
    assert re.findall(r"assess-result__tag[^>]*>([^<]+)", html) == re.findall(r"assess-result__tag[^>]*>([^<]+)", shown)


def test_an_answered_page_is_kept_by_no_cache(client: Client) -> None:
    page = client.get(HERE).content.decode()
    response = post(client, {"jeton": token(page), "skills": [STRESS], "commencer": "1"})
    assert "no-store" in response["Cache-Control"]


def test_the_query_budget_holds(client: Client, engine: SearchEngine, django_assert_max_num_queries) -> None:
    html = begin(client, STRESS)
    with django_assert_max_num_queries(12):
        post(client, {"jeton": token(html), "value": "3"})
