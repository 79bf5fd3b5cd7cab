"""The catalogue and the missions inside a partner's page, with the partner's filters, and their budgets."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from partners.models import EmbedKind, Partner
from resources.models import ResourceIndexPage
from search.engine import get_engine
from search.sync import rebuild
from tests.missions.factories import MissionFactory
from tests.partners.factories import PartnerFactory
from tests.resources.factories import LISTENING, STRESS, ArticleFactory, VideoFactory

pytestmark = pytest.mark.django_db
CATALOGUE, MISSIONS = "/embed/lycee/catalogue/", "/embed/lycee/missions/"


@pytest.fixture(autouse=True)
def partner() -> Partner:
    return PartnerFactory(slug="lycee")


@pytest.fixture
def full(resource_index: ResourceIndexPage) -> None:
    for number in range(30):
        ArticleFactory(parent=resource_index, title=f"Respirer {number}", skills={STRESS: 2})
        MissionFactory(title=f"Servir des repas {number}")
    VideoFactory(parent=resource_index, title="Écouter sans couper", skills={LISTENING: 1})
    rebuild(get_engine())


def test_the_partner_s_filters_hold_while_one_searches_and_turns_pages(client: Client, full: None) -> None:
    html = client.get(f"{CATALOGUE}?skill={STRESS}&kind=article").content.decode()
    assert "30 résultats" in html
    assert "Écouter sans couper" not in html
    assert f'<input type="hidden" name="skill" value="{STRESS}">' in html
    assert "page=2" in html
    assert "Respirer" in client.get(f"{CATALOGUE}?skill={STRESS}&kind=article&q=respirer&page=2").content.decode()


def test_a_card_stays_in_the_frame_where_the_partner_may_show_it(client: Client, full: None) -> None:
    assert 'href="/embed/lycee/ressource/' in client.get(f"{CATALOGUE}?kind=article").content.decode()
    Partner.objects.update(may_embed=[EmbedKind.CATALOGUE])
    assert 'href="/embed/lycee/ressource/' not in client.get(f"{CATALOGUE}?kind=article").content.decode()


def test_missions_lead_to_the_portal_and_say_where_from(client: Client, full: None) -> None:
    html = client.get(MISSIONS).content.decode()
    assert "30 missions" in html
    assert len(re.findall(r'href="/missions/\d+-servir-des-repas-\d+/\?de=integre"', html)) == 8


def test_only_what_minors_may_do_when_the_partner_says_so(client: Client) -> None:
    MissionFactory(title="Planter des arbres", open_to_minors=True)
    MissionFactory(title="Garder la nuit", open_to_minors=None)
    rebuild(get_engine())
    html = client.get(f"{MISSIONS}?minors=1").content.decode()
    assert "Planter des arbres" in html
    assert "Garder la nuit" not in html
    assert '<input type="hidden" name="minors" value="1">' in html


@pytest.mark.parametrize("path", [CATALOGUE, MISSIONS, f"/embed/lycee/competence/{STRESS}/", "/embed/lycee/questionnaire/"])
def test_embeds_keep_the_budgets(client: Client, full: None, path: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        html = client.get(path).content
    assert len(html) <= 30_000
    assert len(gzip.compress(html)) <= 12_000
