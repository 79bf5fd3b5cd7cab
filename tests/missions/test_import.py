"""A feed into the database: what is created, changed, left alone, refused, closed; nothing by accident."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from missions.choices import Origin, Status
from missions.models import Mission, MissionSkill, Organisation, Source
from missions.runs import applying
from missions.signals import missions_changed
from missions.tagging.tagger import tagger_version
from skills.models import Skill
from tests.missions.factories import CommuneFactory, page, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    def import_now(content: Any, *options: str) -> dict[str, Any]:
        feed = tmp_path / "feed.json"
        feed.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        out = StringIO()
        call_command("import_missions", str(feed), "--source", "essai", "--json", *options, stdout=out, stderr=StringIO())
        return json.loads(out.getvalue())

    return import_now


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Runs something and gives the ids that `missions_changed` told."""

    def listen(action) -> list[int]:
        ids: list[int] = []

        def note(sender, ids: list[int], **kwargs) -> None:
            told.extend(ids)

        told = ids
        missions_changed.connect(note)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                action()
        finally:
            missions_changed.disconnect(note)
        return ids

    return listen


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [row(clientId=f"m{number}", title=f"Servir des repas {number}", **changes) for number in range(count)]


def state() -> list[tuple]:
    return list(
        Mission.objects.order_by("client_id").values_list("pk", "client_id", "title", "status", "content_hash", "min_age")
    )


def test_import_twice_changes_nothing(run, heard) -> None:
    assert run(page(rows(5)))["created"] == 5
    before, skills = state(), list(MissionSkill.objects.order_by("pk").values_list("pk", "evidence"))
    reports = []
    assert heard(lambda: reports.append(run(page(rows(5))))) == []
    assert (reports[0]["created"], reports[0]["changed"], reports[0]["unchanged"]) == (0, 0, 5)
    assert state() == before
    assert list(MissionSkill.objects.order_by("pk").values_list("pk", "evidence")) == skills


def test_unchanged_row_is_seen_again_even_when_its_platform_touched_it(run) -> None:
    run(page(rows(1)))
    before = Mission.objects.get().last_seen
    report = run(page(rows(1, updatedAt="2026-11-01T00:00:00Z")))
    assert report["unchanged"] == 1
    assert Mission.objects.get().last_seen > before


def test_changed_row_is_renewed_in_place_and_told(run, heard) -> None:
    run(page(rows(2)))
    pk = Mission.objects.get(client_id="m1").pk
    changed = [*rows(1), row(clientId="m1", title="Servir des goûters", addresses=[{"city": "Brest", "postalCode": "29200"}])]
    assert heard(lambda: run(page(changed))) == [pk]
    mission = Mission.objects.get(client_id="m1")
    assert (mission.pk, mission.title, mission.place_label) == (pk, "Servir des goûters", "Brest (29)")


def test_half_bad_feed_keeps_the_good_half_and_lists_the_rest(run) -> None:
    feed = [row(clientId=f"m{number}", **({"title": "Seul"} if number % 2 else {})) for number in range(10)]
    report = run(page(feed))
    assert (report["read"], report["created"], report["refused"]) == (10, 5, 5)
    assert report["refused_by_reason"] == {"title-one-word": 5}
    assert report["refusals"][0] == {
        "row": 2,
        "client_id": "m1",
        "field": "title",
        "value": "Seul",
        "why": "title-one-word",
        "reason": "Le titre n'a qu'un mot.",
    }


def test_demo_feed_gives_what_its_readme_says() -> None:
    out = StringIO()
    feed = Path(__file__).resolve().parents[2] / "home" / "demo" / "missions.json"
    call_command("import_missions", str(feed), "--source", "demo", "--json", stdout=out, stderr=StringIO())
    report = json.loads(out.getvalue())
    assert (report["read"], report["created"], report["refused"]) == (79, 68, 11)
    assert [refusal["row"] - 1 for refusal in report["refusals"]] == [4, 10, 17, 25, 31, 38, 46, 52, 60, 66, 73]


