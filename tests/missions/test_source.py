"""What a source says of its feed."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from missions.models import Source
from tests.missions.factories import SourceFactory


@pytest.mark.parametrize(
    ("kind", "environment", "key"),
    [
        ("aggregator_json", {}, "admin"),
        ("aggregator_json", {"MISSIONS_API_KEY": "general"}, "general"),
        ("aggregator_json", {"MISSIONS_API_KEY": "general", "MISSIONS_API_KEY_JE_M_ENGAGE": "own"}, "own"),
        ("aggregator_xml", {"MISSIONS_API_KEY_JE_M_ENGAGE": "own"}, "own"),
        # The aggregator's key is nobody else's business.
        ("aggregator_xml", {"MISSIONS_API_KEY": "general"}, "admin"),
    ],
)
def test_key_of_the_environment_wins(monkeypatch: pytest.MonkeyPatch, kind: str, environment: dict[str, str], key: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Source(slug="je-m-engage", kind=kind, api_key="admin").secret == key


def edited(client: Client, source: Source, **changes: object) -> HttpResponse:
    fields = {name: getattr(source, name) for name in ("name", "slug", "kind", "feed_url", "every_hours", "closing_brake")}
    return client.post(f"/admin/snippets/missions/source/edit/{source.pk}/", {**fields, **changes})


@pytest.mark.django_db
def test_key_goes_in_and_never_comes_out(admin_client: Client) -> None:
    source = SourceFactory()
    assert edited(admin_client, source, new_key="tres-secret").status_code == 302
    source.refresh_from_db()
    assert source.api_key == "tres-secret"
    for page in ("edit", "inspect", "history", "usage"):
        assert "tres-secret" not in admin_client.get(f"/admin/snippets/missions/source/{page}/{source.pk}/").content.decode()
    assert "tres-secret" not in edited(admin_client, source, new_key="tres-secret", name="").content.decode()
    edited(admin_client, source, name="Autre nom")
    source.refresh_from_db()
    assert (source.name, source.api_key) == ("Autre nom", "tres-secret")
    edited(admin_client, source, forget_key="on")
    source.refresh_from_db()
    assert source.api_key == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://plateforme.example/feed", "https"),
        ("https://moi:secret@plateforme.example/feed", "mot de passe"),
        ("file:///etc/passwd", "URL"),
        ("ftp://plateforme.example/feed", "URL"),
    ],
)
def test_address_that_would_not_be_fetched_is_refused_at_once(admin_client: Client, address: str, words: str) -> None:
    source = SourceFactory()
    response = edited(admin_client, source, feed_url=address)
    assert response.status_code == 200
    assert words in str(response.context["form"].errors["feed_url"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "kept"), [({"name": "Autre"}, True), ({"kind": "aggregator_xml"}, False), ({"strict": "on"}, False)]
)
def test_another_way_of_reading_asks_for_the_feed_again(admin_client: Client, changes: dict[str, str], kept: bool) -> None:
    source = SourceFactory(etag='"abc"', last_modified="Sat, 28 Nov 2026 10:00:00 GMT")
    edited(admin_client, source, **changes)
    source.refresh_from_db()
    assert bool(source.etag) is bool(source.last_modified) is kept
