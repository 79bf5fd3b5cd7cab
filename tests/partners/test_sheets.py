"""What a leader prints: real PDF files, read back."""

from __future__ import annotations

import base64
import re
import zlib

import pytest
from django.core.management import call_command
from django.test import Client

from partners.models import SessionMaterial, Workshop
from partners.qr import QUIET, Squares
from partners.sheets import printable
from tests.partners.factories import PartnerFactory
from tests.partners.workshop_people import WorkshopFactory, leader_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db: None) -> Workshop:
    call_command("load_sessions", verbosity=0)
    return WorkshopFactory(title="Sœurs & frères : l'été", partner=PartnerFactory(name="Lycée Élisée Reclus"))


@pytest.fixture
def leader(workshop: Workshop) -> Client:
    return leader_of(workshop)


_ESCAPED = re.compile(rb"\\(\d{3}|.)")


def words(pdf: bytes) -> str:
    """The words a PDF of reportlab's shows, in their order (PDF 32000-1, 7.3.4.2 and 7.4)."""
    shown = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            content = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):
            continue
        for text in re.findall(rb"\(((?:\\.|[^\\()])*)\) Tj", content, re.S):
            plain = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 8)]) if len(sign[1]) == 3 else sign[1], text)
            # Where WinAnsi says nothing, a bullet stands (PDF 32000-1, annex D.2).
            shown.append(plain.decode("cp1252").replace("\x7f", "•"))
    return re.sub(r"\s+", " ", " ".join(shown))


def test_poster_says_the_code_and_where(workshop: Workshop, leader: Client) -> None:
    response = leader.get(page_of(workshop, "affiche.pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    text = words(response.content)
    for part in ("Lycée Élisée Reclus", "Sœurs & frères : l'été", workshop.code_groups, "/atelier/", "Sans compte."):
        assert part in text
    assert b"/Lang (fr)" in response.content
    assert b"/Title" in response.content
    assert b"/DisplayDocTitle true" in response.content


@pytest.mark.parametrize("key", ["understand", "assess", "progress"])
def test_sheet_is_what_participants_read_and_never_the_notes(workshop: Workshop, leader: Client, key: str) -> None:
    text = words(leader.get(page_of(workshop, f"{key}.pdf")).content)
    material = SessionMaterial.objects.get(key=key)
    assert material.title in text
    assert "•" in text
    for heading in re.findall(r"<h2>(.*?)</h2>", material.text_fr):
        assert heading.replace("\u00a0", " ") in text
    assert "Déroulé" not in text
    assert "?" * 2 not in text


def test_sheet_in_english(workshop: Workshop, leader: Client) -> None:
    content = leader.get(f"/en{page_of(workshop, 'understand.pdf')}").content
    assert "Think of a moment" in words(content)
    assert b"/Lang (en)" in content


def test_signs_the_font_has_not_are_replaced() -> None:
    assert printable("Œuvre, Łódź, 12\u202f€ → « où\u00a0? » 🎈") == "Œuvre, ?ódz, 12\u00a0€ › « où\u00a0? » ?"


def test_squares_are_a_code_with_its_quiet_zone() -> None:
    squares = Squares("https://tremplin.example/atelier/K7P3XQ/")
    edge = [*squares.rows[:QUIET], *squares.rows[-QUIET:]]
    assert not any(any(row) for row in edge)
    drawn = {(x + step, y) for x, y, length in squares.runs for step in range(length)}
    assert drawn == {(x, y) for y, row in enumerate(squares.rows) for x, dark in enumerate(row) if dark}
    # The finder pattern: seven dark squares at the top left.
    assert squares.runs[0] == (QUIET, QUIET, 7)
