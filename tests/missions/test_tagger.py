"""What the tagger says of a mission, and that it says it with the mission's own words."""

from __future__ import annotations

import json
from copy import copy
from pathlib import Path

import pytest

from missions.feeds.aggregator import parse_row
from missions.feeds.parsed import ParsedMission
from missions.skill_rules import load_rules
from missions.tagging.tagger import MOST, skills_of, tag
from missions.tagging.weighing import load_weighing
from skills.models import Skill

DEMO = Path(__file__).resolve().parents[2] / "home" / "demo" / "missions.json"


def demo_missions() -> list[ParsedMission]:
    rows = json.loads(DEMO.read_text(encoding="utf-8"))["data"]
    return [parsed for row in rows if isinstance(parsed := parse_row(row), ParsedMission)]


def slugs(title: str, text: str, domain: str = "", labels: tuple[str, ...] = ()) -> list[str]:
    return [skill.slug for skill in skills_of(title, domain, text, labels)]


def test_evidence_is_a_substring_of_what_the_mission_says() -> None:
    seen = 0
    for mission in demo_missions():
        for skill in skills_of(mission.title, mission.domain, mission.description, mission.soft_skills):
            seen += 1
            assert (
                skill.evidence in mission.description or skill.evidence == mission.title or skill.evidence in mission.soft_skills
            )
            assert 1 <= skill.level <= 3
            assert 1.0 <= skill.weight <= 3.0
            assert 0.0 < skill.confidence <= 1.0
    assert seen > 100


def test_most_demo_missions_show_a_skill_and_none_more_than_six() -> None:
    counts = [len(skills_of(m.title, m.domain, m.description, m.soft_skills)) for m in demo_missions()]
    assert max(counts) <= MOST
    assert sum(count > 0 for count in counts) >= 0.9 * len(counts)


@pytest.mark.django_db
def test_every_skill_of_the_rules_exists_and_every_skill_has_rules() -> None:
    rules = load_rules()
    ruled = {phrase.skill for phrases in rules.phrases.values() for _first, phrase in phrases}
    assert ruled == set(Skill.objects.values_list("slug", flat=True))
    assert set(rules.labels.values()) <= ruled


@pytest.mark.parametrize(
    ("sentence", "skill"),
    [
        ("Animer des ateliers de lecture.", "communication-orale"),
        ("Tu écoutes les personnes qui appellent.", "ecoute-active"),
        ("Accueillir et orienter les visiteurs.", "sens-du-service"),
        ("Rompre l'isolement des personnes âgées.", "empathie"),
        ("Organiser une collecte de jouets.", "organisation"),
        ("Gérer les réseaux sociaux.", "communication-numerique"),
        ("Rédiger des articles.", "communication-ecrite"),
        ("Travailler en équipe.", "cooperation"),
    ],
)
def test_plain_sentence_shows_its_skill(sentence: str, skill: str) -> None:
    found = skills_of("Une mission", "", sentence)
    assert skill in [entry.slug for entry in found]
    assert next(entry.evidence for entry in found if entry.slug == skill) == sentence


def test_what_is_asked_for_beforehand_trains_nothing() -> None:
    assert slugs("Une mission", "Profil recherché : vous savez animer des ateliers et gérer les réseaux sociaux.") == []


def test_what_the_organisation_says_of_itself_trains_nothing() -> None:
    assert slugs("Une mission", "Venir.\nInformations sur l'association Rompre la solitude\nNous organisons des ateliers.") == []


def test_words_inside_words_do_not_count() -> None:
    assert slugs("Une mission", "Les animaux dorment.") == []


def test_soft_skill_label_alone_is_its_own_evidence() -> None:
    found = skills_of("Une mission", "", "Rien de clair.", ["Sens de l'écoute"])
    assert [(skill.slug, skill.evidence) for skill in found] == [("ecoute-active", "Sens de l'écoute")]


def test_domain_alone_shows_nothing() -> None:
    assert slugs("Une mission", "Venir.", "sante") == []


def levels(title: str, text: str) -> set[int]:
    return {skill.level for skill in skills_of(title, "", text)}


def test_level_is_what_practising_there_leads_to() -> None:
    assert levels("Une mission", "Animation d'ateliers.") == {2}
    assert levels("Une mission", "Animation d'ateliers. Sans expérience : on te montre.") == {1}
    assert levels("Coordonner une équipe de bénévoles", "Tu animes des ateliers.") == {3}


def test_only_the_skill_whose_sentence_asks_for_more_is_level_three() -> None:
    found = skills_of("Une mission", "", "Tu animes des ateliers en autonomie. Tu rédiges des articles.")
    by_slug = {skill.slug: skill.level for skill in found}
    assert (by_slug["communication-orale"], by_slug["communication-ecrite"]) == (3, 2)


