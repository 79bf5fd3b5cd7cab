"""A learner's account: one address, one code, one space on every device, and nothing left behind."""

from __future__ import annotations

import logging
import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.models import KEPT, SelfAssessment
from learners.models import AccountSpace
from learners.portable import collect
from resources.progress import COOKIE
from search.choices import choices
from tests.assessments.factories import STRESS, completed
from tests.learners.factories import choose, finish_lessons, request_of
from tests.resources.factories import CourseFactory, LessonFactory
from tests.staff import Browser

pytestmark = pytest.mark.django_db

EMAIL = "lou@example.org"
SIGN_IN, CODE, ACCOUNT, SPACE = "/compte/connexion/", "/compte/connexion/code/", "/compte/", "/mon-espace/"


def device() -> Client:
    return Browser(headers={"Sec-Fetch-Site": "same-origin"})


def text(answer: Any) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def last_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def wrong_code() -> str:
    return "111111" if last_code() != "111111" else "222222"


def ask(client: Client, email: str = EMAIL, **more: str) -> Any:
    return client.post(SIGN_IN, {"email": email, **more})


def sign_in(client: Client, email: str = EMAIL) -> Client:
    ask(client, email)
    assert client.post(CODE, {"code": last_code()}).status_code == 302
    return client


def sign_out(client: Client) -> Any:
    return client.post("/compte/deconnexion/")


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- signing in ---------------------------------------------------------------------------


def test_one_code_signs_in_and_up(client: Client) -> None:
    answer = ask(client)
    assert answer["Location"] == CODE
    assert not User.objects.exists()
    page = text(client.get(CODE))
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert client.post(CODE, {"code": f" {last_code()[:3]} {last_code()[3:]} "})["Location"] == SPACE
    user = User.objects.get()
    assert not user.has_usable_password()
    assert "lou" not in user.username
    assert EmailAddress.objects.get().verified
    assert EMAIL in text(client.get(ACCOUNT))


def test_second_time_is_the_same_account(client: Client) -> None:
    sign_in(client)
    sign_out(client)
    sign_in(client, "LOU@Example.org")
    assert User.objects.count() == 1


def test_mail_is_short_plain_and_without_the_person(client: Client) -> None:
    ask(client)
    message = mail.outbox[0]
    assert message.subject == f"Ton code Tremplin\u00a0: {last_code()}"
    assert message.to == [EMAIL]
    assert message.content_subtype == "plain"
    assert not message.attachments
    assert "lou" not in message.body.lower().replace("tout", "")
    assert "http" not in message.body
    assert len(message.body) < 400


def test_mail_and_pages_in_english(client: Client) -> None:
    answer = client.post("/en/compte/connexion/", {"email": EMAIL})
    assert mail.outbox[0].subject == f"Your Tremplin code: {last_code()}"
    assert "Check your e-mail" in text(client.get(answer["Location"]))


def test_nothing_of_it_is_in_addresses_or_logs(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = ask(client)
    visited = [answer["Location"], client.post(CODE, {"code": wrong_code()}).request["QUERY_STRING"]]
    visited.append(client.post(CODE, {"code": last_code()})["Location"])
    told = " ".join([*visited, *(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))])
    assert EMAIL not in told
    assert last_code() not in told


def test_same_screen_whoever_has_an_account(client: Client) -> None:
    User.objects.create_user("closed", "ferme@example.org", is_active=False)
    User.objects.create_superuser("admin", "equipe@example.org", "x")
    sign_in(device(), "connue@example.org")
    pages = set()
    for email in ("inconnue@example.org", "connue@example.org", "ferme@example.org", "equipe@example.org"):
        visitor = device()
        assert ask(visitor, email)["Location"] == CODE
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(visitor.get(CODE)))
        pages.add(page.replace(email, ""))
    assert len(pages) == 1


def test_closed_account_stays_closed(client: Client) -> None:
    User.objects.create_user("closed", EMAIL, is_active=False)
    ask(client)
    assert not mail.outbox
    assert User.objects.count() == 1


# --- attempts -----------------------------------------------------------------------------


