"""A feed written to harm: nothing of it runs in a reader's browser, every word of it arrives as text."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from missions.choices import Status
from missions.models import Mission, Organisation
from tests.missions.factories import MissionFactory, SourceFactory, row

pytestmark = pytest.mark.django_db

IMAGE = '"><img src=x onerror=alert(1)>'
SCRIPT = "</script><script>alert(1)</script>"
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcdoc", "xlink:href"}
RUNNING = {"iframe", "object", "embed", "base", "math", "applet", "frame", "portal"}


class Dangers(HTMLParser):
    """What a browser could run in a page: `found`. `data` is each JSON-LD block, `text` what a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.data: list[str] = []
        self.text = ""
        self.in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.in_data = facts.get("type") == "application/ld+json"
        ours = facts.get("src", "").startswith("/static/")
        if tag in RUNNING or (tag == "script" and not self.in_data and not ours) or (tag == "img" and not ours):
            self.found.append(f"<{tag} {facts}>")
        self.found += [f"{tag} {name}" for name in facts if name.startswith("on") or name == "style"]
        schemes = (facts.get(name, "").strip().lower().partition(":")[0] for name in ADDRESSES)
        self.found += [f"{tag} {scheme}:" for scheme in schemes if scheme in {"javascript", "data", "vbscript"}]

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.data.append(data)
            self.in_data = False
        else:
            self.text += data


def imported(tmp_path: Path, **changes: Any) -> dict[str, Any]:
    """The report of an import of one row with `changes`."""
    feed, out = tmp_path / "feed.json", StringIO()
    feed.write_text(json.dumps([row(**changes)]), encoding="utf-8")
    call_command("import_missions", str(feed), "--source", "essai", "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def hostile(payload: str) -> dict[str, Any]:
    """A row whose every text holds `payload`."""
    return {
        "title": f"Servir des repas {payload}",
        "description": f"<p>Tu accueilles {payload} les personnes.</p>",
        "descriptionHtml": f'<p onclick="alert(1)">Tu accueilles {payload} <a href="javascript:alert(1)">ici</a>.</p>',
        "organizationName": f"La Soupe {payload}",
        "organizationUrl": "javascript:alert(1)",
        "publisherName": f"Plateforme {payload}",
        "publisherUrl": "javascript:alert(1)",
        "schedule": f"Le mardi {payload}",
        "activity": payload,
        "softSkills": [f"Écoute {payload}"],
        "tags": [payload],
        "requirements": [f"Sourire {payload}"],
        "audience": [f"Des gens {payload}"],
        "addresses": [{"street": f"1 rue {payload}", "city": f"Lyon {payload}", "postalCode": "69003"}],
    }


@pytest.mark.parametrize(
    "payload", [SCRIPT, IMAGE, "<svg/onload=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "' onmouseover='alert(1)"]
)
def test_hostile_row_runs_nothing_on_the_missions_pages(client: Client, tmp_path: Path, payload: str) -> None:
    assert imported(tmp_path, **hostile(payload))["created"] == 1
    mission = Mission.objects.get()
    detail = client.get(mission.get_absolute_url())
    assert detail.status_code == 200
    assert Dangers(client.get("/missions/").content.decode()).found == []
    Mission.objects.update(status=Status.CLOSED)
    assert Dangers(client.get(mission.get_absolute_url()).content.decode()).found == []
    page = Dangers(detail.content.decode())
    assert page.found == []
    # Each text is there, as text: nothing broke out of its element.
    for text in (mission.title, mission.organisation.name, mission.schedule, mission.requirements[0], mission.audience[0]):
        assert text in page.text
    assert "unsafe-inline" not in detail["Content-Security-Policy"]


def test_hostile_row_stays_one_json_ld_block(client: Client, tmp_path: Path) -> None:
    imported(tmp_path, **hostile(SCRIPT))
    page = Dangers(client.get(Mission.objects.get().get_absolute_url()).content.decode())
    [data] = map(json.loads, page.data)
    assert data["hiringOrganization"]["name"] == f"La Soupe {SCRIPT}"
    assert data["jobLocation"][0]["address"]["addressLocality"] == f"Lyon {SCRIPT}"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)//https://a.example",
        "javascript://a.example/%0aalert(1)",
        "data:text/html,x",
        'https://a.example/"onclick="x',
    ],
)
def test_address_that_runs_is_refused(tmp_path: Path, address: str) -> None:
    assert imported(tmp_path, applicationUrl=address)["refused_by_reason"] == {"address-invalid": 1}


def test_mission_written_past_the_import_is_escaped_too(client: Client) -> None:
    source = SourceFactory(name=f"Source {SCRIPT}")
    organisation = Organisation.objects.create(source=source, key="x", name=f"Asso {IMAGE}")
    mission = MissionFactory(
        source=source,
        organisation=organisation,
        title=f"Servir {SCRIPT}",
        description_html=f"<p>Bonjour{SCRIPT}<img src=x onerror=alert(1)></p>",
        schedule=IMAGE,
        at=(45.76, 4.85),
        at__city=f"Lyon {IMAGE}",
    )
    page = Dangers(client.get(mission.get_absolute_url()).content.decode())
    assert page.found == []
    assert f"Servir {SCRIPT}" in page.text
    assert f"Lyon {IMAGE}" in page.text
