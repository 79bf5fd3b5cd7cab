"""Places in a question: what is there comes first, then what is near; the subject still orders."""

from __future__ import annotations

import pytest

from search.contract import CatalogueItem, Kind, Results, Term
from search.engine import SearchEngine
from search.text import parse, question

pytestmark = pytest.mark.django_db


def place(typed: str) -> Term | None:
    return next((term for term in parse(typed, "fr") if term.area), None)


@pytest.mark.parametrize(
    ("typed", "name", "near"),
    [
        ("bénévolat Lyon", "Lyon", ("Rhône", "Auvergne-Rhône-Alpes")),
        ("maraude a grenoble", "Grenoble", ("Isère", "Auvergne-Rhône-Alpes")),
        ("st etienne musique", "Saint-Étienne", ("Loire", "Auvergne-Rhône-Alpes")),
        ("Vaulx-en-Velin", "Vaulx-en-Velin", ("Rhône", "Auvergne-Rhône-Alpes")),
        ("le havre", "Le Havre", ("Seine-Maritime", "Normandie")),
        ("mission sport 93", "93", ("Seine-Saint-Denis", "Île-de-France")),
        ("dans le 2A", "2A", ("Corse-du-Sud", "Corse")),
        ("bénévolat 69003", "69003", ("Rhône", "Auvergne-Rhône-Alpes")),
        ("association Paris 18", "Paris", ("Paris", "Île-de-France")),
        ("mission à Tours", "Tours", ("Indre-et-Loire", "Centre-Val de Loire")),
        ("idf culture", "Île-de-France", ()),
        ("mission nord pas de calais", "Hauts-de-France", ()),
        ("Bretagne", "Bretagne", ()),
    ],
)
def test_place_is_read(typed: str, name: str, near: tuple[str, ...]) -> None:
    assert place(typed) == Term(name, area=True, near=near)


def test_towns_of_one_name_are_all_meant() -> None:
    found = place("foot saint denis")
    assert found is not None
    assert {"Seine-Saint-Denis", "La Réunion"} <= set(found.near)


@pytest.mark.parametrize(
    "typed",
    [
        "donner du sens",
        "trois tours de table",
        "nice people",
        "le port du casque",
        "vitre cassée",
        "j'ai 16",
        "de 16 à 18",
        "18 ans",
        "bac 20",
        "covid 19",
        "10 minutes",
        "12345678",
        "00000",
        "",
    ],
)
def test_what_only_looks_like_a_place_is_none(typed: str) -> None:
    assert place(typed) is None


def test_words_that_say_near_are_not_looked_for() -> None:
    told = [term.text for term in parse("sport près de Grenoble", "fr") if not term.filler]
    assert told == ["sport", "Grenoble"]
    assert "près" in [term.text for term in parse("près", "fr") if not term.filler]


def test_who_names_a_place_is_less_surely_about_a_skill() -> None:
    [alone], [placed] = question("gestion du stress", "fr").about, question("gestion du stress Lyon", "fr").about
    assert placed.sureness < alone.sureness
    assert question("je perds le nord", "fr").about == question("je perds le Nord", "fr").about


def mission(ident: str, title: str, town: str, *areas: str) -> CatalogueItem:
    return CatalogueItem(f"mission:{ident}", Kind.MISSION, title, f"/{ident}/", "fr", place=town, areas=areas)


def ids(found: Results) -> list[str]:
    return [hit.item.id for hit in found.hits]


@pytest.fixture
def around(engine: SearchEngine) -> SearchEngine:
    rhone = ("Rhône", "Auvergne-Rhône-Alpes")
    with engine.rebuild() as index:
        index.add(
            [
                mission("lyon", "Laver des vitres", "Lyon", *rhone),
                mission("bron", "Planter des haies", "Bron", *rhone),
                mission("chiens-bron", "Promener des chiens", "Bron", *rhone),
                mission("die", "Réparer un pont", "Die", "Drôme", "Auvergne-Rhône-Alpes"),
                mission("chiens-brest", "Promener des chiens", "Brest", "Finistère", "Bretagne"),
                mission("brest", "Ranger un port", "Brest", "Finistère", "Bretagne"),
                CatalogueItem("article:lyon", Kind.ARTICLE, "Un tour à vélo", "/tour/", "fr"),
            ]
        )
    return engine


def test_town_alone_gives_what_is_there_then_near_then_in_the_region(around: SearchEngine) -> None:
    found = ids(around.search(question("Lyon", "fr")))
    assert found[0] == "mission:lyon"
    assert set(found[1:3]) == {"mission:bron", "mission:chiens-bron"}
    assert found[3:] == ["mission:die"]


def test_town_where_nothing_is_done_gives_what_is_near(around: SearchEngine) -> None:
    found = ids(around.search(question("bénévolat près de Villeurbanne", "fr")))
    assert set(found[:3]) == {"mission:lyon", "mission:bron", "mission:chiens-bron"}


def test_department_by_code_gives_what_is_there(around: SearchEngine) -> None:
    assert set(ids(around.search(question("mission 29", "fr")))[:2]) == {"mission:brest", "mission:chiens-brest"}
    assert question("mission 29", "fr").terms[0].kind is Kind.MISSION


def test_subject_orders_and_the_place_lifts(around: SearchEngine) -> None:
    assert ids(around.search(question("chiens 69", "fr")))[:2] == ["mission:chiens-bron", "mission:chiens-brest"]
    assert ids(around.search(question("chiens Brest", "fr")))[0] == "mission:chiens-brest"
