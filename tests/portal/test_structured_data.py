"""What search engines get: true data of every kind of page, in the words schema.org has, and every translation's address."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from missions.models import Mission
from resources.models import LessonPage, Resource
from skills.models import Skill

SCHEMA = json.loads((Path(__file__).parent / "schema_org.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def described(html: str) -> list[dict]:
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


@pytest.fixture
def addresses(demo_loaded: str, db: None) -> list[str]:
    """Every demo page that describes itself, and every skill and mission."""
    pages = [*Resource.objects.published(), *LessonPage.objects.published()]
    missions = Mission.objects.published(timezone.localdate())
    return [
        "/", "/en/", "/competences/", *(page.get_url() for page in pages),
        *(skill.get_absolute_url() for skill in Skill.objects.all()), *(mission.get_absolute_url() for mission in missions),
    ]  # fmt: skip


def test_structured_data_of_every_page_is_valid(client: Client, addresses: list[str]) -> None:
    faults = []
    for address in addresses:
        found = described(client.get(address).content.decode())
        assert found, address
        faults += [
            f"{address}: {error.json_path} {error.message[:120]}" for data in found for error in VALIDATOR.iter_errors(data)
        ]
    assert faults == []


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"inLanguage": "de"}, {"timeRequired": "4 minutes"}, {"headLine": "?"}, {"url": "/relative/"}]
)
def test_the_schema_refuses_what_is_wrong(client: Client, addresses: list[str], change: dict[str, str]) -> None:
    (data,) = described(client.get("/ressources/trou-noir-les-phrases-de-secours/").content.decode())
    VALIDATOR.validate(data)
    assert not VALIDATOR.is_valid(data | change)


def test_sitemap_names_translations(client: Client, demo_loaded: str, db: None) -> None:
    xml = client.get("/sitemap.xml").content.decode()
    entry = next(found for found in re.findall(r"<url>.*?</url>", xml, re.S) if "/comment-ca-marche/</loc>" in found)
    assert set(re.findall(r'hreflang="([\w-]+)"', entry)) == {"fr", "en", "x-default"}
    assert "/en/how-it-works/" in entry
