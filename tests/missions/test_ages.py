"""From which age a mission may be done: what nobody declared open to minors is for adults."""

from __future__ import annotations

from datetime import date

import pytest

from missions.ages import min_age, says_adults_only
from missions.models import Mission
from tests.missions.factories import MissionFactory

CIVIC, FIRE, RESERVE = "volontariat_service_civique", "volontariat_sapeurs_pompiers", "volontariat_reserve_operationnelle"


@pytest.mark.parametrize(
    ("kind", "open_to_minors", "text", "age"),
    [
        ("benevolat", True, "", 16),
        ("benevolat", False, "", 18),
        ("benevolat", None, "", 18),
        ("benevolat", True, "Il faut avoir 18 ans.", 18),
        (CIVIC, None, "", 16),
        (CIVIC, True, "", 16),
        (CIVIC, False, "", 18),
        (CIVIC, None, "Réservé aux personnes majeures.", 18),
        (FIRE, None, "", 18),
        (FIRE, True, "", 16),
        ("benevolat", None, "Dès 16 ans avec l'accord d'un parent, en binôme avec une personne majeure.", 16),
        ("benevolat", None, "Le groupe réunit neuf personnes de 16 à 80 ans.", 16),
        ("benevolat", None, "À partir de 17 ans.", 17),
        ("benevolat", True, "Ouvert dès 17 ans.", 17),
        ("benevolat", False, "Dès 16 ans.", 18),
        ("benevolat", None, "Tu accompagnes des jeunes de 16 à 25 ans.", 18),
        ("benevolat", None, "Tu aides un enfant, dès 6 ans.", 18),
        ("benevolat", None, "En binôme avec une personne majeure.", 18),
        ("benevolat", True, "En binôme avec une personne majeure.", 16),
        ("benevolat", True, "Ouvert aux personnes majeures.", 18),
        (CIVIC, None, "Service civique pour les 16-25 ans. Pour cette mission : 18 ans minimum.", 18),
        (RESERVE, None, "Dès 16 ans.", 17),
        (RESERVE, None, "", 18),
        (RESERVE, True, "", 17),
    ],
)
def test_min_age_fails_closed(kind: str, open_to_minors: bool | None, text: str, age: int) -> None:
    assert min_age(kind, open_to_minors, text) == age


@pytest.mark.parametrize(
    "text",
    [
        "18 ans minimum",
        "À partir de 18 ans",
        "Être majeur(e)",
        "plus de 18 ans",
        "Dès 18 ans",
        "18 ans révolus",
        "entre 18 et 25 ans",
        "18-25 ans",
        "18 ans ou plus",
    ],
)
def test_texts_that_ask_for_adults(text: str) -> None:
    assert says_adults_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dès 16 ans",
        "pour des enfants de 6 à 18 ans",
        "un enjeu majeur",
        "il y a 18 ans",
        "16-25 ans",
        "un événement majeur de la ville",
    ],
)
def test_texts_that_do_not(text: str) -> None:
    assert not says_adults_only(text)


@pytest.mark.django_db
def test_minor_never_sees_what_is_for_adults() -> None:
    MissionFactory(title="Mission inconnue", open_to_minors=None)
    MissionFactory(title="Mission fermée", open_to_minors=False)
    MissionFactory(title="Mission réserve", open_to_minors=True, type=RESERVE)
    fine = MissionFactory(title="Mission ouverte", open_to_minors=True)
    missions = Mission.objects.published(date(2026, 10, 1))
    assert list(missions.for_age(16)) == [fine]
    assert missions.for_age(17).count() == 2
    assert missions.for_age(18).count() == 4


@pytest.mark.django_db
def test_civic_service_ends_at_thirty() -> None:
    MissionFactory(type=CIVIC)
    assert Mission.objects.for_age(30).count() == 1
    assert Mission.objects.for_age(31).count() == 0


@pytest.mark.django_db
def test_saving_a_mission_renews_its_age() -> None:
    mission = MissionFactory(open_to_minors=True)
    mission.description_html = "<p>Il faut être majeur.</p>"
    mission.save()
    assert Mission.objects.get().min_age == 18
