"""Places that feeds leave half empty: what is clear is completed, what is not stays as it is."""

from __future__ import annotations

import pytest

from missions.feeds.parsed import ParsedPlace
from missions.places.completing import BATCH, CommuneIndex
from missions.places.keys import key_of
from tests.missions.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def communes() -> None:
    for code, name, postcodes, department, population, lat in (
        ("69123", "Lyon", "69001 69002 69003", "69", 520_000, 45.76),
        ("69290", "Saint-Priest", "69800", "69", 47_000, 45.69),
        ("07288", "Saint-Priest", "07000", "07", 1_200, 44.72),
        ("07186", "Privas", "07000", "07", 8_000, 44.73),
    ):
        CommuneFactory(
            insee_code=code,
            name=name,
            key=key_of(name),
            postcodes=postcodes,
            department_code=department,
            population=population,
            lat=lat,
        )


@pytest.mark.parametrize(
    ("place", "lat", "city"),
    [
        (ParsedPlace(city="LYON", postal_code="69003"), 45.76, "LYON"),
        (ParsedPlace(postal_code="07000"), 44.73, "Privas"),
        (ParsedPlace(city="St Priest", postal_code="07000"), 44.72, "St Priest"),
        (ParsedPlace(city="Ailleurs", postal_code="69800"), 45.69, "Ailleurs"),
        (ParsedPlace(city="Saint Priest", department_code="07"), 44.72, "Saint Priest"),
        (ParsedPlace(city="Saint-Priest"), None, "Saint-Priest"),
        (ParsedPlace(city="Saint-Priest", department_code="75"), None, "Saint-Priest"),
        (ParsedPlace(city="Lyon"), 45.76, "Lyon"),
        (ParsedPlace(city="Lyon", country="BE"), None, "Lyon"),
        (ParsedPlace(city="Lyon", department_code="69", lat=1.0, lon=2.0), 1.0, "Lyon"),
        (ParsedPlace(), None, ""),
    ],
)
def test_place_takes_what_its_commune_knows(place: ParsedPlace, lat: float | None, city: str) -> None:
    [found] = CommuneIndex().completed([place])
    assert (found.lat, found.city) == (lat, city)
    assert found.department_code == (place.department_code if lat in {None, 1.0} else {45.76: "69", 45.69: "69"}.get(lat, "07"))


def test_many_places_stay_in_their_order() -> None:
    places = [ParsedPlace(city="Lyon") if number % 3 else ParsedPlace(city="Privas") for number in range(3 * BATCH)]
    found = CommuneIndex().completed(places)
    assert [place.lat for place in found] == [45.76 if number % 3 else 44.73 for number in range(3 * BATCH)]


def test_whole_places_ask_nothing(django_assert_num_queries) -> None:
    whole = ParsedPlace(city="Lyon", department_code="69", lat=45.7, lon=4.8)
    with django_assert_num_queries(0):
        assert CommuneIndex().completed([whole]) == [whole]