@pytest.mark.parametrize(
    "content",
    [
        "pas du JSON",
        "",
        "<source><mission/></source>",
        json.dumps(page(rows(3)))[:-40],
        json.dumps(page(rows(3))) + " et puis",
        '{"ok": false, "error": "unauthorized"}',
        '{"ok": true, "total": 3}',
        "[[[[",
        "[" * 100_000,
    ],
)
def test_feed_that_is_not_one_changes_nothing(run, content: str) -> None:
    run(page(rows(3)))
    before = state()
    with pytest.raises(CommandError):
        run(content)
    assert state() == before


def test_number_too_long_to_read_refuses_its_row_only(run) -> None:
    feed = json.dumps(page(rows(3))).replace('"places": 3', f'"places": {"9" * 5000}', 1)
    report = run(feed)
    assert (report["created"], report["refused_by_reason"]) == (2, {"places": 1})


def test_amount_too_large_for_arithmetic_refuses_its_row_only(run) -> None:
    report = run(page([*rows(2), row(clientId="riche", compensationAmount="1e9999999")]))
    assert (report["created"], report["refused_by_reason"]) == (2, {"compensation": 1})


@pytest.mark.parametrize("slug", ["", "deux mots", "été", "../etc", "a" * 51])
@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_source_that_is_no_slug_is_an_error(tmp_path: Path, slug: str, options: list[str]) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page(rows(1))), encoding="utf-8")
    with pytest.raises(CommandError, match="identifiant"):
        call_command("import_missions", str(feed), "--source", slug, *options, stdout=StringIO(), stderr=StringIO())
    assert not Source.objects.exists()


def test_missing_file_is_an_error() -> None:
    with pytest.raises(CommandError):
        call_command("import_missions", "/nulle/part.json", "--source", "essai", stderr=StringIO())


def test_list_and_bare_mission_are_feeds_too(run) -> None:
    assert run(rows(2))["created"] == 2
    assert run(row(clientId="seule"))["created"] == 1
    assert Mission.objects.filter(status=Status.OPEN).count() == 3


def test_dry_run_counts_and_writes_nothing(run) -> None:
    report = run(page(rows(4)), "--dry-run")
    assert (report["created"], report["dry_run"]) == (4, True)
    assert not Mission.objects.exists()
    assert not Source.objects.exists()


def test_absent_mission_is_closed_and_comes_back(run, heard) -> None:
    run(page(rows(10)))
    pk = Mission.objects.get(client_id="m9").pk
    reports = []
    assert heard(lambda: reports.append(run(page(rows(9))))) == [pk]
    assert reports[0]["closed"] == 1
    assert Mission.objects.get(pk=pk).status == Status.CLOSED
    assert run(page(rows(10)))["changed"] == 1
    assert Mission.objects.get(pk=pk).status == Status.OPEN


def test_more_than_a_fifth_gone_closes_nothing(run) -> None:
    run(page(rows(10)))
    report = run(page(rows(7)))
    assert report["closed"] == 0
    assert len(report["warnings"]) == 1
    assert Mission.objects.filter(status=Status.OPEN).count() == 10


def test_exactly_a_fifth_gone_is_closed(run) -> None:
    run(page(rows(10)))
    assert run(page(rows(8)))["closed"] == 2


def test_incomplete_feed_closes_nothing(run) -> None:
    run(page(rows(10)))
    report = run(page(rows(9), total=10))
    assert (report["complete"], report["closed"]) == (False, 0)
    assert report["warnings"]


def test_empty_feed_closes_nothing(run) -> None:
    run(page(rows(3)))
    report = run(page([]))
    assert report["closed"] == 0
    assert report["warnings"]
    assert Mission.objects.filter(status=Status.OPEN).count() == 3


def test_refused_row_does_not_close_its_mission(run) -> None:
    run(page(rows(10)))
    run(page([*rows(9), row(clientId="m9", title="Seul")]))
    assert Mission.objects.get(client_id="m9").status == Status.OPEN


def test_withdrawn_row_closes_its_mission_and_creates_none(run) -> None:
    run(page(rows(2)))
    report = run(page([*rows(1), row(clientId="m1", statusCode="REFUSED"), row(clientId="m2", deletedAt="2026-01-01")]))
    assert (report["skipped"], report["closed"], report["created"]) == (2, 1, 0)
    assert Mission.objects.get(client_id="m1").status == Status.CLOSED


