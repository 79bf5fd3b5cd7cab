"""Contacts in every spelling are found and taken out; other numbers and words stay."""

from __future__ import annotations

import pytest

from missions.quality.contact_data import bare_line, contacts, without_contacts

SPELLINGS = [
    "06 12 34 56 78",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "06 . 12 . 34 . 56 . 78",
    "0 6 1 2 3 4 5 6 7 8",
    "+33 6 12 34 56 78",
    "+33(0)6 12 34 56 78",
    "+33 (0)6.12.34.56.78",
    "00 33 6 12 34 56 78",
    "0033612345678",
    "+262 6 92 12 34 56",
    "+32 475 12 34 56",
    "06\u00a012\u00a034\u00a056\u00a078",
    "prenom.nom@asso.example",
    "contact [at] asso.example.org",
    "contact(at)asso.fr",
    "nom {arobase} domaine.fr",
    "nom arobase domaine point fr",
    "nom [at] domaine [point] fr",
    "nom @ domaine.org",
    "mailto:nom@domaine.org",
    "https://wa.me/33612345678",
    "https://chat.whatsapp.com/AbCdEf123",
    "t.me/le_groupe",
]


@pytest.mark.parametrize("contact", SPELLINGS)
def test_contact_is_found_and_taken_out(contact: str) -> None:
    text = f"Écris-nous : {contact}, on répond vite."
    [found] = contacts(text)
    assert found.replace("\u00a0", " ") == contact.replace("\u00a0", " ")
    left = without_contacts(text)
    assert left == "Écris-nous : …, on répond vite."


@pytest.mark.parametrize(
    "text",
    [
        "75011 Paris",
        "de 2024 à 2026",
        "Loi 1901",
        "12 000 repas en 2025",
        "rendez-vous à 10 h 30",
        "réf. 2024.0612345678901",
        "du 01/09/2026 au 30/06/2027",
        "01.09.2026-30.06.2027",
        "01/09/2026 - 30/06/2027",
        "01 09 2026 - 30 06 2027",
        "SIRET 775 672 272 00018",
        "Appelle le 115 ou le 119 en cas d'urgence",
        "www.asso.example.org/benevolat",
        "On fait le point avec toi, puis atelier à 14 h",
    ],
)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert contacts(text) == []
    assert without_contacts(text) == text


def test_several_contacts_are_listed_once_in_order() -> None:
    assert contacts("a@b.fr ou 0612345678, sinon a@b.fr") == ["a@b.fr", "0612345678"]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Servir des repas (06 12 34 56 78)", "Servir des repas"),
        ("Servir des repas - contact : nom@asso.fr", "Servir des repas"),
        ("Servir des repas Tél. 06.12.34.56.78", "Servir des repas"),
        ("Servir des repas : le midi", "Servir des repas : le midi"),
    ],
)
def test_title_loses_contact_and_what_led_to_it(title: str, left: str) -> None:
    assert bare_line(title) == left


def test_long_hostile_text_is_read_in_one_pass() -> None:
    """Twenty thousand characters that nearly are addresses and numbers, again and again."""
    for piece in ("a.", "0 1 2 3 4 ", "a@", "a [at] ", "+33 (0)", "06.12.34.56."):
        text = piece * (20_000 // len(piece))
        assert len(without_contacts(text)) <= len(text)
