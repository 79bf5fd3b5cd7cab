"""The team's way in: password and second factor, and no way round either."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.staff import CODE, LOGIN, PASSWORD, Browser, code_of, set_up_app, sign_in_staff

EMAIL = "noor@example.org"
APP, RECOVERY, SECURITY = "/compte/equipe/application/", "/compte/equipe/codes-de-secours/", "/compte/equipe/securite/"
FORGOTTEN = "/compte/equipe/mot-de-passe/oublie/"


@pytest.fixture
def noor(db: None) -> User:
    """Writes for the portal, by a group; not is_staff."""
    user = User.objects.create_user("noor", EMAIL, PASSWORD)
    group = Group.objects.create(name="Rédaction d'essai")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


def text(answer: Any) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def give_password(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": EMAIL, "password": password, **more})


def code_in(mail: Any) -> str:
    return re.search(r"\d{6}", mail.body)[0]


def test_admin_leads_to_the_teams_entrance(client: Client, db: None) -> None:
    assert client.get("/admin/pages/")["Location"] == "/compte/equipe/?next=/admin/pages/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/compte/equipe/?next=/admin/"
    assert client.post("/admin/login/", {"username": "noor", "password": PASSWORD})["Location"] == LOGIN


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/set-password/"])
def test_wagtails_password_reset_is_closed(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_first_sign_in_sets_up_the_app_and_opens_nothing_before(client: Client, noor: User) -> None:
    assert give_password(client, next="/admin/")["Location"] == "/admin/"
    for path in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/images/", "/admin/api/main/pages/"):
        assert client.get(path)["Location"].startswith(LOGIN), path
    assert client.get(LOGIN + "?next=/admin/")["Location"] == f"{APP}?next=%2Fadmin%2F"
    page = text(client.get(APP))
    assert "<svg" in page
    assert "style=" not in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})<", page)[1]
    assert client.post(APP, {"code": code_of(secret)})["Location"] == RECOVERY
    assert client.get("/admin/").status_code == 200


def test_wrong_code_at_set_up_keeps_the_same_key(client: Client, noor: User) -> None:
    give_password(client)
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})<", text(client.get(APP)))[1]
    answer = client.post(APP, {"code": "000000" if code_of(secret) != "000000" else "000001"})
    assert secret in text(answer)
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").status_code == 302


def test_recovery_codes_are_shown_once_and_downloadable(client: Client, noor: User) -> None:
    sign_in_staff(client, noor)
    again = client.post(f"{RECOVERY}nouveaux/")
    shown = text(client.get(again["Location"]))
    codes = re.findall(r"<code>(\d{8})</code>", shown)
    assert len(codes) == 10
    download = re.search(r'href="(data:text/plain[^"]+)" download=', shown)[1]
    assert all(code in download for code in codes)
    assert "no-store" in client.get(RECOVERY)["Cache-Control"]
    assert not re.search(
        r"\d{8}", re.sub(r'name="csrf[^>]*>', "", text(client.get(RECOVERY)).split("<main")[1].split("</main")[0])
    )


def test_both_factors_open_the_admin(client: Client, noor: User) -> None:
    secret = set_up_app(noor)
    assert give_password(client, next="/admin/images/")["Location"] == CODE
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/admin/images/"
    assert client.get("/admin/").status_code == 200
    assert client.get(SECURITY).status_code == 200


def test_recovery_code_works_once(client: Client, noor: User) -> None:
    sign_in_staff(client, noor)
    shown = text(client.get(client.post(f"{RECOVERY}nouveaux/")["Location"]))
    code = re.findall(r"<code>(\d{8})</code>", shown)[0]
    client.post("/compte/deconnexion/")
    give_password(client)
    assert client.post(CODE, {"code": code}).status_code == 302
    client.post("/compte/deconnexion/")
    give_password(client)
    assert "n'est pas le bon code" in text(client.post(CODE, {"code": code}))


def test_code_counts_once_even_where_the_cache_forgot_it(noor: User, client: Client) -> None:
    """As for another process of the server, whose cache never heard of the first use."""
    secret = set_up_app(noor)
    code = code_of(secret)
    give_password(client)
    client.post(CODE, {"code": code})
    thief = Client()
    assert give_password(thief)["Location"] == CODE
    cache.clear()
    assert "il a déjà servi" in text(thief.post(CODE, {"code": code}))
    assert "il a déjà servi" in text(thief.post(CODE, {"code": code_of(secret, -1)}))
    assert thief.get("/admin/").status_code == 302
    assert thief.post(CODE, {"code": code_of(secret, 1)}).status_code == 302


def test_codes_of_the_app_cannot_be_guessed_at_length(client: Client, noor: User) -> None:
    secret = set_up_app(noor)
    give_password(client)
    wrong = [f"{number:06}" for number in range(40) if f"{number:06}" not in {code_of(secret, ahead) for ahead in (-1, 0, 1)}]
    for code in wrong[:5]:
        assert "n'est pas le bon code" in text(client.post(CODE, {"code": code}))
    assert "Beaucoup d'essais" in text(client.post(CODE, {"code": code_of(secret)}))


def test_passwords_cannot_be_guessed_at_length(client: Client, noor: User) -> None:
    for number in range(5):
        assert "ne vont pas ensemble" in text(give_password(client, f"mot de passe {number}"))
    assert "Beaucoup d'essais" in text(give_password(client))


def test_unknown_address_and_wrong_password_read_the_same(client: Client, noor: User) -> None:
    known = text(client.post(LOGIN, {"login": EMAIL, "password": "non non non"}))
    unknown = text(client.post(LOGIN, {"login": "qui@example.org", "password": "non non non"}))
    without_csrf = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert without_csrf.sub("", known) == without_csrf.sub("", unknown).replace("qui@example.org", EMAIL)


def test_learner_with_a_password_does_not_enter_here(client: Client, db: None) -> None:
    User.objects.create_user("lou", "lou@example.org", PASSWORD)
    answer = client.post(LOGIN, {"login": "lou@example.org", "password": PASSWORD})
    assert "ne vont pas ensemble" in text(answer)
    assert "_auth_user_id" not in client.session


def test_code_by_mail_is_no_way_round(client: Client, noor: User, mailoutbox: list) -> None:
    set_up_app(noor)
    answer = client.post("/compte/connexion/", {"email": EMAIL})
    assert answer["Location"] == "/compte/connexion/code/"
    assert not re.search(r"\d{6}", mailoutbox[0].body)
    assert "http://testserver/compte/equipe/" in mailoutbox[0].body
    for guess in ("", "000000"):
        client.post("/compte/connexion/code/", {"code": guess})
    assert "_auth_user_id" not in client.session


def test_learner_who_joins_the_team_starts_again_with_the_password(client: Client, db: None, mailoutbox: list) -> None:
    client.post("/compte/connexion/", {"email": EMAIL})
    client.post("/compte/connexion/code/", {"code": code_in(mailoutbox[0])})
    user = User.objects.get(email=EMAIL)
    assert client.get("/compte/").status_code == 200
    user.is_superuser = True
    user.save()
    set_up_app(user)
    assert client.get("/admin/")["Location"] == "/compte/equipe/?next=/admin/"
    assert client.get("/compte/equipe/verification/")["Location"].startswith(LOGIN)
    assert client.get(LOGIN).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/admin/", "javascript:alert(1)"])
def test_next_leads_nowhere_else(client: Client, noor: User, away: str) -> None:
    secret = set_up_app(noor)
    give_password(client, next=away)
    assert client.post(CODE + f"?next={away}", {"code": code_of(secret)})["Location"] == "/admin/"
    assert client.get(f"{LOGIN}?next={away}")["Location"] == "/admin/"


def test_session_key_changes_on_the_way_in(client: Client, noor: User) -> None:
    give_password(client)
    before = client.session.session_key
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})<", text(client.get(APP)))[1]
    client.post(APP, {"code": code_of(secret)})
    assert client.session.session_key != before


def test_session_of_the_team_ends_the_same_day(client: Client, noor: User) -> None:
    sign_in_staff(client, noor)
    assert client.session.get_expiry_age() <= 12 * 60 * 60


@pytest.mark.parametrize("path", [LOGIN, "/compte/connexion/", FORGOTTEN])
def test_forms_need_a_token(db: None, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"login": EMAIL, "password": PASSWORD, "email": EMAIL}).status_code == 403


def test_forgotten_password_is_chosen_anew_and_the_second_factor_stays(client: Client, noor: User, mailoutbox: list) -> None:
    secret = set_up_app(noor)
    assert client.post(FORGOTTEN, {"email": EMAIL})["Location"] == f"{FORGOTTEN}code/"
    assert "oublie" not in mailoutbox[0].body
    assert client.post(f"{FORGOTTEN}code/", {"code": code_in(mailoutbox[0])})["Location"] == f"{FORGOTTEN}nouveau/"
    assert "trop court" in text(client.post(f"{FORGOTTEN}nouveau/", {"password1": "court"}))
    assert client.post(f"{FORGOTTEN}nouveau/", {"password1": "une autre phrase longue"})["Location"] == f"{FORGOTTEN}fait/"
    assert "_auth_user_id" not in client.session
    assert "Le mot de passe de ton compte a changé" in mailoutbox[1].body
    assert give_password(client, "une autre phrase longue")["Location"] == CODE
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/admin/"


@pytest.mark.parametrize("email", ["personne@example.org", "lou@example.org"])
def test_forgotten_password_of_nobody_in_the_team_sends_nothing(client: Client, noor: User, email: str, mailoutbox: list) -> None:
    User.objects.create_user("lou", "lou@example.org")
    answer = client.post(FORGOTTEN, {"email": email})
    assert answer["Location"] == f"{FORGOTTEN}code/"
    assert client.get(answer["Location"]).status_code == 200
    assert not mailoutbox
    for _try in range(3):
        answer = client.post(f"{FORGOTTEN}code/", {"code": ""})
    assert answer["Location"] == FORGOTTEN


def test_code_for_a_password_takes_three_guesses(client: Client, noor: User, mailoutbox: list) -> None:
    client.post(FORGOTTEN, {"email": EMAIL})
    code = code_in(mailoutbox[0])
    wrong = "111111" if code != "111111" else "222222"
    assert [client.post(f"{FORGOTTEN}code/", {"code": wrong}).status_code for _try in range(3)] == [200, 200, 302]
    assert client.post(f"{FORGOTTEN}code/", {"code": code})["Location"] == FORGOTTEN


def test_new_app_asks_again_who_it_is(client: Client, noor: User) -> None:
    sign_in_staff(client, noor)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 600
    session.save()
    answer = client.get(f"{APP}retirer/")
    assert answer["Location"] == f"/compte/equipe/verification/mot-de-passe/?next={APP.replace('/', '%2F')}retirer%2F"
    assert client.get(answer["Location"]).status_code == 200
    assert "n'est pas le bon mot de passe" in text(client.post(answer["Location"], {"password": "non"}))
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == f"{APP}retirer/"
    assert client.post(f"{APP}retirer/").status_code == 302
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_password_changes_on_the_security_page(client: Client, noor: User, mailoutbox: list) -> None:
    sign_in_staff(client, noor)
    path = "/compte/equipe/mot-de-passe/"
    assert client.get(path).status_code == 200
    assert "mot de passe actuel" in text(client.post(path, {"oldpassword": "non", "password1": "une autre phrase longue"}))
    assert client.post(path, {"oldpassword": PASSWORD, "password1": "une autre phrase longue"})["Location"] == SECURITY
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "path", [SECURITY, RECOVERY, APP, f"{APP}retirer/", f"{RECOVERY}nouveaux/", "/compte/equipe/mot-de-passe/"]
)
def test_team_pages_are_closed_to_learners_and_strangers(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"] == f"{LOGIN}?next={path}"
    client.force_login(User.objects.create_user("lou", "lou@example.org"))
    assert client.get(path, follow=True).redirect_chain[-1] == ("/compte/", 302)


def test_wagtails_own_password_and_address_forms_are_closed(staff_client: Client) -> None:
    page = text(staff_client.get("/admin/account/"))
    assert "old_password" not in page
    assert "name_email-email" not in page


def test_signing_out_of_the_admin_closes_it(staff_client: Client) -> None:
    assert staff_client.get("/admin/").status_code == 200
    staff_client.post("/admin/logout/")
    assert staff_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["signup/", "login/", "password/set/", "password/change/", "email/", "2fa/", "3rdparty/"])
def test_what_allauth_has_more_is_closed(client: Client, home: Any, path: str) -> None:
    assert client.get(f"/compte/{path}").status_code == 404


def test_lost_second_factor_is_set_up_anew_after_a_command(client: Client, noor: User) -> None:
    set_up_app(noor)
    call_command("forget_second_factor", EMAIL, stdout=StringIO())
    give_password(client)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(APP)
    with pytest.raises(CommandError):
        call_command("forget_second_factor", "personne@example.org")


def test_new_member_gets_an_account_without_a_password_and_chooses_one(staff_client: Client, mailoutbox: list) -> None:
    role = Group.objects.create(name="Rôle d'essai")
    role.permissions.add(Permission.objects.get(codename="access_admin"))
    given = {"username": "zoe", "first_name": "Zoé", "last_name": "T", "password1": "", "password2": "", "groups": role.pk}
    taken = staff_client.post("/admin/users/new/", {**given, "email": "ADMIN@example.org"})
    assert "Un compte a déjà cette adresse" in text(taken)
    assert staff_client.post("/admin/users/new/", {**given, "email": "zoe@example.org"}).status_code == 302
    zoe = Browser()
    for password in ("", "None", "!"):
        assert zoe.post(LOGIN, {"login": "zoe@example.org", "password": password}).status_code == 200
    zoe.post(FORGOTTEN, {"email": "zoe@example.org"})
    zoe.post(f"{FORGOTTEN}code/", {"code": code_in(mailoutbox[0])})
    zoe.post(f"{FORGOTTEN}nouveau/", {"password1": PASSWORD})
    assert zoe.post(LOGIN, {"login": "zoe@example.org", "password": PASSWORD}).status_code == 302
    assert zoe.get("/admin/", follow=True).redirect_chain[-1][0].startswith(APP)


def test_admin_leads_to_the_security_page(staff_client: Client) -> None:
    assert f'href="{SECURITY}"' in text(staff_client.get("/admin/account/"))
