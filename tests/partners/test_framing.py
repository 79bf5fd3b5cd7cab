"""Who may frame what: the header of every answer, errors included (reference tests 1-4, 15)."""

from __future__ import annotations

import pytest
from django.test import Client

from partners.models import EmbedKind, Partner
from resources.models import ResourceIndexPage
from tests.partners.factories import PartnerFactory
from tests.resources.factories import STRESS, ArticleFactory

pytestmark = pytest.mark.django_db
SCHOOL = "https://www.lycee.example"
SCHOOL_AND_US = f"'self' {SCHOOL}"


@pytest.fixture
def partner() -> Partner:
    return PartnerFactory(slug="lycee")


def ancestors(response) -> str:
    rows = [row.strip() for row in response["Content-Security-Policy"].split(";")]
    return next(row for row in rows if row.startswith("frame-ancestors")).removeprefix("frame-ancestors ")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/embed/lycee/competence/{STRESS}/", 200),
        ("/embed/lycee/competence/inconnue/", 404),
        ("/embed/lycee/ressource/999999/", 404),
        ("/embed/lycee/nulle-part/", 404),
    ],
)
def test_a_partner_s_sites_and_nobody_else_may_frame_its_embeds(client: Client, partner: Partner, path: str, status: int) -> None:
    PartnerFactory(slug="autre", origins=["https://autre.example"])
    response = client.get(path)
    assert response.status_code == status
    assert ancestors(response) == SCHOOL_AND_US
    assert "X-Frame-Options" not in response
    assert "autre.example" not in str(response.headers)


@pytest.mark.parametrize("path", ["/", "/competences/", "/admin/", "/compte/connexion/", "/evaluation/", "/mon-espace/"])
def test_the_rest_of_the_site_is_never_framed_by_a_partner(client: Client, partner: Partner, path: str) -> None:
    response = client.get(path)
    assert SCHOOL not in response.get("Content-Security-Policy", "")
    assert ancestors(response) in {"'none'", "'self'"}


def test_a_removed_partner_is_refused_at_the_next_request(client: Client, partner: Partner) -> None:
    path = f"/embed/lycee/competence/{STRESS}/"
    assert ancestors(client.get(path)) == SCHOOL_AND_US
    Partner.objects.update(active=False)
    response = client.get(path)
    assert response.status_code == 404
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_a_removed_site_is_refused_at_the_next_request(client: Client, partner: Partner) -> None:
    Partner.objects.update(origins=["https://nouveau.example"])
    assert ancestors(client.get(f"/embed/lycee/competence/{STRESS}/")) == "'self' https://nouveau.example"


def test_what_a_partner_may_not_embed_is_refused_readably(client: Client, partner: Partner) -> None:
    Partner.objects.update(may_embed=[EmbedKind.CATALOGUE])
    response = client.get(f"/embed/lycee/competence/{STRESS}/")
    assert response.status_code == 403
    assert ancestors(response) == SCHOOL_AND_US
    assert "Ouvrir sur Tremplin" in response.content.decode()


def test_an_embed_knows_nobody_and_sets_no_cookie(client: Client, partner: Partner) -> None:
    client.get("/evaluation/")
    client.cookies["econome"] = "oui"
    client.cookies["tremplin"] = "somebody"
    response = client.get(f"/embed/lycee/competence/{STRESS}/")
    assert not response.cookies
    assert "Set-Cookie" not in response.headers


def test_an_article_is_shown_without_the_portal_s_frame(
    client: Client, partner: Partner, resource_index: ResourceIndexPage
) -> None:
    page = ArticleFactory(parent=resource_index, skills={STRESS: 2})
    html = client.get(f"/embed/lycee/ressource/{page.pk}/").content.decode()
    assert page.title in html
    assert '<header class="site' not in html
    assert f'href="http://testserver{page.get_url()}"' in html
    page.unpublish()
    assert client.get(f"/embed/lycee/ressource/{page.pk}/").status_code == 404


def test_an_embed_speaks_the_language_its_snippet_asks_for(client: Client, partner: Partner) -> None:
    path = f"/embed/lycee/competence/{STRESS}/"
    assert '<html lang="fr"' in client.get(path).content.decode()
    assert '<html lang="en"' in client.get(path + "?langue=en").content.decode()
    assert '<html lang="fr"' in client.get(path + "?langue=xx").content.decode()


def test_the_theme_is_the_partner_s(client: Client, partner: Partner) -> None:
    response = client.get("/embed/lycee/theme.css")
    assert "--violet: #5b3df5" in response.content.decode()
    assert response["Content-Type"].startswith("text/css")