def test_code_takes_three_guesses(client: Client) -> None:
    ask(client)
    code, wrong = last_code(), wrong_code()
    assert "n'est pas le bon code" in text(client.post(CODE, {"code": wrong}))
    client.post(CODE, {"code": wrong})
    last = client.post(CODE, {"code": wrong}, follow=True)
    assert last.redirect_chain == [(SIGN_IN, 302)]
    assert "Beaucoup d'essais" in text(last)
    assert client.post(CODE, {"code": code})["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_code_works_ten_minutes(client: Client) -> None:
    ask(client)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()
    answer = client.post(CODE, {"code": last_code()}, follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "n'est plus valable" in text(answer)
    assert not is_signed_in(client)


def test_code_works_once_and_only_where_it_was_asked_for(client: Client) -> None:
    ask(client)
    code = last_code()
    assert device().post(CODE, {"code": code})["Location"] == SIGN_IN
    client.post(CODE, {"code": code})
    sign_out(client)
    assert client.post(CODE, {"code": code})["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_new_code_replaces_the_first(client: Client) -> None:
    ask(client)
    first = last_code()
    client.post(CODE, {"action": "resend"})
    assert len(mail.outbox) == 2
    if first != last_code():
        assert client.post(CODE, {"code": first}).status_code == 200
    assert client.post(CODE, {"code": last_code()})["Location"] == SPACE


def test_resending_ends(client: Client) -> None:
    ask(client)
    for _time in range(4):
        client.post(CODE, {"action": "resend"})
    assert len(mail.outbox) == 3


def test_codes_for_one_address_are_limited(client: Client) -> None:
    for _time in range(3):
        assert ask(device())["Location"] == CODE
    answer = ask(device())
    assert answer.status_code == 200
    assert "Beaucoup d'essais" in text(answer)
    assert len(mail.outbox) == 3


def test_guesses_from_one_place_are_limited(client: Client) -> None:
    """Thirty a minute, however many addresses and codes they are spread over."""
    ask(client)
    statuses = []
    for number in range(14):
        visitor = device()
        ask(visitor, f"lou{number}@example.org")
        statuses += [visitor.post(CODE, {"code": wrong_code()}).status_code for _guess in range(3)]
    assert 429 in statuses
    assert statuses.index(429) <= 30
    assert "on fait une pause" in text(visitor.post(CODE, {"code": "000000"}))


@pytest.mark.parametrize("email", ["", "lou", "lou@", "a b@example.org", "lou@example.org\nBcc: x@example.org"])
def test_address_that_is_none_is_said_in_the_page(client: Client, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in text(answer)
    assert not mail.outbox


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_next_leads_nowhere_else(client: Client, away: str) -> None:
    answer = ask(client, next=away)
    assert client.post(answer["Location"], {"code": last_code(), "next": away})["Location"] == SPACE


def test_next_leads_back_to_a_page_of_ours(client: Client) -> None:
    answer = ask(client, next="/competences/")
    assert client.post(answer["Location"], {"code": last_code()})["Location"] == "/competences/"


def test_session_key_changes_when_somebody_signs_in(client: Client) -> None:
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": last_code()})
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_forms_need_a_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in (SIGN_IN, CODE, "/compte/deconnexion/", "/compte/effacer/", "/compte/adresse/"):
        assert strict.post(path, {"email": EMAIL}).status_code == 403, path


def test_mail_server_that_refuses_is_said_and_no_address_logged(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "tests.learners.test_accounts.Refusing"
    answer = ask(client)
    assert answer.status_code == 503
    assert "On n'arrive pas à envoyer de mail." in text(answer)
    assert "SMTPRecipientsRefused" in caplog.text
    assert EMAIL not in caplog.text


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages: list[Any]) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


def test_visitor_without_an_account_has_no_cookie_and_no_account(client: Client, home: Any) -> None:
    for path in ("/", "/competences/", "/recherche/", "/compte/deconnexion/fait/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies, path
    assert not Session.objects.exists()


# --- changing the address, leaving --------------------------------------------------------


def test_address_changes_once_the_new_one_is_proved(client: Client) -> None:
    sign_in(client)
    assert (
        client.post("/compte/adresse/", {"email": "neuve@example.org", "action_add": ""})["Location"] == "/compte/adresse/code/"
    )
    assert mail.outbox[-1].to == ["neuve@example.org"]
    assert client.get("/compte/adresse/code/").status_code == 200
    assert User.objects.get().email == EMAIL
    assert client.post("/compte/adresse/code/", {"code": last_code()})["Location"] == ACCOUNT
    assert User.objects.get().email == "neuve@example.org"
    assert [row.email for row in EmailAddress.objects.all()] == ["neuve@example.org"]
    assert mail.outbox[-1].to == [EMAIL]
    assert "neuve" not in mail.outbox[-1].body


def test_somebody_elses_address_cannot_be_taken_nor_found_out(client: Client) -> None:
    sign_in(device(), "autre@example.org")
    sign_in(client)
    for email in ("personne@example.org", "autre@example.org"):
        answer = client.post("/compte/adresse/", {"email": email, "action_add": ""})
        assert answer["Location"] == "/compte/adresse/code/"
    assert "a déjà un compte" in text(client.post("/compte/adresse/code/", {"code": last_code()}))
    assert User.objects.filter(email="autre@example.org").count() == 1


@pytest.mark.parametrize("path", [ACCOUNT, "/compte/adresse/", "/compte/adresse/code/", "/compte/effacer/"])
def test_account_pages_ask_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"{SIGN_IN}?next={path}"


# --- one space on all devices -------------------------------------------------------------


@pytest.fixture
def phone(client: Client) -> Client:
    """A device with something to keep."""
    completed(client, [STRESS], keyed=3)
    choose(client, "article:7", "kept")
    return client


def held(client: Client) -> dict[str, Any]:
    data = collect(request_of(client))
    return {name: data[name] for name in ("assessments", "choices", "goals", "lessons", "context")}


def test_what_the_device_has_joins_the_account_and_another_device(phone: Client) -> None:
    sign_in(phone)
    before = held(phone)
    assert len(before["assessments"]) == len(before["choices"]) == 1
    computer = device()
    choose(computer, "mission:3", "refused", "too-far")
    sign_in(computer)
    assert held(computer)["assessments"] == before["assessments"]
    assert {row["item"] for row in held(computer)["choices"]} == {"article:7", "mission:3"}


def test_change_made_elsewhere_arrives_and_is_not_written_over(phone: Client) -> None:
    sign_in(phone)
    computer = sign_in(device())
    choose(computer, "course:9", "kept")
    choose(phone, "video:5", "kept")
    assert set(choices(request_of(phone))) == {"article:7", "course:9", "video:5"}
    choose(computer, "video:6", "done")
    assert set(choices(request_of(computer))) == {"article:7", "course:9", "video:5", "video:6"}


def test_what_is_taken_back_stays_away(phone: Client) -> None:
    sign_in(phone)
    choose(phone, "article:7", "")
    sign_out(phone)
    assert choices(request_of(sign_in(device()))) == {}


def test_lessons_travel_with_the_account(client: Client, resource_index: Any) -> None:
    course = CourseFactory(parent=resource_index)
    lessons = [LessonFactory(parent=course, quiz=[]).pk for _number in range(2)]
    sign_in(client)
    finish_lessons(client, *lessons)
    sign_out(client)
    assert not client.cookies[COOKIE].value
    assert set(held(sign_in(device()))["lessons"]) == set(lessons)


def test_signing_out_cleans_the_device_and_keeps_the_account(phone: Client) -> None:
    sign_in(phone)
    before = held(phone)
    notice = text(phone.get("/compte/deconnexion/"))
    assert "s'effacent de cet appareil" in notice
    answer = sign_out(phone)
    assert answer["Location"] == "/compte/deconnexion/fait/"
    assert '"storage"' in answer["Clear-Site-Data"]
    assert not SelfAssessment.objects.exists()
    assert not phone.session.keys()
    assert held(sign_in(phone)) == before


def test_signing_in_again_adds_nothing_twice(phone: Client) -> None:
    for _time in range(3):
        sign_in(phone)
        before = held(phone)
        sign_out(phone)
    assert len(before["assessments"]) == 1


def test_visits_write_nothing(phone: Client) -> None:
    sign_in(phone)
    version = AccountSpace.objects.get().version
    phone.get("/competences/")
    phone.get("/evaluation/resultats/")
    phone.post("/compte/adresse/", {"email": "pas une adresse", "action_add": ""})
    assert AccountSpace.objects.get().version == version


def test_deleting_the_account_leaves_nothing(phone: Client, resource_index: Any) -> None:
    sign_in(phone)
    computer = sign_in(device())
    finish_lessons(phone, LessonFactory(parent=CourseFactory(parent=resource_index), quiz=[]).pk)
    assert phone.get("/compte/effacer/").status_code == 200
    assert User.objects.exists()
    answer = phone.post("/compte/effacer/")
    assert answer["Location"] == "/compte/efface/"
    assert not phone.cookies[COOKIE].value
    assert not phone.session.keys()
    assert '"storage"' in answer["Clear-Site-Data"]
    for model in (User, EmailAddress, AccountSpace):
        assert not model.objects.exists()
    choose(computer, "article:8", "kept")
    assert not SelfAssessment.objects.exists()
    assert set(choices(request_of(computer))) == {"article:8"}


def test_erasing_all_that_is_kept_empties_the_account_too(phone: Client) -> None:
    sign_in(phone)
    phone.post("/mon-espace/effacer/")
    assert is_signed_in(phone)
    assert AccountSpace.objects.get().data["assessments"] == []
    assert held(sign_in(device()))["choices"] == []


def test_team_member_has_no_learners_space(staff_client: Client) -> None:
    choose(staff_client, "article:7", "kept")
    assert not AccountSpace.objects.exists()
    for path in (ACCOUNT, "/compte/effacer/", "/compte/adresse/"):
        assert staff_client.get(path)["Location"] == "/compte/equipe/securite/"
    staff_client.post("/compte/effacer/")
    assert User.objects.exists()


# --- thirteen months ----------------------------------------------------------------------


def age(user: User, by: timedelta) -> None:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - by)
    AccountSpace.objects.filter(user=user).update(updated=timezone.now() - by)


def test_accounts_unused_for_thirteen_months_go(client: Client) -> None:
    for name in ("ancienne", "recente"):
        sign_in(device(), f"{name}@example.org")
    old, recent = (User.objects.get(email=f"{name}@example.org") for name in ("ancienne", "recente"))
    age(old, KEPT + timedelta(days=1))
    age(recent, KEPT - timedelta(days=1))
    team = User.objects.create_superuser("admin", "admin@example.org", "x")
    AccountSpace.objects.create(user=team)
    age(team, KEPT + timedelta(days=1))
    call_command("purge_accounts", verbosity=0)
    assert set(User.objects.all()) == {recent, team}


def test_account_that_is_still_changed_stays(client: Client) -> None:
    sign_in(client)
    User.objects.update(last_login=timezone.now() - KEPT - timedelta(days=1))
    call_command("purge_accounts", verbosity=0)
    assert User.objects.exists()


def test_old_things_in_an_account_go(phone: Client) -> None:
    sign_in(phone)
    space = AccountSpace.objects.get()
    space.data["assessments"][0]["started"] = (timezone.now() - KEPT - timedelta(days=1)).isoformat()
    space.data["choices"].append({**space.data["choices"][0], "item": "article:8", "when": "2020-01-01T00:00:00+00:00"})
    space.data["context"] = {"age": 17, "when": "2020-01-01T00:00:00+00:00"}
    space.data["lessons"] = [5]
    space.save()
    call_command("purge_accounts", verbosity=0)
    data = AccountSpace.objects.get().data
    assert data["assessments"] == []
    assert [row["item"] for row in data["choices"]] == ["article:7"]
    assert data["context"] == {}
    assert data["lessons"] == [5]


def test_my_space_says_what_it_is_tied_to_within_its_budget(phone: Client, django_assert_max_num_queries: Any) -> None:
    assert "posé sur cet appareil" in text(phone.get(SPACE))
    sign_in(phone)
    with django_assert_max_num_queries(12):
        page = text(phone.get(SPACE))
    assert "Tout tient à ton adresse e-mail" in page
    assert f'href="{ACCOUNT}"' in page
