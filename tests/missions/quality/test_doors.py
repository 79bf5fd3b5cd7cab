"""What must not be shown is behind no door: page, list, index, API, site map, share picture, skill fragment, redirect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from home.sharing import CARDS
from missions.choices import Status
from missions.feeds.aggregator import parse_row
from missions.models import Mission, MissionSkill
from missions.quality.duplicates import decide
from missions.quality.reports import hold
from missions.reading import read_row
from missions.writing import MissionWriter
from search.engine import get_engine
from search.rows import all_items
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import MissionFactory, OrganisationFactory, SourceFactory, row

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "06 12 34 56 78", "nom.prenom@asso-du-coin.fr"


def doors(client: Client) -> Iterator[tuple[str, str]]:
    """Every public place that may tell of missions: (name, text). The index holds what the database does."""
    rebuild(get_engine())
    yield "list", client.get("/missions/").content.decode()
    yield "map", client.get("/missions/carte.json").content.decode()
    # Resources only; this one says so if missions ever join them.
    yield "RSS", client.get("/flux/ressources.xml").content.decode()
    yield "site map", client.get("/sitemap.xml").content.decode()
    yield "skill fragment", client.get("/missions/fragment/competence/empathie/").content.decode()
    items = [item for item in all_items() if item.kind == "mission"]
    yield "index and API", "\n".join(map(repr, items))
    for mission in Mission.objects.all():
        card = CARDS["mission"](str(mission.pk))
        yield "share picture", repr(card) if card else ""
        yield "page", client.get(mission.get_absolute_url()).content.decode()
        yield "organisation", client.get(mission.organisation.get_absolute_url()).content.decode()


def with_contacts_everywhere() -> Mission:
    """A mission imported from a row that has a contact in each of its texts."""
    words = f"Appelle le {PHONE} ou écris à {EMAIL}"
    source = SourceFactory()
    read = read_row(
        parse_row,
        row(
            title=f"Servir des repas chauds, {PHONE}",
            description=f"Tu accueilles et tu écoutes les personnes. {words} pour venir.",
            organizationName=f"La Soupe du Coin {EMAIL}",
            organizationDescription=words,
            schedule=f"Le mardi, {PHONE}",
            requirements=[words],
            audience=[words],
            softSkills=[words],
            tags=[EMAIL],
            activity=f"Repas {PHONE}",
            addresses=[{"street": f"1 rue Neuve {PHONE}", "city": "Lyon", "postalCode": "69003"}],
        ),
    )
    [pk] = MissionWriter(source, timezone.now()).create([(read, "x")])
    mission = Mission.objects.get(pk=pk)
    MissionSkill.objects.get_or_create(mission=mission, skill=Skill.objects.get(slug="empathie"))
    return mission


def test_contacts_are_behind_no_door(client: Client) -> None:
    mission = with_contacts_everywhere()
    assert set(mission.contact_data) >= {PHONE, EMAIL}
    for name, text in doors(client):
        assert text, name
        for contact in (PHONE, PHONE.replace(" ", "-"), PHONE.replace(" ", ""), EMAIL):
            assert contact not in text, name


def test_contacts_of_what_an_editor_saves_are_taken_out_too() -> None:
    mission = MissionFactory(title=f"Servir des repas {PHONE}", schedule=EMAIL, requirements=[PHONE])
    stored = Mission.objects.filter(pk=mission.pk).values("title", "description", "schedule", "requirements", "summary").get()
    assert PHONE not in json.dumps(stored, ensure_ascii=False)
    assert EMAIL not in json.dumps(stored)
    mission.save()
    assert mission.contact_data == [PHONE, EMAIL]


def test_contacts_written_across_tags_are_found() -> None:
    mission = MissionFactory(description_html="<p>Appelle le <strong>06 12</strong> 34 56 <em>78</em> pour venir.</p>")
    assert mission.contact_data == [PHONE]
    assert "34 56" not in mission.description_html


def test_contacts_come_on_demand(client: Client) -> None:
    mission = with_contacts_everywhere()
    address = f"/missions/{mission.pk}/coordonnees/"
    assert f'action="{address}"' in client.get(mission.get_absolute_url()).content.decode()
    asked = client.post(address, headers={"Sec-Fetch-Site": "same-origin"})
    assert asked.status_code == 200
    assert PHONE in asked.content.decode()
    assert EMAIL in asked.content.decode()
    assert "no-store" in asked["Cache-Control"]
    assert "noindex" in asked["X-Robots-Tag"]
    assert not asked.cookies
    assert client.get(address).status_code == 302
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    part = client.post(address, headers={"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}).content.decode()
    assert PHONE in part
    assert "<html" not in part


def test_contacts_are_not_given_to_who_collects_them(client: Client) -> None:
    mission = with_contacts_everywhere()
    for _turn in range(30):
        asked = client.post(f"/missions/{mission.pk}/coordonnees/", headers={"Sec-Fetch-Site": "same-origin"})
        assert asked.status_code == 200
    late = client.post(f"/missions/{mission.pk}/coordonnees/", headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 429
    assert PHONE not in late.content.decode()
    assert (
        client.post(
            f"/missions/{mission.pk}/coordonnees/", headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="192.0.2.7"
        ).status_code
        == 200
    )


@pytest.mark.parametrize("how", ["duplicate", "held", "pending", "refused", "withdrawn", "resting", "ended"])
def test_mission_not_to_be_shown_is_behind_no_door(client: Client, how: str) -> None:
    hidden = MissionFactory(
        title="Tondre la pelouse du château", at=(45.7, 4.8), source=SourceFactory(slug="autre", name="Autre")
    )
    MissionSkill.objects.create(mission=hidden, skill=Skill.objects.get(slug="empathie"))
    if how == "duplicate":
        decide(
            MissionFactory(title="Servir des repas", posted=None, description_html="<p>Mot</p>" * 400).pk, hidden.pk, same=True
        )
        assert Mission.objects.get(pk=hidden.pk).duplicate_of_id
    elif how == "held":
        hold([hidden.pk], True)
    elif how == "resting":
        hidden.source.active = False
        hidden.source.save()
    elif how == "ended":
        Mission.objects.filter(pk=hidden.pk).update(ends=timezone.localdate() - timedelta(days=1))
    else:
        Mission.objects.filter(pk=hidden.pk).update(status=Status[how.upper()])
    page = client.get(hidden.get_absolute_url())
    assert page.status_code in {302, 404, 410}
    for name, text in doors(client):
        if name not in {"page", "organisation"}:
            assert "pelouse" not in text, name
            assert f"mission:{hidden.pk}" not in text, name


def test_shown_mission_is_behind_each_door(client: Client) -> None:
    """The test above is able to fail."""
    shown = MissionFactory(title="Tondre la pelouse du château", at=(45.7, 4.8))
    MissionSkill.objects.create(mission=shown, skill=Skill.objects.get(slug="empathie"))
    found = dict(doors(client))
    del found["RSS"]
    assert all("pelouse" in text for text in found.values()), [name for name, text in found.items() if "pelouse" not in text]


@pytest.mark.parametrize("count", [1, 30])
def test_organisation_page_keeps_its_budget(client: Client, count: int, django_assert_max_num_queries) -> None:
    organisation = OrganisationFactory(name="La Soupe du Coin")
    for _number in range(count):
        MissionFactory(organisation=organisation, source=organisation.source, at=(45.7, 4.8))
    with django_assert_max_num_queries(12):
        response = client.get(organisation.get_absolute_url())
    assert response.status_code == 200
    assert len(response.context["cards"]) == min(count, 20)
    assert b'"@type":"Organization"' in response.content
    assert organisation.get_absolute_url() in client.get("/sitemap.xml").content.decode()


def test_organisation_without_a_mission_is_not_found_and_leads_on(client: Client) -> None:
    response = client.get(OrganisationFactory().get_absolute_url())
    assert response.status_code == 404
    assert "/missions/" in response.content.decode()
