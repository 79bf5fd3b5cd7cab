"""One of several announcements is shown, whatever the order they come in; a person's word counts more."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from missions.choices import Status
from missions.models import Mission
from missions.quality.duplicates import decide, regroup, split
from missions.text import text_to_html
from tests.missions.factories import MissionFactory, OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAIRS = Path(__file__).parent.parent / "data" / "duplicate_pairs.jsonl"
LONG = (
    "Chaque mardi soir, tu rejoins la maraude de Nantes. Avec trois autres bénévoles, tu prépares les thermos, tu distribues repas "
    "chauds et duvets, et tu prends le temps de parler avec les personnes rencontrées. Une formation est offerte."
)
SHORT = "Maraude du mardi soir. Préparer les thermos, distribuer repas chauds et duvets, parler avec les personnes rencontrées. Formation."


def announced(slug: str, title: str, text: str, **facts) -> Mission:
    source = SourceFactory(slug=slug, name=slug.capitalize())
    organisation = OrganisationFactory(source=source, name=facts.pop("organisation", "Croix-Rouge française - Nantes"))
    town = facts.pop("town", "Nantes")
    return MissionFactory(
        source=source, organisation=organisation, title=title, description_html=text_to_html(text), at=(47.2, -1.5),
        at__city=town, at__department_code="44", **facts
    )  # fmt: skip


def two() -> tuple[Mission, Mission]:
    full = announced("alpha", "Je distribue des repas chauds aux personnes sans abri", LONG)
    short = announced("beta", "Maraude : distribution de repas", SHORT, organisation="Croix Rouge Française")
    return full, short


def shown() -> set[int]:
    return set(Mission.objects.filter(duplicate_of__isnull=True).values_list("pk", flat=True))


@pytest.mark.parametrize("order", [1, -1])
def test_most_complete_is_shown_in_any_order(order: int) -> None:
    full, short = two()
    for mission in (full, short)[::order]:
        regroup([mission.pk])
    assert shown() == {full.pk}
    regroup([short.pk, full.pk])
    assert shown() == {full.pk}


def test_priority_of_the_source_counts_first() -> None:
    full, short = two()
    short.source.priority = 9
    short.source.save()
    regroup([full.pk, short.pk])
    assert shown() == {short.pk}


def test_other_town_is_another_mission() -> None:
    full, _short = two()
    there = announced("beta", full.title, LONG.replace("Nantes", "Rezé"), town="Rezé")
    regroup([full.pk, there.pk])
    assert {full.pk, there.pk} <= shown()


def test_closed_one_gives_its_place_to_the_other() -> None:
    full, short = two()
    regroup([full.pk, short.pk])
    Mission.objects.filter(pk=full.pk).update(status=Status.CLOSED)
    regroup([full.pk])
    assert short.pk in shown()
    Mission.objects.filter(pk=full.pk).update(status=Status.OPEN)
    regroup([full.pk])
    assert shown() == {full.pk}


def test_set_aside_keeps_the_whole_group_aside() -> None:
    full, short = two()
    regroup([full.pk, short.pk])
    Mission.objects.filter(pk=full.pk).update(held=True)
    regroup([short.pk])
    assert short.pk not in shown()


def test_split_survives_another_import() -> None:
    full, short = two()
    regroup([full.pk, short.pk])
    split(short.pk)
    assert shown() == {full.pk, short.pk}
    regroup([full.pk, short.pk])
    call_command("group_missions", stdout=StringIO())
    assert shown() == {full.pk, short.pk}


def test_merge_survives_another_import() -> None:
    full = two()[0]
    other = announced("gamma", "Tout autre chose", "Rien à voir avec le reste.", organisation="Autre nom")
    decide(full.pk, other.pk, same=True)
    for _turn in range(2):
        assert other.pk not in shown()
        regroup([other.pk])
        regroup([full.pk])


def test_mission_is_not_joined_with_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        decide(1, 1, same=True)


def test_vague_announcement_does_not_tie_two_sessions() -> None:
    first = announced("alpha", "Grande collecte", LONG, starts="2050-11-01", ends="2050-11-20")
    second = announced("beta", "Grande collecte", LONG, starts="2051-03-01", ends="2051-03-20")
    vague = announced("gamma", "Grande collecte", LONG)
    regroup([first.pk, second.pk, vague.pk])
    assert {first.pk, second.pk} <= shown()
    assert vague.pk not in shown()


def test_page_of_a_duplicate_leads_to_the_shown_one_which_names_the_platform(client: Client) -> None:
    full, short = two()
    regroup([full.pk, short.pk])
    response = client.get(short.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, full.get_absolute_url())
    html = client.get(full.get_absolute_url()).content.decode()
    assert "Aussi sur" in html
    assert f'href="/missions/{short.pk}/partir/"' in html
    assert client.get(f"/missions/{short.pk}/partir/").status_code == 302


def test_labelled_pairs_are_told_apart() -> None:
    out = StringIO()
    call_command("evaluate_duplicates", str(PAIRS), "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["all"]["pairs"] >= 150
    for half in ("all", "tuning", "held-out"):
        assert report[half]["precision"] >= 0.98, report[half]
        assert report[half]["recall"] >= 0.9, report[half]


def test_file_of_pairs_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"a": {}, "b": {}, "same": true}\n{"a": 1}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="2"):
        call_command("evaluate_duplicates", str(file))