def test_mission_the_team_withdrew_stays_withdrawn(run) -> None:
    run(page(rows(1)))
    Mission.objects.update(status=Status.WITHDRAWN)
    run(page(rows(1, places=9)))
    assert Mission.objects.get().status == Status.WITHDRAWN


def test_same_id_twice_is_refused_the_second_time(run) -> None:
    report = run(page([row(clientId="m1"), row(clientId="m1", title="Une autre mission")]))
    assert (report["created"], report["refused_by_reason"]) == (1, {"id-twice": 1})


def test_same_id_in_two_sources_is_two_missions(run, tmp_path: Path) -> None:
    run(page(rows(1)))
    feed = tmp_path / "other.json"
    feed.write_text(json.dumps(page(rows(1))))
    call_command("import_missions", str(feed), "--source", "autre", stdout=StringIO(), stderr=StringIO())
    assert Mission.objects.count() == 2


def test_missions_without_organisation_id_share_the_organisation_of_that_name(run) -> None:
    run(page(rows(3, organizationClientId=None)))
    assert Organisation.objects.get().missions.count() == 3


def test_editor_skills_survive_a_reimport(run) -> None:
    run(page(rows(1)))
    mission = Mission.objects.get()
    kept = MissionSkill.objects.create(
        mission=mission, skill=Skill.objects.get(slug="mediation"), evidence="à la main", origin=Origin.EDITOR
    )
    run(page(rows(1, places=9)))
    assert MissionSkill.objects.get(pk=kept.pk).evidence == "à la main"
    assert mission.skills.filter(origin=Origin.RULE).exists()


def test_reviewed_skills_are_left_alone(run) -> None:
    run(page(rows(1)))
    MissionSkill.objects.all().delete()
    Mission.objects.update(skills_reviewed=True)
    run(page(rows(1, places=9)))
    assert not MissionSkill.objects.exists()


def test_imported_skills_have_a_confidence_and_say_what_read_them(run) -> None:
    run(page(rows(1)))
    mission = Mission.objects.get()
    assert mission.tagger_version == tagger_version()
    said = {one["skill"]: one["confidence"] for one in mission.tagging["trained"]}
    assert said
    assert said == {row.skill.slug: row.confidence for row in mission.skills.select_related("skill")}


def test_what_the_tagger_said_stays_beside_a_correction(run) -> None:
    run(page(rows(1)))
    said = Mission.objects.get().tagging
    Mission.objects.update(skills_reviewed=True)
    run(page(rows(1, description="Tu rédiges des articles.", descriptionHtml="<p>Tu rédiges des articles.</p>")))
    mission = Mission.objects.get()
    assert mission.description == "Tu rédiges des articles."
    assert mission.tagging == said


def test_place_without_coordinates_takes_its_communes(run) -> None:
    CommuneFactory(name="Lyon", postcodes="69001 69002 69003")
    run(page(rows(1, addresses=[{"city": "LYON", "postalCode": "69003"}])))
    assert Mission.objects.get().points == [(45.749, 4.8471)]


def test_number_of_queries_does_not_grow_with_unchanged_rows(run, django_assert_max_num_queries) -> None:
    run(page(rows(60)))
    with django_assert_max_num_queries(26):
        run(page(rows(60)))


def test_what_no_database_can_store_is_left_out_of_texts(run) -> None:
    odd = "a\x00b \ud800c"
    report = run(page([row(title=odd, description=odd, clientId=odd, organizationName=odd, schedule=odd, tags=[odd])]))
    assert report["created"] == 1
    assert Mission.objects.get().title == "ab c"
    assert run(page([row(applicationUrl="https://a.example/\ud800")]))["refused_by_reason"] == {"address-invalid": 1}


def test_feed_is_applied_in_chunks(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    assert run(page(rows(5)))["created"] == 5
    assert run(page(rows(5)))["unchanged"] == 5


def test_source_knows_its_last_run(run) -> None:
    run(page([*rows(1), row(title="Seul", clientId="z")]))
    source = Source.objects.get(slug="essai")
    assert source.last_run is not None
    assert source.runs.first().refused_by_reason == {"title-one-word": 1}
