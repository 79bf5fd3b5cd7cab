"""How much time a mission takes, told from real phrasings of the platforms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import commitment
from missions.choices import MissionType
from missions.commitment import commitment_of
from missions.text import fold

VOLUNTEERING = MissionType.VOLUNTEERING


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("Flexible (quelques heures par semaine selon disponibilités)", "regular"),
        ("3 jours par mois", "regular"),
        ("1 heure par mois", "regular"),
        ("Une demi-journée par semaine", "regular"),
        ("2h/semaine", "regular"),
        ("1 à 2 fois par semaine", "regular"),
        ("hebdomadaire sauf pendant les vacances scolaires", "regular"),
        ("Tous les samedis matin", "regular"),
        ("chaque mercredi après-midi", "regular"),
        ("2 heures", "one-off"),
        ("5 jours", "one-off"),
        ("Une journée", "one-off"),
        ("Ponctuel", "one-off"),
        ("Mission ponctuelle", "one-off"),
        ("régulièrement ou ponctuellement", "one-off"),
        ("5 jours par semaine", "full-time"),
        ("Temps plein", "full-time"),
        ("35 heures par semaine", "full-time"),
        ("De 24h à 30h", "full-time"),
        ("Plus de 30h", "full-time"),
        ("Selon tes disponibilités", None),
        ("", None),
    ],
)
def test_rhythm_of_the_platform_counts(schedule: str, expected: str | None) -> None:
    assert commitment_of(VOLUNTEERING, schedule) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (MissionType.CIVIC_SERVICE, "full-time"),
        (MissionType.FIREFIGHTER, "regular"),
        (MissionType.RESERVE, "regular"),
        (VOLUNTEERING, None),
    ],
)
def test_type_decides_where_the_law_does(kind: str, expected: str | None) -> None:
    assert commitment_of(kind) == expected


def test_type_wins_over_words() -> None:
    assert commitment_of(MissionType.CIVIC_SERVICE, "2 heures par semaine") == "full-time"


@pytest.mark.parametrize(
    ("ends", "expected"),
    [(date(2026, 12, 6), "one-off"), (date(2026, 12, 13), "one-off"), (date(2026, 12, 14), None), (None, None)],
)
def test_a_week_at_most_is_once(ends: date | None, expected: str | None) -> None:
    assert commitment_of(VOLUNTEERING, "", date(2026, 12, 6), ends) == expected


def test_rhythm_wins_over_dates() -> None:
    assert commitment_of(VOLUNTEERING, "2 heures par semaine", date(2026, 12, 6), date(2026, 12, 7)) == "regular"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fréquence : 1/2 journée par semaine. Durée : année scolaire.", "regular"),
        ("Quelques heures par semaine ou par mois, selon toi.", "regular"),
        ("L'engagement est régulier, le soir.", "regular"),
        ("Nous accueillons des jeunes tous les mercredis.", "regular"),
        ("Tu peux venir nous aider ponctuellement au jardin.", "one-off"),
        ("Une mission ponctuelle de tri.", "one-off"),
        ("Viens le temps d'une journée.", "one-off"),
        ("Volontariat à temps plein, logement fourni.", "full-time"),
        ("Assurer un suivi régulier de porteurs de projet.", None),
        ("Des entretiens individuels réguliers avec les familles.", None),
        ("Proposer ponctuel et sourire.", None),
    ],
)
def test_text_counts_only_for_the_missions_own_rhythm(text: str, expected: str | None) -> None:
    assert commitment_of(VOLUNTEERING, text=text) == expected


# Words that its patterns are made of, and some that only look like them.
_SAID = st.sampled_from(
    "mission engagement bénévolat fréquence ponctuelle ponctuellement le temps d'une d’un journée soirée semaine régulièrement "
    "régulier hebdomadaire mensuelle quotidien tous toutes les lundis chaque mercredi par mois an trimestre / /semaine "
    "dans la temps plein temps-complet poste 24 h 35h 2 une fois quelques heures demi-journées aide ponctuelle . et".split()
)


@given(st.lists(_SAID, max_size=14))
def test_a_text_without_any_sign_of_a_rhythm_is_one_that_no_pattern_finds(said: list[str]) -> None:
    text = fold(" ".join(said))
    for pattern, signs in commitment._TEXT_SIGNS.items():
        assert not pattern.search(text) or any(sign in text for sign in signs)
