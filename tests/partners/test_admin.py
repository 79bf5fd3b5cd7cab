"""Partners in the admin: lists typed a line each, colours and sites checked, nothing typed lost."""

from __future__ import annotations

import pytest
from django.test import Client

from partners.models import Partner

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/partners/partner/add/"


def typed(**changes: object) -> dict[str, object]:
    return {
        "name": "Lycée Les Horizons", "slug": "horizons", "kind": "school", "active": "on", "contact_name": "", "language": "fr",
        "contact_email": "cpe@horizons.example", "origins": "https://www.horizons.example\n\nhttps://ent.horizons.example:8443/",
        "may_embed": ["catalogue", "missions"], "main_colour": "#0B6B50", "ground_colour": "#d6f2e7", "logo": "", **changes,
    }  # fmt: skip


def test_a_partner_is_made(admin_client: Client) -> None:
    assert admin_client.post(ADD, typed()).status_code == 302
    made = Partner.objects.get(slug="horizons")
    assert made.origins == ["https://www.horizons.example", "https://ent.horizons.example:8443"]
    assert made.may_embed == ["catalogue", "missions"]
    assert made.main_colour == "#0b6b50"
    page = admin_client.get(f"/admin/snippets/partners/partner/edit/{made.pk}/").content.decode()
    assert "https://www.horizons.example\nhttps://ent.horizons.example:8443</textarea>" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"origins": "https://*.horizons.example"}, "https://*.horizons.example"),
        ({"origins": "http://horizons.example"}, "https://"),
        ({"main_colour": "#ffc83d"}, "Trop claire"),
        ({"may_embed": ["tout"]}, "tout"),
    ],
)
def test_what_is_wrong_is_said_and_kept(admin_client: Client, changes: dict[str, object], said: str) -> None:
    response = admin_client.post(ADD, typed(**changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "Lycée Les Horizons" in response.content.decode()
    assert not Partner.objects.exists()
