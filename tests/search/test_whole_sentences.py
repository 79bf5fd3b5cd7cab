"""Whole sentences, as a problem is told, are about the skill that they never name; what asks for a thing is about none."""

from __future__ import annotations

import pytest

from search.text import question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "language", "skill"),
    [
        ("je commence mon apprentissage lundi et je connais personne là-bas", "fr", "integration-au-groupe"),
        ("ma coloc laisse traîner sa vaisselle partout et j'en peux plus", "fr", "recherche-de-compromis"),
        ("au boulot je finis toujours par faire le travail des autres", "fr", "deleguer-et-faire-confiance"),
        ("mon petit frère m'énerve et je finis par hurler", "fr", "gestion-des-emotions"),
        ("ma meilleure amie vient de perdre son père je sais pas quoi lui dire", "fr", "empathie"),
        ("deux gars de mon équipe s'embrouillent à chaque entraînement", "fr", "mediation"),
        ("mon tuteur dit que je dois être plus dynamique", "fr", "prise-d-initiative"),
        ("mdr jsuis tjrs à la bourre au taf", "fr", "gestion-du-temps"),
        ("mon daron veut ke jfasse médecine, mes parents veulent médecine", "fr", "prise-de-decision"),
        ("jpe pa parler devan la klass", "fr", "communication-orale"),
        ("my boss never tells me if I am doing well", "en", "feedback"),
        ("idk how to make friends at uni tbh", "en", "integration-au-groupe"),
    ],
)
def test_sentence_is_about_the_skill_it_never_names(typed: str, language: str, skill: str) -> None:
    assert question(typed, language).about[0].skill == skill


@pytest.mark.parametrize(
    "typed",
    [
        "musée gratuit",
        "cours de yoga",
        "stage de voile",
        "peindre une fresque",
        "accident de voiture assurance",
        "horaires du bus",
    ],
)
def test_thing_asked_for_is_about_no_skill(typed: str) -> None:
    assert all(one.beside for one in question(typed, "fr").about)
