"""The gazetteer: loaded whole, and found by what people type."""

from __future__ import annotations

import pytest

from missions.models import Commune
from missions.places.areas import Area
from missions.places.departments import code_of_postcode
from missions.places.keys import key_of
from missions.places.loading import load_communes, read_communes
from missions.places.lookup import find_anything, find_places, nearest_commune, resolve_anything, resolve_place

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def communes(django_db_setup, django_db_blocker):
    """The real gazetteer, loaded once for the module."""
    with django_db_blocker.unblock():
        load_communes()
        yield
        Commune.objects.all().delete()


def names(text: str) -> list[str]:
    return [str(place) for place in find_places(text)]


@pytest.mark.usefixtures("communes")
class TestWholeGazetteer:
    def test_it_is_whole_and_loading_again_changes_nothing(self) -> None:
        assert 34_900 < Commune.objects.count() < 36_000
        assert {"971", "972", "973", "974", "976", "2A", "2B", "75"} <= set(
            Commune.objects.values_list("department_code", flat=True)
        )
        assert load_communes() == {"created": 0, "changed": 0, "removed": 0}

    def test_it_repairs_what_changed(self) -> None:
        Commune.objects.filter(insee_code="69123").update(name="Lugdunum")
        Commune.objects.filter(insee_code="75056").delete()
        assert load_communes() == {"created": 1, "changed": 1, "removed": 0}

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("Lyon", "Lyon (69)"),
            ("lyon 3e", "Lyon 3e Arrondissement (69)"),
            ("Lyon 03", "Lyon 3e Arrondissement (69)"),
            ("69003", "Lyon 3e Arrondissement (69)"),
            ("75012", "Paris 12e Arrondissement (75)"),
            ("marseille 1er", "Marseille 1er Arrondissement (13)"),
            ("saint-étienne", "Saint-Étienne (42)"),
            ("SAINT ETIENNE", "Saint-Étienne (42)"),
            ("st etienne", "Saint-Étienne (42)"),
            ("Saint-É", "Saint-Étienne (42)"),
            ("saint-denis (93)", "Saint-Denis (93)"),
            ("Saint-Denis 93200", "Saint-Denis (93)"),
            ("le Havre", "Le Havre (76)"),
            ("L'Haÿ-les-Roses", "L'Haÿ-les-Roses (94)"),
            ("Y", "Y (80)"),
        ],
    )
    def test_place_is_found_as_people_type_it(self, text: str, first: str) -> None:
        assert names(text)[0] == first

    def test_homonyms_come_by_population(self) -> None:
        found = find_places("saint-denis")
        exact = [place.population for place in found if place.key == "saintdenis"]
        assert len(exact) >= 4
        assert exact == sorted(exact, reverse=True)

    @pytest.mark.parametrize("text", ["", " ", "x", "zzzz", "%", "_", "99999", "(99)", "'; --", "\u202e", "a" * 500])
    def test_nothing_is_found_for_nothing(self, text: str) -> None:
        assert find_places(text) == []

    def test_label_of_a_place_leads_back_to_it(self) -> None:
        place = find_places("Saint-Denis (974)")[0]
        assert resolve_place(place.label).place == place

    def test_large_place_wins_over_small_homonyms_that_stay_in_sight(self) -> None:
        answer = resolve_place("montreuil")
        assert str(answer.place) == "Montreuil (93)"
        assert "Montreuil (28)" in map(str, answer.others)

    def test_unclear_place_asks(self) -> None:
        answer = resolve_place("saint-denis")
        assert answer.place is None
        assert len(answer.others) >= 2

    @pytest.mark.parametrize(
        ("text", "label", "codes"),
        [
            ("Rhône", "Rhône (département)", ("69",)),
            ("rhone", "Rhône (département)", ("69",)),
            ("69", "Rhône (département)", ("69",)),
            ("2a", "Corse-du-Sud (département)", ("2A",)),
            ("974", "La Réunion (département)", ("974",)),
            ("Réunion", "La Réunion (département)", ("974",)),
            ("Bretagne", "Bretagne (région)", ("22", "29", "35", "56")),
            ("Mayenne (département)", "Mayenne (département)", ("53",)),
        ],
    )
    def test_department_or_region_is_understood(self, text: str, label: str, codes: tuple[str, ...]) -> None:
        answer = resolve_anything(text)
        assert answer.place is None
        assert answer.area is not None
        assert (answer.label, tuple(sorted(answer.area.codes))) == (label, codes)
        assert resolve_anything(answer.label).area == answer.area

    @pytest.mark.parametrize(("text", "label"), [("Vienne", "Vienne (38)"), ("Paris", "Paris (75)"), ("mayenne", "Mayenne (53)")])
    def test_town_wins_over_the_department_of_its_name_which_stays_in_sight(self, text: str, label: str) -> None:
        answer = resolve_anything(text)
        assert str(answer.place) == label
        assert any(isinstance(other, Area) for other in answer.others)

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("Lyno", "Lyon (69)"),
            ("marsielle", "Marseille (13)"),
            ("saitn etienne", "Saint-Étienne (42)"),
            ("havre", "Le Havre (76)"),
        ],
    )
    def test_slip_of_the_fingers_or_missing_article_is_forgiven(self, text: str, first: str) -> None:
        assert names(text)[0] == first

    def test_suggestions_hold_towns_and_areas(self) -> None:
        assert [one.label for one in find_anything("69")][:2] == ["Rhône (département)", "Lyon (69)"]
        assert next(one.label for one in find_anything("bretagne")) == "Bretagne (région)"
        assert "Rhône (département)" in [one.label for one in find_anything("rhô")]
        assert len(find_anything("sa")) == 8

    def test_nearest_town_of_a_rounded_position(self) -> None:
        assert nearest_commune(45.75, 4.85).department_code == "69"
        assert nearest_commune(0.0, 0.0) is None

    def test_nearest_town_is_a_small_one_where_hundreds_are_around(self) -> None:
        # In the middle of the ocean, so that nobody else is near.
        large = [
            Commune(insee_code=f"X{number:04}", name="Grande", key="grande", population=90_000, lat=-40.1, lon=-20.1)
            for number in range(250)
        ]
        Commune.objects.bulk_create(
            [*large, Commune(insee_code="Y0001", name="Petite", key="petite", population=9, lat=-40, lon=-20)]
        )
        assert nearest_commune(-40.01, -20.01).name == "Petite"

    def test_positions_are_where_they_should_be(self) -> None:
        brest = find_places("29200")[0]
        assert (brest.lat, brest.lon) == (pytest.approx(48.39, abs=0.05), pytest.approx(-4.49, abs=0.05))
        metropolis = Commune.objects.exclude(department_code__startswith="9").exclude(insee_code__startswith="97")
        assert not metropolis.exclude(lat__range=(41, 51.5), lon__range=(-5.5, 10)).exists()


def test_every_postcode_lies_in_its_department_almost_always() -> None:
    pairs = [(postcode, commune.department_code) for commune in read_communes() for postcode in commune.postcodes.split()]
    wrong = [pair for pair in pairs if code_of_postcode(pair[0]) != pair[1]]
    # Some villages are served from a post office across the border, and Saint-Barthélemy from Guadeloupe.
    assert len(wrong) < 0.005 * len(pairs)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lyon 3e Arrondissement", "lyon3"),
        ("lyon 03", "lyon3"),
        ("St-Étienne", "saintetienne"),
        ("Ste Foy", "saintefoy"),
        ("", ""),
    ],
)
def test_names_are_folded_to_keys(name: str, key: str) -> None:
    assert key_of(name) == key
