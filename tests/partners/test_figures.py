"""Numbers of a partner's embeds: counted without anybody in them, hidden where they are about few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partners.models import EmbedFigure, Partner
from partners.suppression import LEAST, shown_total, suppressed
from resources.models import ResourceIndexPage
from tests.partners.factories import PartnerFactory
from tests.partners.test_questionnaire import answer_all, begin
from tests.partners.test_space import SPACE, contact
from tests.resources.factories import STRESS, ArticleFactory

PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}
SKILL = f"/embed/lycee/competence/{STRESS}/"


@pytest.fixture
def partner(db: None) -> Partner:
    return PartnerFactory(slug="lycee", contact_email="cpe@lycee.example")


def numbers() -> dict[tuple[str, str], int]:
    return {(row.item, row.what): row.number for row in EmbedFigure.objects.all()}


def test_openings_are_counted_by_item(client: Client, partner: Partner) -> None:
    for _time in range(3):
        client.get(SKILL, **PERSON)
    client.get("/embed/lycee/catalogue/", **PERSON)
    assert numbers() == {(f"competence:{STRESS}", "view"): 3, ("catalogue", "view"): 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": ""},
        {**PERSON, "HTTP_SEC_GPC": "1"},
        {**PERSON, "HTTP_DNT": "1"},
        {**PERSON, "HTTP_SEC_PURPOSE": "prefetch"},
    ],
)
def test_robots_and_who_asks_to_be_left_out_are_not_counted(client: Client, partner: Partner, headers: dict[str, str]) -> None:
    assert client.get(SKILL, **headers).status_code == 200
    assert not numbers()


def test_what_is_not_shown_is_not_counted(client: Client, partner: Partner) -> None:
    client.get("/embed/lycee/competence/inconnue/", **PERSON)
    client.head(SKILL, **PERSON)
    Partner.objects.update(may_embed=[])
    client.get(SKILL, **PERSON)
    assert not numbers()


def test_a_finished_questionnaire_is_a_completion(client: Client, partner: Partner, engine: object) -> None:
    client.defaults |= PERSON
    answer_all(client, begin(client, STRESS))
    assert numbers()[("questionnaire", "completion")] == 1


def test_the_page_hides_what_is_about_few(partner: Partner, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, title="=Dire non", skills={STRESS: 2})
    today = timezone.localdate()
    for item, number in ((f"ressource:{page.pk}", 40), ("catalogue", 12), (f"competence:{STRESS}", 3)):
        EmbedFigure.objects.create(partner=partner, day=today, item=item, what="view", number=number)
    EmbedFigure.objects.create(partner=partner, day=today - timedelta(days=400), item="catalogue", what="view", number=1000)
    cpe = contact("cpe@lycee.example")
    shown = cpe.get(f"{SPACE}chiffres/?days=90").content.decode()
    assert "<td>40\n" in shown
    # The one hidden number would follow from the total: the smallest other one is hidden with it.
    assert "<td>12\n" not in shown
    assert "<td>3\n" not in shown
    lines = cpe.get(f"{SPACE}chiffres/?days=90&format=csv").content.decode("utf-8-sig").splitlines()
    assert "'=Dire non,40,0" in lines
    assert not [line for line in lines if line.endswith((",12,0", ",3,0"))]


def test_the_page_asks_little_of_the_database(partner: Partner, django_assert_max_num_queries) -> None:
    for number in range(30):
        EmbedFigure.objects.create(partner=partner, day=timezone.localdate(), item=f"ressource:{number}", what="view", number=9)
    cpe = contact("cpe@lycee.example")
    cpe.get(f"{SPACE}chiffres/")
    with django_assert_max_num_queries(12):
        cpe.get(f"{SPACE}chiffres/")


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=8))
def test_nothing_hidden_can_be_worked_out(cells: dict[int, int]) -> None:
    shown = suppressed(cells)
    hidden = [cell for cell, number in shown.items() if number is None]
    assert all(shown[cell] is None for cell, number in cells.items() if 0 < number < LEAST)
    assert all(shown[cell] == number for cell, number in cells.items() if cell not in hidden)
    if shown_total(cells) is not None and hidden:
        # What the total leaves for the hidden cells: at least two of them, at least five people.
        assert len(hidden) > 1
    everything_else_hidden = len(hidden) == len([cell for cell in cells if cells[cell]])
    if hidden and not everything_else_hidden:
        assert sum(cells[cell] for cell in hidden) >= LEAST
