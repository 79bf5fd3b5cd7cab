"""Places of people who need protection are known by their commune, through every door; a person's word comes first."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from missions.feeds.aggregator import parse_row
from missions.models import Mission, MissionPlace, SensitiveWord
from missions.quality.after_import import finish
from missions.quality.fields import Precision
from missions.quality.places import protect_places, without_streets
from missions.reading import read_row
from missions.writing import MissionWriter
from search.rows import all_items
from tests.missions.factories import CommuneFactory, MissionFactory, OrganisationFactory, SourceFactory, row

pytestmark = pytest.mark.django_db
CENTRE, DOOR = (45.749, 4.8471), (45.7601, 4.8599)
STREET = "12 rue des Lilas"


def imported(**changes) -> Mission:
    CommuneFactory()
    place = {
        "street": STREET,
        "postalCode": "69003",
        "city": "Lyon",
        "location": {"lat": DOOR[0], "lon": DOOR[1]},
        "country": "FR",
    }
    read = read_row(parse_row, row(addresses=[place], **changes))
    [pk] = MissionWriter(SourceFactory(), timezone.now()).create([(read, "x")])
    finish([pk])
    return Mission.objects.get(pk=pk)


SENSITIVE = [
    {"organizationName": "CIDFF du Rhône"},
    {"organizationName": "Solidarité Femmes Lyon"},
    {"title": "Accueillir des femmes victimes de violences"},
    {"description": "Tu joues avec les enfants des demandeurs d'asile.", "activity": ""},
    {"activity": "Hébergement d'urgence"},
]


@pytest.mark.parametrize("facts", SENSITIVE)
def test_sensitive_place_is_its_commune_only(client: Client, facts: dict) -> None:
    mission = imported(**facts)
    assert mission.points == [CENTRE]
    page = client.get(mission.get_absolute_url()).content.decode()
    assert "Lyon (69)" in page
    everything = page + repr([item for item in all_items() if item.kind == "mission"])
    for secret in ("Lilas", "45.7601", "4.8599"):
        assert secret not in everything


def test_other_place_stays_exact(client: Client) -> None:
    mission = imported()
    assert mission.points == [DOOR]
    assert STREET in client.get(mission.get_absolute_url()).content.decode()


def test_street_in_the_texts_of_a_sensitive_mission_goes_too(client: Client) -> None:
    told = f"Tu accueilles les femmes victimes de violences. Rendez-vous au {STREET}, à 9 h."
    mission = imported(description=told, descriptionHtml=f"<p>{told}</p>", requirements=[f"Venir au {STREET}"])
    assert "Lilas" not in client.get(mission.get_absolute_url()).content.decode()
    assert "à 9 h" in mission.description


def test_unknown_commune_leaves_no_point() -> None:
    mission = MissionFactory(organisation=OrganisationFactory(name="CIDFF"), at=DOOR, at__city="Nulle-Part", at__street=STREET)
    protect_places([mission.pk])
    place = MissionPlace.objects.get()
    assert (place.street, place.lat, place.lon) == ("", None, None)


@pytest.mark.parametrize("whose", ["mission", "organisation"])
def test_person_says_exact_and_back(whose: str) -> None:
    mission = imported(organizationName="CIDFF du Rhône")
    owner = mission if whose == "mission" else mission.organisation
    type(owner).objects.filter(pk=owner.pk).update(precision=Precision.EXACT)
    assert protect_places([mission.pk]) == [mission.pk]
    place = MissionPlace.objects.get()
    assert (place.street, place.lat) == (STREET, DOOR[0])
    type(owner).objects.filter(pk=owner.pk).update(precision=Precision.COMMUNE)
    protect_places([mission.pk])
    assert MissionPlace.objects.get().street == ""


def test_list_is_the_admins(django_capture_on_commit_callbacks) -> None:
    mission = imported(organizationName="Le Nid Douillet")
    with django_capture_on_commit_callbacks(execute=True):
        word = SensitiveWord.objects.create(kind=SensitiveWord.Kind.ORGANISATION, word="nid douillet")
    assert MissionPlace.objects.get().street == ""
    with django_capture_on_commit_callbacks(execute=True):
        word.delete()
    assert Mission.objects.get(pk=mission.pk).points == [DOOR]


def test_domain_may_be_listed() -> None:
    SensitiveWord.objects.create(kind=SensitiveWord.Kind.DOMAIN, word="sante")
    assert imported(domain="sante").points == [CENTRE]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Viens au 3 bis, avenue Jean Jaurès, le soir.", "Viens au …, le soir."),
        ("Viens rue des Lilas.", "Viens …."),
        ("On prend place dans la rue.", "On prend place dans la rue."),
        ("Tu aides les personnes à la rue le soir.", "Tu aides les personnes à la rue le soir."),
    ],
)
def test_street_is_told_from_words(text: str, left: str) -> None:
    assert without_streets(text) == left
