"""My data: seen, downloaded, brought to another device by file or code, erased for good, and purged in time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.models import Answer, SelfAssessment
from learners.forms import MAX_FILE
from learners.models import AccountSpace, Transfer
from learners.transfers import ALPHABET, LENGTH, MOST_FROM_ONE
from resources.progress import COOKIE
from tests.assessments.factories import STRESS, TEAM, completed, started
from tests.learners.factories import choose, finish_lessons
from tests.missions.factories import CommuneFactory
from tests.resources.factories import CourseFactory, LessonFactory

pytestmark = pytest.mark.django_db
SPACE, DATA, EXPORT, ERASE = "/mon-espace/", "/mon-espace/donnees/", "/mon-espace/donnees/tremplin.json", "/mon-espace/effacer/"
GIVE, CODE, FILE = "/mon-espace/donnees/code/", "/mon-espace/donnees/recevoir/code/", "/mon-espace/donnees/recevoir/fichier/"
GOALS = "/mon-espace/objectifs/"


def text(answer: Any) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def phone() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def full(client: Client, resource_index) -> Client:
    """A device with a bit of everything."""
    CommuneFactory()
    course = CourseFactory(parent=resource_index)
    finish_lessons(client, LessonFactory(parent=course, quiz=[]).pk)
    completed(client, [STRESS])
    choose(client, "article:7", "kept")
    client.post("/recommandations/contexte/", {"place": "Lyon", "km": "10", "age": "17"})
    client.post(GOALS, {"skill": STRESS, "level": "4"})
    return client


def send(client: Client, data: Any, name: str = "tremplin.json") -> Any:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(FILE, {"file": SimpleUploadedFile(name, raw, "application/json")})


# --- seen ---------------------------------------------------------------------------------------


def test_page_names_everything_kept_and_the_day_it_goes(full: Client) -> None:
    page = text(full.get(DATA))
    for words in ("1 évaluation, avec tes réponses", "1 choix", "1 objectif", "Lyon (69), 17 ans", "1 leçon terminée"):
        assert words in page
    parts = {row.part: row for row in full.get(DATA).context["kept_about"]}
    assert set(parts) == {"answers", "choices", "goals", "context", "lessons"}
    assert {row.last.date() for row in parts.values()} == {(timezone.now() + timedelta(days=395)).date()}


def test_page_says_the_first_and_the_last_day(client: Client) -> None:
    old, _young = completed(client), completed(client, [TEAM])
    SelfAssessment.objects.filter(pk=old.pk).update(started=timezone.now() - timedelta(days=100))
    assert "S'efface peu à peu" in text(client.get(DATA))


def test_page_of_a_stranger_says_nothing_is_kept_and_offers_to_bring(client: Client) -> None:
    page = text(client.get(DATA))
    assert "Rien. On commencera" in page
    assert CODE in page
    assert EXPORT not in page


# --- file ---------------------------------------------------------------------------------------


def test_file_brings_everything_to_another_phone(full: Client) -> None:
    answer = full.get(EXPORT)
    assert answer["Content-Disposition"].startswith('attachment; filename="tremplin-')
    other = phone()
    answer = send(other, answer.content)
    assert answer.status_code == 200
    assert "C'est arrivé." in text(answer)
    one, two = (json.loads(client.get(EXPORT).content) for client in (full, other))
    assert {**one, "exported": ""} == {**two, "exported": ""}
    assert one["lessons"]


def test_file_with_bad_rows_names_them(full: Client) -> None:
    data = json.loads(full.get(EXPORT).content)
    data["goals"].append({"skill": STRESS, "level": 12, "when": timezone.now().isoformat()})
    page = text(send(phone(), data))
    assert "Une ligne est restée dehors" in page
    assert "<strong>Objectif 2</strong> Le niveau n'est pas entre 1 et 4." in page


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"not json", "On n'arrive pas à lire ce fichier."),
        (b"\xff\xfe\x00", "On n'arrive pas à lire ce fichier."),
        (b"[" * 100_000, "On n'arrive pas à lire ce fichier."),
        (b"", "Ce fichier est vide."),
        (b'{"format": "other"}', "Ce fichier ne vient pas de Tremplin."),
        (b'{"format": "tremplin", "version": 99}', "autre version"),
        (b" " * (MAX_FILE + 1), "trop lourd"),
    ],
)
def test_wrong_file_is_explained_and_nothing_begins(client: Client, raw: bytes, said: str) -> None:
    answer = send(client, raw)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "tremplin" not in answer.cookies


def test_huge_file_is_not_taken_in(client: Client) -> None:
    answer = send(client, b" " * (MAX_FILE + 50_000))
    assert answer.status_code == 413
    assert "trop lourd" in text(answer)


def test_no_file_at_all_is_explained(client: Client) -> None:
    answer = client.post(FILE)
    assert answer.status_code == 422
    assert "Choisis un fichier" in text(answer)


# --- code ---------------------------------------------------------------------------------------


def code_of(client: Client) -> str:
    return client.post(GIVE).context["code"].text


def test_code_brings_everything_once(full: Client) -> None:
    code, other = code_of(full), phone()
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    answer = other.post(CODE, {"code": f" {code[:4].lower()}-{code[4:]} "})
    assert "C'est arrivé." in text(answer)
    assert SelfAssessment.objects.count() == 2
    assert other.cookies[COOKIE].value
    again = phone().post(CODE, {"code": code})
    assert again.status_code == 422
    assert "Ce code ne marche pas." in text(again)
    assert not Transfer.objects.exists()


def test_code_is_not_kept_in_clear(full: Client) -> None:
    code = code_of(full)
    row = Transfer.objects.get()
    assert code not in row.digest
    assert code not in json.dumps(row.data)
    assert code not in json.dumps(dict(full.session))


def test_code_ends_after_ten_minutes(full: Client) -> None:
    code = code_of(full)
    left = Transfer.objects.get().expires - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    Transfer.objects.update(expires=timezone.now())
    assert phone().post(CODE, {"code": code}).status_code == 422
    assert not Transfer.objects.exists()


def test_new_code_ends_the_one_before(full: Client) -> None:
    first, second = code_of(full), code_of(full)
    assert phone().post(CODE, {"code": first}).status_code == 422
    assert phone().post(CODE, {"code": second}).status_code == 200


def test_guessing_is_stopped_even_with_the_right_code(full: Client) -> None:
    code = code_of(full)
    for _attempt in range(MOST_FROM_ONE):
        assert phone().post(CODE, {"code": "AAAAAAAA"}).status_code == 422
    answer = phone().post(CODE, {"code": code})
    assert answer.status_code == 429
    assert "Attends dix minutes" in text(answer)
    elsewhere = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(CODE, {"code": code}).status_code == 200


def test_nobody_without_anything_gets_a_code(client: Client) -> None:
    assert client.post(GIVE)["Location"] == DATA
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("path", [GIVE, CODE, FILE])
def test_other_sites_move_nothing(full: Client, path: str) -> None:
    assert full.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert full.get(path)["Location"] == DATA


# --- gone ---------------------------------------------------------------------------------------


def test_erasing_asks_then_leaves_nothing(full: Client) -> None:
    code_of(full)
    started(full, [TEAM])
    others = completed(Client())
    assert "Voilà ce qui part" in text(full.get(ERASE))
    assert SelfAssessment.objects.count() == 3
    answer = full.post(ERASE)
    assert "C'est effacé" in text(answer)
    assert list(SelfAssessment.objects.all()) == [others]
    assert set(Answer.objects.values_list("assessment", flat=True)) == {others.pk}
    assert Session.objects.count() == 1
    assert not Transfer.objects.exists()
    assert [full.cookies[name].value for name in ("tremplin", COOKIE)] == ["", ""]
    assert "Ce qui arrivera ici" in text(full.get(SPACE))


def test_erasing_reaches_what_the_browser_keeps(full: Client) -> None:
    answer = full.post(ERASE)
    assert answer["Clear-Site-Data"] == '"storage"'
    assert "js/erased.js" in text(answer)
    assert "Clear-Site-Data" not in full.get(ERASE)


def test_erasing_empties_the_account_even_of_what_another_device_left(full: Client, django_user_model) -> None:
    user = django_user_model.objects.create_user("u-1")
    full.force_login(user)
    full.post(GOALS, {"skill": TEAM, "level": "4"})
    AccountSpace.objects.update(version=99)
    assert AccountSpace.objects.get().data["goals"]
    full.post(ERASE)
    left = AccountSpace.objects.get(user=user).data
    assert not any(left.get(part) for part in ("assessments", "choices", "goals", "lessons", "context"))
    assert "Rien. On commencera" in text(full.get(DATA))


def test_erasing_leaves_an_editor_signed_in(client: Client, django_user_model) -> None:
    client.force_login(django_user_model.objects.create_user("editor"))
    completed(client)
    client.post(ERASE)
    kept = {key for key in client.session.keys() if not key.startswith("account_")}  # noqa: SIM118
    assert kept == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}


def test_erasing_nothing_is_no_error(client: Client) -> None:
    assert client.post(ERASE).status_code == 200
    assert client.get(ERASE).status_code == 200


def test_other_sites_erase_nothing(full: Client) -> None:
    assert full.post(ERASE, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert SelfAssessment.objects.exists()


def test_deleting_the_last_assessment_keeps_goals_and_choices(full: Client) -> None:
    full.post(f"/evaluation/{SelfAssessment.objects.get().pk}/effacer/")
    assert set(full.session.keys()) == {"choices", "context", "goals"}


# --- thirteen months ------------------------------------------------------------------------------


def test_purge_deletes_after_thirteen_months_and_not_before(client: Client) -> None:
    old, young = completed(client), completed(client, [TEAM])
    now = timezone.now()
    SelfAssessment.objects.filter(pk=old.pk).update(started=now - timedelta(days=396))
    SelfAssessment.objects.filter(pk=young.pk).update(started=now - timedelta(days=394))
    call_command("purge_personal_data", verbosity=0)
    assert list(SelfAssessment.objects.all()) == [young]


def test_purge_prunes_living_sessions_and_keeps_their_end(full: Client) -> None:
    session = full.session
    old = (timezone.now() - timedelta(days=396)).isoformat()
    session["choices"] |= {"article:1": {**session["choices"]["article:7"], "when": old}}
    session["goals"] = {STRESS: {"level": 4, "when": old}}
    session["context"] = {**session["context"], "when": old}
    session.save()
    ends = timezone.now() + timedelta(days=20)
    Session.objects.update(expire_date=ends)
    call_command("purge_personal_data", verbosity=0)
    assert set(full.session["choices"]) == {"article:7"}
    assert not full.session.get("goals")
    assert "context" not in full.session
    assert Session.objects.get().expire_date == ends


def test_codes_alone_are_purged_every_few_minutes(full: Client) -> None:
    code_of(full)
    SelfAssessment.objects.update(started=timezone.now() - timedelta(days=396))
    call_command("purge_personal_data", codes=True, verbosity=0)
    assert Transfer.objects.exists()
    Transfer.objects.update(expires=timezone.now() - timedelta(minutes=1))
    call_command("purge_personal_data", codes=True, verbosity=0)
    assert not Transfer.objects.exists()
    assert SelfAssessment.objects.exists()


def test_purge_deletes_dead_sessions_and_codes(full: Client) -> None:
    code_of(full)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    Transfer.objects.update(expires=timezone.now() - timedelta(minutes=1))
    call_command("purge_personal_data", verbosity=0)
    assert not Session.objects.exists()
    assert not Transfer.objects.exists()
