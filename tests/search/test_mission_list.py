"""The list of missions with the engine: counts over everything, places, age, and the map's points."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from missions.models import Mission, MissionPlace, MissionSkill
from search.documents import mission_item
from search.engine import get_engine
from search.learner import KEY
from search.mission_pages import mapping
from search.rows import items_of
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import CommuneFactory, MissionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
LYON, GRENOBLE, PARIS = (45.749, 4.8471), (45.1885, 5.7245), (48.8566, 2.3522)


def index() -> None:
    rebuild(get_engine())


def titles(client: Client, query: str) -> list[str]:
    return [card["title"] for card in client.get(f"/missions/?{query}").context["cards"]]


def facet(client: Client, query: str, name: str) -> dict[str, int]:
    groups = client.get(f"/missions/?{query}").context["facets"]
    found = next((group for group in groups if group["name"] == name), {"values": [], "rest": []})
    return {value: count for value, _label, count, _selected in [*found["values"], *found["rest"]]}


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("query", ["", "?place=Lyon&km=50&remote=1&skill=empathie&domain=solidarite-insertion&minors=1&q=repas"])
def test_list_keeps_its_budget(client: Client, count: int, query: str, django_assert_max_num_queries) -> None:
    CommuneFactory()
    skills = list(Skill.objects.all())
    for number in range(count):
        mission = MissionFactory(at=LYON, open_to_minors=True)
        MissionSkill.objects.bulk_create(
            MissionSkill(mission=mission, skill=skill) for skill in [*skills[number::8], *skills[:3]][:6]
        )
        MissionSkill.objects.get_or_create(mission=mission, skill=Skill.objects.get(slug="empathie"))
    index()
    with django_assert_max_num_queries(12):
        response = client.get(f"/missions/{query}")
    assert response.context["counted"]
    assert response.context["total"] == count
    assert len(response.content) <= 30 * 1024


def test_counts_are_those_of_the_whole_result_and_ignore_their_own_filter(client: Client) -> None:
    for number in range(20):
        MissionFactory(domain="sport" if number % 2 else "sante", schedule="2 heures par semaine" if number < 15 else "1 jour")
    index()
    assert facet(client, "", "domain") == {"sport": 10, "sante": 10}
    assert facet(client, "domain=sport", "domain") == {"sport": 10, "sante": 10}
    assert facet(client, "domain=sport", "commitment") == {"regular": 7, "one-off": 3}
    assert client.get("/missions/?domain=sport&commitment=one-off").context["total"] == 3


def test_missions_are_read_for_the_index_in_five_queries_however_many(django_assert_num_queries) -> None:
    skill = Skill.objects.get(slug="empathie")
    missions = [MissionFactory(at=LYON, title=f"Servir des repas {number}") for number in range(5)]
    MissionSkill.objects.bulk_create(MissionSkill(mission=mission, skill=skill) for mission in missions)
    keys = [f"mission:{mission.pk}" for mission in missions]
    # Four and one about pages: what missions share (skills, families) is read once.
    with django_assert_num_queries(5):
        found = items_of(keys)
    with translation.override("fr"):
        assert found == {f"mission:{one.pk}": [mission_item(one)] for one in Mission.objects.for_catalogue()}


def test_counts_asked_again_follow_what_is_written_meanwhile(client: Client) -> None:
    MissionFactory(domain="sport")
    index()
    assert facet(client, "", "domain") == {"sport": 1}
    get_engine().write([mission_item(MissionFactory(domain="sante"))])
    assert facet(client, "", "domain") == {"sport": 1, "sante": 1}
    assert facet(client, "domain=sante", "commitment") == {}
    assert facet(client, "", "domain") == {"sport": 1, "sante": 1}


def test_every_filter_narrows(client: Client) -> None:
    wanted = MissionFactory(
        title="La bonne mission",
        at=LYON,
        reduced_mobility_accessible=True,
        platform="JeVeuxAider",
        organisation=OrganisationFactory(name="Les Blouses, à Lyon"),
        starts=timezone.localdate() + timedelta(days=3),
        ends=timezone.localdate() + timedelta(days=4),
    )
    MissionFactory(at=PARIS, at__city="Paris", at__department_code="75", starts=timezone.localdate() + timedelta(days=30))
    index()
    day = wanted.starts.isoformat()
    for query in (
        "accessible=yes",
        "source=JeVeuxAider",
        "organisation=Les+Blouses,+à+Lyon",
        "department=69",
        "place=69",
        "place=Rhône+(département)",
        "commitment=one-off",
        f"from={day}&to={day}",
        "q=bonne+mision",
    ):
        assert titles(client, query) == ["La bonne mission"], query


def test_card_names_the_nearest_of_several_places(client: Client) -> None:
    CommuneFactory()
    mission = MissionFactory(at=PARIS, at__city="Paris", at__department_code="75")
    MissionPlace.objects.create(mission=mission, lat=45.76, lon=4.86, city="Villeurbanne", department_code="69")
    index()
    (card,) = client.get("/missions/?place=lyon").context["cards"]
    assert "Villeurbanne (69) +1, à 1,5 km" in card["meta"]
    assert "Paris" not in card["meta"]


def test_beside_words_fewer_values_are_offered_and_chosen_ones_stay(client: Client) -> None:
    codes = [f"{number:02}" for number in range(1, 13)]
    for code in codes:
        MissionFactory(title="Servir des repas", at=LYON, at__department_code=code)
    index()
    assert list(facet(client, "", "department")) == codes[:10]
    assert list(facet(client, "q=repas", "department")) == codes[:8]
    assert list(facet(client, "q=repas&department=12", "department")) == ["12", *codes[:7]]


def test_words_are_marked_where_they_stand(client: Client) -> None:
    MissionFactory(title="Cuisiner <ensemble>")
    index()
    html = client.get("/missions/?q=cuisine").content.decode()
    assert "<mark>Cuisiner</mark> &lt;ensemble&gt;" in html


def test_position_is_rounded_again_and_named_by_its_town(client: Client) -> None:
    CommuneFactory()
    MissionFactory(title="Tout près", at=LYON)
    MissionFactory(title="Loin", at=PARIS)
    index()
    response = client.get("/missions/?around=45.7512345,4.8512345&km=10")
    assert [card["title"] for card in response.context["cards"]] == ["Tout près"]
    html = response.content.decode()
    assert 'name="around" value="45.75,4.85"' in html
    assert "45.7512345" not in html.split('rel="canonical"')[0].split("resultats")[-1]
    assert "Lyon (69), 10 km" in html


def test_sorts_are_named_by_what_they_do_in_english_too(client: Client) -> None:
    CommuneFactory()
    MissionFactory(at=LYON)
    index()
    html = client.get("/en/missions/?place=Lyon&km=50&q=repas").content.decode()
    assert [label for label in ("Best match", "Nearest", "Newest") if f">{label}</option>" in html] == [
        "Best match",
        "Nearest",
        "Newest",
    ]


def test_sorts_offered_are_those_that_make_sense(client: Client) -> None:
    CommuneFactory()
    MissionFactory(title="Vieille et proche", at=LYON, posted=timezone.now() - timedelta(days=50))
    MissionFactory(title="Neuve et loin", at=(45.9, 4.84), posted=timezone.now())
    index()
    assert titles(client, "place=lyon&km=50") == ["Vieille et proche", "Neuve et loin"]
    assert titles(client, "place=lyon&km=50&sort=newest") == ["Neuve et loin", "Vieille et proche"]
    assert titles(client, "sort=nearest") == ["Neuve et loin", "Vieille et proche"]


class TestAge:
    @pytest.fixture(autouse=True)
    def missions(self) -> None:
        MissionFactory(title="Pour tout le monde", open_to_minors=True)
        MissionFactory(title="On ne sait pas")
        MissionFactory(title="Pour adultes", open_to_minors=False)
        MissionFactory(title="Service Civique", type="volontariat_service_civique")
        index()

    def test_under_18_sees_only_what_is_open_to_minors(self, client: Client) -> None:
        assert set(titles(client, "minors=1")) == {"Pour tout le monde", "Service Civique"}

    @pytest.mark.parametrize(("age", "seen"), [(15, 0), (16, 2), (17, 2), (18, 4), (25, 4), (30, 4), (31, 3)])
    def test_age_kept_in_the_space_holds_without_asking(self, client: Client, age: int, seen: int) -> None:
        session = client.session
        session[KEY] = {"age": age}
        session.save()
        response = client.get("/missions/")
        assert response.context["total"] == seen
        assert f"Tu as dit {age} ans" in response.content.decode().replace("\xa0", " ")

    def test_same_without_the_engine(self, client: Client, settings) -> None:
        settings.SEARCH_URL = "embedded:///var/nowhere-at-all"
        response = client.get("/missions/?minors=1")
        assert not response.context["counted"]
        assert {card["title"] for card in response.context["cards"]} == {"Pour tout le monde", "Service Civique"}
        assert "Recherche simplifiée" in response.content.decode()


class TestMap:
    def test_points_are_those_of_the_list_without_streets(self, client: Client) -> None:
        CommuneFactory()
        near = MissionFactory(at=LYON, at__street="12 rue Secrète")
        MissionPlace.objects.create(mission=near, lat=PARIS[0], lon=PARIS[1], city="Paris", department_code="75")
        MissionFactory(at=GRENOBLE)
        index()
        response = client.get("/missions/carte.json?place=lyon&km=20&page=3")
        told = response.json()
        assert [(point["id"], point["where"]) for point in told["points"]] == [(str(near.pk), "Lyon (69)")]
        assert told["circle"]["km"] == 20
        assert "Secrète" not in response.content.decode()
        assert "noindex" in response["X-Robots-Tag"]

    def test_beyond_the_bound_counts_by_department_are_given(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mapping, "MOST_POINTS", 2)
        CommuneFactory()
        for _number in range(3):
            MissionFactory(at=LYON)
        index()
        told = client.get("/missions/carte.json?domain=solidarite-insertion&page=2").json()
        assert told["points"] == []
        (group,) = told["groups"]
        assert (group["count"], group["href"]) == (3, "/missions/?domain=solidarite-insertion&department=69")

    def test_bad_addresses_answer(self, client: Client) -> None:
        index()
        assert client.get("/missions/carte.json?around=999,1&km=x&page=-1").json()["points"] == []
        assert client.post("/missions/carte.json").status_code == 405


def test_skill_page_shows_the_missions_near_the_person_with_their_distance(client: Client) -> None:
    skill = Skill.objects.get(slug="empathie")
    for facts in (
        {"title": "Tout près", "at": LYON},
        {"title": "Loin", "at": PARIS},
        {"title": "Pas si près", "at": (45.9, 4.84)},
    ):
        MissionSkill.objects.create(mission=MissionFactory(open_to_minors=True, **facts), skill=skill)
    MissionSkill.objects.create(mission=MissionFactory(title="Adultes", at=LYON), skill=skill)
    index()
    session = client.session
    session[KEY] = {"age": 16, "lat": LYON[0], "lon": LYON[1], "km": 30, "place": "Lyon (69)"}
    session.save()
    group = client.get("/recherche/competence/empathie/").context["groups"][1]
    assert [card["title"] for card in group["cards"]] == ["Tout près", "Pas si près"]
    assert "à 16 km" in group["cards"][1]["meta"]
    assert skill.name in group["cards"][0]["reason"]


def test_catalogue_keeps_to_the_age_of_the_space(client: Client) -> None:
    MissionFactory(title="Adultes")
    MissionFactory(title="Mineurs", open_to_minors=True)
    index()
    session = client.session
    session[KEY] = {"age": 16}
    session.save()
    found = client.get("/recherche/?kind=mission").context["results"]
    assert [hit.item.title for hit in found.hits] == ["Mineurs"]


def test_cards_say_how_fresh_they_are(client: Client) -> None:
    old, new = MissionFactory(title="Vue hier soir"), MissionFactory(title="Vue à l'instant")
    Mission.objects.filter(pk=old.pk).update(last_seen=timezone.now() - timedelta(hours=3, minutes=10))
    index()
    said = {card["title"]: card["meta"] for card in client.get("/missions/").context["cards"]}
    assert said["Vue hier soir"].endswith("vérifiée il y a 3\xa0heures")
    assert said[new.title].endswith("vérifiée à l’instant") or said[new.title].endswith("vérifiée à l'instant")