def test_being_led_by_somebody_is_no_level_three() -> None:
    assert levels("Une mission", "Animer des ateliers, sous la responsabilité de la directrice.") == {2}


def test_demo_missions_are_mostly_ordinary_practice() -> None:
    found = [skill.level for m in demo_missions() for skill in skills_of(m.title, m.domain, m.description, m.soft_skills)]
    assert all(0.05 < found.count(level) / len(found) < 0.35 for level in (1, 3))


@pytest.mark.parametrize(
    ("sentence", "skill"),
    [
        ("Tu signales ce qui reste illisible au lieu d'inventer.", "imagination"),
        ("Tu ne rédiges jamais de courrier à leur place.", "communication-ecrite"),
        ("Recopier sans inventer.", "imagination"),
        ("La mission se fait avec une médiatrice.", "mediation"),
        ("Tu salues les enseignants.", "communication-orale"),
        ("Chaque objet est rangé : à vendre, à donner.", "argumentation"),
        ("Une bénévole expérimentée t'appelle.", "experimentation"),
        ("Le travail se répartit le matin.", "recherche-de-solutions"),
        ("Le volontariat s'adapte à vos disponibilités.", "flexibilite"),
        ("Un bon esprit d'équipe sera de rigueur.", "rigueur-et-fiabilite"),
        ("Nous menons des actions de sensibilisation.", "communication-orale"),
        ("La mission proposée dure un mois.", "prise-d-initiative"),
        ("Un salon de discussion répond à tes questions.", "ecoute-active"),
    ],
)
def test_what_is_not_done_or_done_by_others_trains_nothing(sentence: str, skill: str) -> None:
    assert skill not in slugs("Une mission", sentence)


def test_encouraging_negations_deny_nothing() -> None:
    assert "imagination" in slugs("Une mission", "N'hésite pas à inventer des jeux.")
    assert "communication-orale" in slugs("Une mission", "Pas de décor, mais tu animes un atelier.")


def test_weak_hint_before_a_strong_sentence_takes_nothing_from_it() -> None:
    hint, strong = "Un échange.", "Tu écoutes leurs attentes."
    weights = [{skill.slug for skill in skills_of("Une mission", "", text)} for text in (f"{hint} {strong}", f"{strong} {hint}")]
    assert weights[0] == weights[1]
    assert "ecoute-active" in weights[0]


def test_most_central_comes_first_and_order_is_stable() -> None:
    text = "Animer des ateliers. Animer un débat. Accueil."
    found = skills_of("Animer des ateliers", "", text)
    assert found[0].slug == "communication-orale"
    assert found[0].weight == 3.0
    assert found == skills_of("Animer des ateliers", "", text)


def test_confidence_orders_the_skills() -> None:
    for mission in demo_missions():
        sure = [skill.confidence for skill in skills_of(mission.title, mission.domain, mission.description)]
        assert sure == sorted(sure, reverse=True)


def test_what_is_asked_for_beforehand_is_kept_apart() -> None:
    text = "Tu animes des ateliers. Profil recherché : sens de l'écoute et rigueur."
    tagging = tag("Une mission", text)
    assert [skill.slug for skill in tagging.required] == ["ecoute-active", "rigueur-et-fiabilite"]
    assert all(skill.evidence in text for skill in tagging.required)
    assert not {"ecoute-active", "rigueur-et-fiabilite"} & {skill.slug for skill in tagging.trained}


def test_what_may_be_both_asked_for_and_trained_is_both() -> None:
    tagging = tag("Une mission", "Tu écoutes les personnes qui appellent. Sens de l'écoute indispensable.")
    assert "ecoute-active" in {skill.slug for skill in tagging.trained}
    assert [skill.slug for skill in tagging.required] == ["ecoute-active"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "Zzz qwx.", "12 34", "A" * 5000, "et, et ; et : (et) " * 50])
def test_odd_texts_are_read(text: str) -> None:
    assert all(skill.evidence in text or skill.evidence == "Zzz" for skill in skills_of("Zzz", "", text))


def test_skills_out_of_the_question_are_left_out_without_changing_what_is_found() -> None:
    quick, thorough = load_weighing(), copy(load_weighing())
    assert min(quick.floors.values()) > 0
    object.__setattr__(thorough, "floors", {})
    object.__setattr__(thorough, "floor", 0.0)
    for mission in demo_missions():
        told = (mission.title, mission.description, mission.soft_skills)
        assert tag(*told, weighing=quick) == tag(*told, weighing=thorough), mission.title
