"""A source's feed in the admin: the mapping kept, the first rows shown, what is wrong said where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from missions.models import Mission, Source
from tests.missions.factories import SourceFactory, row
from tests.missions.feed_server import FeedServer, Reply, json_reply

pytestmark = pytest.mark.django_db

HEADER = "Réf;Intitulé;Texte;Lien;Structure;Distance"
GOOD = "7;Servir des repas;Tu sers.;https://plateforme.example/7;La Soupe du Coin;Oui"
BAD = "8;Bénévolat;Tu sers.;https://plateforme.example/8;La Soupe du Coin;Non"
FORM = {
    "clientId-from": "Réf",
    "title-from": "Intitulé",
    "description-from": "Texte",
    "applicationUrl-from": "Lien",
    "organizationName-from": "Structure",
    "remote-from": "Distance",
    "remote-values": "Oui = possible\nNon = no",
    "type-fixed": "benevolat",
}


def table(**facts: Any) -> Source:
    return SourceFactory(slug="tableau", name="Tableau", kind=Source.Kind.TABLE, **facts)


def upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("feed.csv", "\n".join((HEADER, *lines)).encode("cp1252"))


def send(client: Client, source: Source, **data: Any) -> HttpResponse:
    return client.post(f"/admin/missions/sources/{source.pk}/flux/", data)


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_mapping_is_kept_and_shown_again(admin_client: Client) -> None:
    source = table(etag='"v1"')
    assert send(admin_client, source, save="1", **FORM).status_code == 302
    source.refresh_from_db()
    assert source.mapping["fields"]["remote"] == {"from": "Distance", "values": {"Oui": "possible", "Non": "no"}}
    assert source.mapping["fields"]["type"] == {"fixed": "benevolat"}
    # The next import must read the feed again, whatever its server says.
    assert source.etag == ""
    page = text_of(admin_client.get(f"/admin/missions/sources/{source.pk}/flux/"))
    assert 'value="Intitulé"' in page
    assert "Non = no\nOui = possible" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title-from": ""}, "« titre » est obligatoire"),
        ({"remote-values": "Oui : possible"}, "écris « leur mot = notre mot »"),
        ({"remote-values": "Oui = parfois"}, "Valeurs possibles : no, possible, full, local"),
        ({"type-fixed": "stage"}, "Valeurs possibles : benevolat"),
        ({"remote-from": ""}, "sans colonne"),
    ],
)
def test_mapping_that_cannot_work_is_refused_and_nothing_typed_is_lost(
    admin_client: Client, changes: dict[str, str], words: str
) -> None:
    source = table()
    response = send(admin_client, source, save="1", **{**FORM, **changes})
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'value="Structure"' in text_of(response)
    source.refresh_from_db()
    assert source.mapping == {}


def test_first_rows_are_shown_with_refusals_and_nothing_is_written(admin_client: Client) -> None:
    source = table()
    page = text_of(send(admin_client, source, look="1", file=upload(GOOD, BAD, *[GOOD] * 9), **FORM))
    assert "Colonnes trouvées : Réf, Intitulé, Texte, Lien, Structure, Distance" in page
    assert "<b>Servir des repas</b>" in page
    assert "benevolat · possible" in page
    assert "<b>Intitulé</b> « Bénévolat » : Le titre n'a qu'un mot." in page.replace("&#x27;", "'")
    assert (page.count("<b>Servir des repas</b>"), page.count("n'a qu'un mot".replace("'", "&#x27;"))) == (4, 1)
    assert not Mission.objects.exists()
    source.refresh_from_db()
    assert source.mapping == {}


def test_columns_are_found_before_anything_is_mapped(admin_client: Client) -> None:
    page = text_of(send(admin_client, table(), look="1", file=upload(GOOD)))
    assert "Colonnes trouvées : Réf, Intitulé" in page
    assert '<option value="Structure">' in page
    assert "pas encore de correspondance" in page


def test_address_is_looked_at_safely(admin_client: Client, feeds: FeedServer) -> None:
    source = table(allow_http=True)
    url = feeds.serve(Reply("\n".join((HEADER, GOOD)).encode()))
    assert "<b>Servir des repas</b>" in text_of(send(admin_client, source, look="1", address=url, **FORM))
    private = text_of(send(admin_client, source, look="1", address="http://169.254.169.254/latest", **FORM))
    assert "pas publique" in private
    wrong = send(admin_client, source, look="1", address="file:///etc/passwd", **FORM)
    assert wrong.status_code == 422
    assert send(admin_client, source, look="1", **FORM).status_code == 422


def test_only_the_start_of_a_large_feed_is_fetched(
    admin_client: Client, feeds: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.feeds.fetching.GLANCE_BYTES", 1000)
    # Cut within a character: the encoding is still seen.
    url = feeds.serve(Reply("\n".join((HEADER, *[GOOD] * 5, "é" * 3_000_000)).encode()))
    page = text_of(send(admin_client, table(allow_http=True), look="1", address=url, **FORM))
    assert page.count("<b>Servir des repas</b>") == 5


def test_other_formats_are_looked_at_without_a_mapping(admin_client: Client, feeds: FeedServer) -> None:
    source = SourceFactory(allow_http=True, feed_url=feeds.serve(json_reply([row(), row(clientId="", title="Ouvrir la porte")])))
    page = text_of(admin_client.get(f"/admin/missions/sources/{source.pk}/flux/"))
    assert source.feed_url in page
    assert "Enregistrer la correspondance" not in page
    seen = text_of(send(admin_client, source, look="1", address=source.feed_url))
    assert "<b>Servir des repas chauds</b>" in seen
    assert "<b>clientId</b> : " in seen


def test_hostile_row_runs_nothing_in_the_admin(admin_client: Client) -> None:
    line = '7;Servir <script>alert(1)</script> des <img onerror=x>repas;Tu sers.;https://plateforme.example/7;"<b onclick=x>";Oui'
    page = text_of(send(admin_client, table(), look="1", file=upload(line), **FORM))
    assert "<script>alert" not in page
    assert "onerror=x>" not in page
    assert "<b onclick" not in page


def test_page_is_linked_from_the_source_and_closed_to_others(admin_client: Client, client: Client) -> None:
    source, by_hand = table(), SourceFactory(slug="main", kind=Source.Kind.MANUAL)
    path = f"/admin/missions/sources/{source.pk}/flux/"
    assert path in text_of(admin_client.get(f"/admin/snippets/missions/source/edit/{source.pk}/"))
    assert admin_client.get(f"/admin/missions/sources/{by_hand.pk}/flux/").status_code == 404
    assert client.get(path).status_code == 302
    user = User.objects.create_user("lecteur", "lecteur@example.org")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert admin_client.get(path).status_code == 200
    assert client.get(path).status_code == 302
    assert client.get("/admin/").status_code == 200
