"""A nickname in a workshop is somebody's: they see it with all that is kept, and a leader hides one that hurts."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learners.accounts.space import bring_together
from learners.models import AccountSpace
from partners.models import Participant, Workshop
from tests.learners.factories import request_of
from tests.partners.workshop_people import WorkshopFactory, answers, leader_of, page_of, person, place_of

pytestmark = pytest.mark.django_db
DATA, EXPORT, FILE = "/mon-espace/donnees/", "/mon-espace/donnees/tremplin.json", "/mon-espace/donnees/recevoir/fichier/"


@pytest.fixture
def workshop() -> Workshop:
    return WorkshopFactory()


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


# --- seen, taken along ----------------------------------------------------------------------------


def test_my_data_tells_of_the_workshop(workshop: Workshop) -> None:
    sam = person(workshop)
    sam.post(f"/atelier/{workshop.code}/understand/", {"done": "yes"})
    sam.post(f"/atelier/{workshop.code}/", {"share": "yes"})
    assert "1 atelier, avec ton prénom ou ton pseudo" in text(sam.get(DATA))
    [told] = sam.get(EXPORT).json()["workshops"]
    assert (told["workshop"], told["partner"], told["nickname"]) == (workshop.title, workshop.partner.name, "Sam")
    assert (told["done"], told["shown"], told["kept"]) == (["understand"], True, False)
    assert "1 atelier, avec ton prénom" in text(sam.get("/mon-espace/effacer/"))


def test_nobody_s_workshop_is_told_to_somebody_else(workshop: Workshop) -> None:
    person(workshop, "Lou")
    stranger = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert stranger.get(EXPORT).json()["workshops"] == []
    elsewhere = person(WorkshopFactory(title="Ailleurs"), "Zoé")
    assert [told["workshop"] for told in elsewhere.get(EXPORT).json()["workshops"]] == ["Ailleurs"]


def test_file_with_a_workshop_is_read_and_joins_nothing(workshop: Workshop) -> None:
    sam, other = person(workshop), Client(headers={"Sec-Fetch-Site": "same-origin"})
    answers(sam, workshop)
    page = text(other.post(FILE, {"file": SimpleUploadedFile("tremplin.json", sam.get(EXPORT).content, "application/json")}))
    assert "C'est arrivé." in page
    assert "restée dehors" not in page
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("keep", [True, False])
def test_account_takes_along_only_what_is_kept(workshop: Workshop, keep: bool) -> None:
    """What goes with the workshop does not come back from an account's copy."""
    sam = person(workshop)
    answers(sam, workshop)
    if keep:
        sam.post(f"/atelier/{workshop.code}/", {"keep": "yes"})
    user = User.objects.create(username="sam", email="sam@example.org")
    bring_together(request_of(sam), user)
    assert len(AccountSpace.objects.get(user=user).data["assessments"]) == int(keep)
    assert len(sam.get(EXPORT).json()["assessments"]) == 1


def test_keeping_before_the_questionnaire_counts_too(workshop: Workshop) -> None:
    sam = person(workshop)
    sam.post(f"/atelier/{workshop.code}/", {"keep": "yes"})
    assert not answers(sam, workshop).temporary


# --- a nickname that hurts ------------------------------------------------------------------------


def test_leader_hides_a_nickname(workshop: Workshop) -> None:
    leader = leader_of(workshop)
    rude, other, lou = (person(workshop, name) for name in ("Gros mot", "Autre gros mot", "Lou"))
    done = answers(rude, workshop)
    for client in (rude, other):
        assert leader.post(page_of(workshop, "prenom/"), {"place": place_of(client).pk}).status_code == 302
    page = re.sub(r"\s+", " ", text(leader.get(page_of(workshop))))
    assert "ros mot" not in page
    assert "Prénom masqué 2" in page
    assert place_of(lou).nickname == "Lou"
    assert place_of(rude).assessment == done


@pytest.mark.parametrize("typed", ["", "0", "x", "9" * 40, "²"])
def test_nickname_of_nobody_is_not_found(workshop: Workshop, typed: str) -> None:
    assert leader_of(workshop).post(page_of(workshop, "prenom/"), {"place": typed}).status_code == 404


def test_only_its_leader_hides_nicknames(workshop: Workshop) -> None:
    zoe = person(WorkshopFactory(), "Zoé")
    assert leader_of(workshop).post(page_of(workshop, "prenom/"), {"place": place_of(zoe).pk}).status_code == 404
    zoe.post(page_of(workshop, "prenom/"), {"place": place_of(zoe).pk})
    assert place_of(zoe).nickname == "Zoé"
