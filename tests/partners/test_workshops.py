"""A workshop from its code to the day it is forgotten, as participants and leaders meet it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from assessments.actions import erase_device
from assessments.device import SESSION_KEY
from assessments.models import SelfAssessment
from partners import guesses
from partners.models import Participant, SessionMaterial, Workshop
from tests.partners.workshop_people import WorkshopFactory, answers, finished, leader_of, page_of, person, place_of
from tests.resources.factories import STRESS, TEAM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sessions(db: None) -> None:
    call_command("load_sessions", verbosity=0)


@pytest.fixture
def workshop() -> Workshop:
    return WorkshopFactory()


@pytest.fixture
def leader(workshop: Workshop) -> Client:
    return leader_of(workshop)


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


def seen(leader: Client, workshop: Workshop) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(leader.get(page_of(workshop)))))


# --- getting in -----------------------------------------------------------------------------------


def test_code_leads_in_however_it_is_typed(client: Client, workshop: Workshop) -> None:
    typed = f" {workshop.code[:3].lower()}-{workshop.code[3:].lower()} "
    assert client.post("/atelier/", {"code": typed})["Location"] == f"/atelier/{workshop.code}/"
    assert workshop.title in text(client.get(f"/atelier/{workshop.code.lower()}/"))


def test_nothing_is_kept_before_a_nickname_is_given(client: Client, workshop: Workshop) -> None:
    client.post("/atelier/", {"code": workshop.code})
    client.get(f"/atelier/{workshop.code}/")
    assert not client.cookies
    assert not Participant.objects.exists()


def test_second_sam_is_sam_2(workshop: Workshop) -> None:
    people = [person(workshop, name) for name in ("Sam", "sam", " Sam ")]
    assert [place_of(one).nickname for one in people] == ["Sam", "sam 2", "Sam 3"]
    assert "Salut Sam 3" in text(people[2].get(f"/atelier/{workshop.code}/"))


def test_joining_twice_is_one_place(workshop: Workshop) -> None:
    sam = person(workshop)
    sam.post(f"/atelier/{workshop.code}/", {"nickname": "Max"})
    assert [place.nickname for place in Participant.objects.all()] == ["Sam"]


@pytest.mark.parametrize("nickname", ["", "   ", "x" * 21, "sam@lycee.example", "06 12 34 56 78"])
def test_nickname_that_is_none_is_said_and_kept_on_the_page(client: Client, workshop: Workshop, nickname: str) -> None:
    response = client.post(f"/atelier/{workshop.code}/", {"nickname": nickname})
    assert response.status_code == 422
    assert "field__error" in text(response)
    assert nickname.strip() in text(response)
    assert not Participant.objects.exists()


def test_wrong_code_is_said_and_kept_on_the_page(client: Client, workshop: Workshop) -> None:
    response = client.post("/atelier/", {"code": "ZZZZZ2"})
    assert response.status_code == 422
    assert 'value="ZZZZZ2"' in text(response)
    assert client.get("/atelier/ZZZZZ2/").status_code == 404


def test_guessing_is_stopped_and_who_is_in_goes_on(client: Client, workshop: Workshop) -> None:
    sam = person(workshop)
    for number in range(guesses.MOST_FROM_ONE):
        client.get(f"/atelier/AAA{number:03}/")
    assert client.post("/atelier/", {"code": workshop.code}).status_code == 429
    assert client.get(f"/atelier/{workshop.code}/").status_code == 429
    assert sam.get(f"/atelier/{workshop.code}/").status_code == 200
    assert client.get(f"/atelier/{workshop.code}/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_right_codes_are_never_counted(workshop: Workshop) -> None:
    for _person in range(guesses.MOST_FROM_ONE + 1):
        assert Client().get(f"/atelier/{workshop.code}/").status_code == 200


def test_another_site_s_form_joins_nobody(workshop: Workshop) -> None:
    foreign = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.post(f"/atelier/{workshop.code}/", {"nickname": "Sam"}).status_code == 403
    assert not Participant.objects.exists()


def test_pages_are_private(workshop: Workshop, leader: Client) -> None:
    sam = person(workshop)
    pages = [(sam, f"/atelier/{workshop.code}/{end}") for end in ("", "understand/", "assess/", "quitter/")]
    pages += [(leader, page_of(workshop, end)) for end in ("", "ecran/", "ecran/nombre/", "understand/")]
    for browser, path in pages:
        response = browser.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response["Cache-Control"], path
        assert response["X-Robots-Tag"] == "noindex", path


# --- the sessions ---------------------------------------------------------------------------------


def test_material_is_for_participants_and_notes_for_the_leader(workshop: Workshop, leader: Client) -> None:
    sam = person(workshop)
    for material in SessionMaterial.objects.all():
        theirs = text(sam.get(f"/atelier/{workshop.code}/{material.key}/"))
        mine = text(leader.get(page_of(workshop, f"{material.key}/")))
        assert material.title in theirs
        assert "<h2>1. " in theirs
        assert "Déroulé" not in theirs
        assert "<h2>1. " in mine
        assert "Déroulé" in mine


def test_session_is_done_and_not_done(workshop: Workshop, leader: Client) -> None:
    sam, _other = person(workshop), person(workshop, "Lou")
    sam.post(f"/atelier/{workshop.code}/understand/", {"done": "yes"})
    assert "workshop-step--done" in text(sam.get(f"/atelier/{workshop.code}/"))
    assert "1 sur 2 ont fini." in seen(leader, workshop)
    sam.post(f"/atelier/{workshop.code}/understand/", {"done": "no"})
    assert "1 sur 2 ont fini." not in seen(leader, workshop)


def test_session_that_is_not_the_workshop_s_is_not_found(leader: Client) -> None:
    short = WorkshopFactory(sessions=["assess"])
    sam = person(short)
    assert sam.get(f"/atelier/{short.code}/progress/").status_code == 404
    assert sam.post(f"/atelier/{short.code}/progress/").status_code == 404


def test_assessment_is_the_real_one_once_and_done_when_completed(workshop: Workshop, leader: Client) -> None:
    sam = person(workshop)
    first = sam.post(f"/atelier/{workshop.code}/assess/")["Location"]
    assert sam.post(f"/atelier/{workshop.code}/assess/")["Location"] == first
    assessment = SelfAssessment.objects.get()
    assert assessment.skill_slugs == [STRESS, TEAM]
    assert "0 sur 1 ont fini." in seen(leader, workshop)
    for answer in assessment.answers.all():
        sam.post(f"/evaluation/{assessment.pk}/{answer.number}/", {"value": "3"})
    assert "1 sur 1 ont fini." in seen(leader, workshop)
    assert f'href="/atelier/{workshop.code}/"' in text(sam.get(f"/evaluation/{assessment.pk}/resultat/"))


def test_result_is_shown_and_taken_back(workshop: Workshop, leader: Client) -> None:
    sam = person(workshop)
    answers(sam, workshop, keyed=4)
    assert "expert" not in seen(leader, workshop)
    sam.post(f"/atelier/{workshop.code}/", {"share": "yes"})
    assert "Gérer son stress : expert" in seen(leader, workshop)
    sam.post(f"/atelier/{workshop.code}/", {"share": "no"})
    assert "expert" not in seen(leader, workshop)


def test_leaving_forgets_nickname_and_answers(workshop: Workshop, leader: Client) -> None:
    sam = person(workshop)
    answers(sam, workshop)
    sam.post(f"/atelier/{workshop.code}/quitter/")
    assert not Participant.objects.exists()
    assert not SelfAssessment.objects.exists()
    assert "Sam" not in seen(leader, workshop)


def test_leaving_keeps_the_answers_that_were_to_be_kept(workshop: Workshop) -> None:
    sam = person(workshop)
    kept = answers(sam, workshop)
    sam.post(f"/atelier/{workshop.code}/", {"keep": "yes"})
    sam.post(f"/atelier/{workshop.code}/quitter/")
    assert not Participant.objects.exists()
    assert sam.get(f"/evaluation/{kept.pk}/resultat/").status_code == 200


def test_erasing_everything_leaves_the_workshop_too(workshop: Workshop) -> None:
    sam, lou = person(workshop), person(workshop, "Lou")
    sam.post("/mon-espace/effacer/")
    assert [place.nickname for place in Participant.objects.all()] == ["Lou"]
    erase_device(place_of(lou).device)
    assert not Participant.objects.exists()


def test_deleting_the_last_result_leaves_nobody_behind(workshop: Workshop) -> None:
    sam = person(workshop)
    result = answers(sam, workshop)
    sam.post(f"/evaluation/{result.pk}/effacer/")
    assert SESSION_KEY not in sam.session
    assert not Participant.objects.exists()


# --- the leader -----------------------------------------------------------------------------------


def new_workshop(leader: Client, workshop: Workshop, **changes: object):
    data = {
        "title": "Terminale",
        "day": timezone.localdate().isoformat(),
        "skills": [STRESS],
        "sessions": ["assess"],
        **changes,
    }
    return leader.post(f"/partenaires/{workshop.partner.slug}/ateliers/nouveau/", data)


def test_leader_opens_a_workshop_and_reads_its_code(leader: Client, workshop: Workshop) -> None:
    made = leader.get(new_workshop(leader, workshop)["Location"])
    code = Workshop.objects.get(title="Terminale").code
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{6}", code)
    assert f"{code[:3]} {code[3:]}" in text(made)
    assert "Terminale" in text(leader.get(f"/partenaires/{workshop.partner.slug}/ateliers/"))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"day": "2020-01-01"},
        {"day": "demain"},
        {"day": (timezone.localdate() + timedelta(days=400)).isoformat()},
        {"skills": []},
        {"skills": ["nulle-part"]},
        {"skills": [STRESS, TEAM, "autonomie", "curiosite", "ecoute-active", "imagination"]},
        {"sessions": []},
        {"sessions": ["fin"]},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(leader: Client, workshop: Workshop, changes: dict) -> None:
    response = new_workshop(leader, workshop, **changes)
    assert response.status_code == 422
    assert "field__error" in text(response)
    assert changes.get("title", "Terminale") in text(response)
    if "skills" not in changes:
        assert f'value="{STRESS}" checked' in text(response)
    assert Workshop.objects.count() == 1


@pytest.mark.parametrize("end", ["", "ecran/", "ecran/nombre/", "understand/", "understand.pdf", "affiche.pdf"])
def test_another_partner_s_workshop_is_not_found(leader: Client, workshop: Workshop, end: str) -> None:
    other = WorkshopFactory()
    assert leader.get(page_of(other, end)).status_code == 404
    assert leader.get(f"/partenaires/{workshop.partner.slug}/ateliers/{other.pk}/{end}").status_code == 404
    assert Client().get(page_of(workshop, end)).status_code == 302


def test_closing_lets_nobody_in_or_on(leader: Client, workshop: Workshop) -> None:
    sam = person(workshop)
    leader.post(page_of(workshop, "fermer/"))
    assert (
        Client(headers={"Sec-Fetch-Site": "same-origin"}).post(f"/atelier/{workshop.code}/", {"nickname": "Lou"}).status_code
        == 410
    )
    assert sam.post(f"/atelier/{workshop.code}/understand/", {"done": "yes"}).status_code == 410
    assert sam.get(f"/atelier/{workshop.code}/understand/").status_code == 200
    assert place_of(sam).steps == []
    assert "fermé" in seen(leader, workshop)


def test_only_the_leader_closes(workshop: Workshop) -> None:
    person(workshop).post(page_of(workshop, "fermer/"))
    leader_of(WorkshopFactory()).post(page_of(workshop, "fermer/"))
    workshop.refresh_from_db()
    assert workshop.closed is None


# --- the end --------------------------------------------------------------------------------------


def close_workshops() -> str:
    out = StringIO()
    call_command("close_workshops", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("ago", "is_open"), [(0, True), (1, True), (2, False)])
def test_workshop_closes_by_itself_after_the_next_day(client: Client, ago: int, is_open: bool) -> None:
    old = WorkshopFactory(day=timezone.localdate() - timedelta(days=ago))
    assert client.get(f"/atelier/{old.code}/").status_code == (200 if is_open else 410)
    close_workshops()
    old.refresh_from_db()
    assert (old.closed is None) is is_open


def test_closing_overdue_ones_counts_from_their_end(workshop: Workshop) -> None:
    Workshop.objects.update(day=timezone.localdate() - timedelta(days=40))
    assert "closed: 1" in close_workshops()
    workshop.refresh_from_db()
    assert workshop.closed == workshop.ends
    assert "closed: 0" in close_workshops()


def test_thirty_days_after_closing_only_kept_results_stay(workshop: Workshop) -> None:
    sam, lou = finished(workshop, 3, 2)
    own = answers_elsewhere(lou)
    kept = place_of(sam).assessment_id
    sam.post(f"/atelier/{workshop.code}/", {"keep": "yes"})
    Workshop.objects.update(closed=timezone.now() - timedelta(days=29, hours=23))
    close_workshops()
    assert Participant.objects.count() == 2
    Workshop.objects.update(closed=timezone.now() - timedelta(days=30, hours=1))
    close_workshops()
    close_workshops()
    assert not Participant.objects.exists()
    assert set(SelfAssessment.objects.values_list("pk", flat=True)) == {kept, own}


def answers_elsewhere(client: Client):
    """An assessment of the same device outside the workshop."""
    started = client.post("/evaluation/", {"skills": ["curiosite"]})["Location"]
    return SelfAssessment.objects.get(pk=started.split("/")[2]).pk


# --- the sessions' texts --------------------------------------------------------------------------


def test_loading_again_keeps_what_an_editor_changed() -> None:
    SessionMaterial.objects.filter(key="understand").update(title_fr="À nous")
    SessionMaterial.objects.filter(key="progress").delete()
    call_command("load_sessions", verbosity=0)
    assert SessionMaterial.objects.get(key="understand").title_fr == "À nous"
    assert SessionMaterial.objects.get(key="progress").leader_notes_en


def test_faulty_session_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"understand\.yaml"):
        call_command("load_sessions", folder=tmp_path)


def test_editor_changes_a_session(staff_client: Client) -> None:
    row = SessionMaterial.objects.get(key="assess")
    page = staff_client.get(f"/admin/snippets/partners/sessionmaterial/edit/{row.pk}/")
    assert page.status_code == 200
    assert row.title_fr in text(page)


# --- budgets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 30])
def test_pages_keep_the_query_budget(
    workshop: Workshop, leader: Client, people: int, subtests, django_assert_max_num_queries
) -> None:
    group = finished(workshop, *[number % 5 for number in range(people)], shares=True)
    pages = [(leader, page_of(workshop, end)) for end in ("", "ecran/", "ecran/nombre/", "assess/")]
    pages += [(leader, f"/partenaires/{workshop.partner.slug}/ateliers/{end}") for end in ("", "nouveau/")]
    pages += [(group[0], f"/atelier/{workshop.code}/{end}") for end in ("", "understand/", "assess/", "quitter/")]
    pages += [(group[0], "/atelier/")]
    for browser, path in pages:
        with subtests.test(path), django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200
