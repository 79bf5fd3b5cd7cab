"""Every text of the home page is an editor's; what is left empty is the portal's own."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from home.models import HomePage

pytestmark = pytest.mark.django_db


def test_home_left_empty_says_the_portals_texts(home: HomePage, client: Client) -> None:
    html = client.get("/").content.decode()
    for text in ("Commencer, 3 minutes", "Explorer", "En trois étapes", "Par où commencer ?", "45 compétences", "Nos promesses"):
        assert text in html
    assert 'class="door" href="/missions/"' in html


def test_home_loaded_has_its_texts_in_its_fields(client: Client) -> None:
    call_command("load_demo", verbosity=0)
    french, english = HomePage.objects.get(locale__language_code="fr"), HomePage.objects.get(locale__language_code="en")
    assert (french.start_label, english.start_label) == ("Commencer, 3 minutes", "Start, 3 minutes")
    assert [block.value["title"] for block in english.doors] == ["45 skills", "Learn", "Take action"]


def test_home_says_what_an_editor_wrote(home: HomePage, client: Client) -> None:
    home.start_label, home.explore_label, home.steps_title = "On y va", "Fouiller", "Comment ça se passe"
    home.doors_title, home.promises_title = "Entre ici", "Juré"
    door = {
        "page": None,
        "route": "",
        "url": "https://example.org/agenda",
        "icon": "clock",
        "title": "Agenda",
        "text": "Les dates.",
    }
    home.doors = [("door", home.doors.stream_block.child_blocks["door"].to_python(door))]
    home.save_revision().publish()
    html = client.get("/").content.decode()
    for text in ("On y va", "Fouiller", "Comment ça se passe", "Entre ici", "Juré", "Agenda"):
        assert text in html
    assert 'class="door" href="https://example.org/agenda"' in html
    assert "Commencer, 3 minutes" not in html
    assert "45 compétences" not in html
