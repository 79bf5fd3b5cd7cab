"""Measuring the tagger, teaching it, tagging again, and what editors correct given back as examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from missions.choices import Origin
from missions.management.commands import train_tagger
from missions.models import Mission, MissionSkill
from missions.signals import missions_changed
from missions.tagging.labelled import Labelled
from missions.tagging.measuring import measure
from missions.tagging.tagger import RequiredSkill, Tagging, TrainedSkill, tagger_version
from missions.tagging.weighing import WEIGHTS_FILE, load_weighing
from skills.models import Skill
from tests.missions.factories import MissionFactory

pytestmark = pytest.mark.django_db
OWN = Path(__file__).parent / "data" / "missions_labelled.jsonl"
LATER = Path(__file__).parent / "data" / "missions_labelled_later.jsonl"
GOOD = {
    "id": "1",
    "title": "Une mission",
    "text": "Animer des ateliers. Sens de l'écoute exigé.",
    "train": [{"skill": "communication-orale", "span": "des ateliers"}],
    "required": ["ecoute-active"],
}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def figures(capsys: pytest.CaptureFixture[str], path: Path) -> dict:
    call_command("evaluate_tagger", str(path), "--json")
    return json.loads(capsys.readouterr().out)


def trained(slug: str, sentence: str) -> TrainedSkill:
    return TrainedSkill(slug, 2, 2.0, sentence, 0.8)


def test_measure_counts_by_hand() -> None:
    text = "Animer des ateliers. Trier le stock. Être à l'écoute."
    one = Labelled(
        "Une mission", text, {"communication-orale": "des ateliers", "empathie": "Trier"}, frozenset({"ecoute-active"})
    )
    two = Labelled("Une autre", text, {"communication-orale": "Trier le stock"}, frozenset())
    said = [trained("communication-orale", "Animer des ateliers."), trained("ecoute-active", "Être à l'écoute.")]
    found = measure([one, two], [Tagging(said, []), Tagging(said[:1], [RequiredSkill("empathie", "x")])])
    assert found["micro"] == {"precision": 0.667, "recall": 0.667, "f1": 0.667, "right": 2, "proposed": 3, "labelled": 3}
    assert found["macro"] == {"precision": 0.333, "recall": 0.333, "f1": 0.333}
    assert found["skills"]["communication-orale"]["f1"] == 1.0
    assert found["spans_right"] == 0.5
    assert found["required_as_trained"] == 1


def test_evaluation_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = figures(capsys, lines(tmp_path / "labelled.jsonl", GOOD))
    assert (found["missions"], found["micro"]["recall"], found["spans_right"], found["bad_lines"]) == (1, 1.0, 1.0, [])
    assert found["required_as_trained"] == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"title": ', "not JSON"),
        ("[]", "not an object"),
        (GOOD | {"text": ""}, "text: no text"),
        (GOOD | {"title": 3}, "title: no text"),
        (GOOD | {"train": {}}, "train: not a list"),
        (GOOD | {"train": ["empathie"]}, "a label is not {skill, span}"),
        (GOOD | {"train": [{"skill": "empathie", "span": "ailleurs"}]}, "the span of empathie is not in the text"),
        (GOOD | {"train": [{"skill": "magie", "span": "des"}]}, "no skill is called « magie »"),
        (GOOD | {"required": ["magie"]}, "no skill is called « magie »"),
    ],
)
def test_bad_lines_are_named_and_the_others_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: object, reason: str
) -> None:
    path = lines(tmp_path / "labelled.jsonl", GOOD, "", row)
    call_command("evaluate_tagger", str(path), "--json")
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["missions"] == 1
    assert len(found["bad_lines"]) == 1
    assert found["bad_lines"][0].startswith("line 3: ")
    assert reason in found["bad_lines"][0]
    assert found["bad_lines"][0] in printed.err


def test_file_without_a_labelled_mission_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no labelled mission"):
        call_command("evaluate_tagger", str(lines(tmp_path / "empty.jsonl", "{}")))
    with pytest.raises(CommandError, match=r"missing\.jsonl"):
        call_command("evaluate_tagger", str(tmp_path / "missing.jsonl"))


@pytest.mark.parametrize(("path", "floor"), [(OWN, 0.7), (LATER, 0.55)])
def test_tagger_keeps_its_floor_on_our_missions(capsys: pytest.CaptureFixture[str], path: Path, floor: float) -> None:
    found = figures(capsys, path)
    assert found["bad_lines"] == []
    assert found["micro"]["f1"] >= floor
    assert found["spans_right"] >= 0.6


def test_weights_are_what_our_missions_teach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = tmp_path / "weights.yaml"
    monkeypatch.setattr(train_tagger, "WEIGHTS_FILE", again)
    call_command("train_tagger", str(OWN), str(LATER))
    assert load_weighing(again) == load_weighing(WEIGHTS_FILE)


def test_training_names_bad_lines_and_wants_enough(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="line 1: not an object"):
        call_command("train_tagger", str(lines(tmp_path / "bad.jsonl", "3")))
    with pytest.raises(CommandError, match="10 labelled missions at least"):
        call_command("train_tagger", str(lines(tmp_path / "few.jsonl", GOOD)))


def tag_again(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    call_command("tag_missions", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_stale_missions_are_tagged_again_and_reviewed_ones_left(
    capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks
) -> None:
    stale, reviewed = MissionFactory(), MissionFactory(skills_reviewed=True)
    fresh = MissionFactory(tagger_version=tagger_version())
    mediation = Skill.objects.get(slug="mediation")
    MissionSkill.objects.create(mission=stale, skill=mediation, origin=Origin.EDITOR, evidence="à la main")
    MissionSkill.objects.create(mission=stale, skill=Skill.objects.get(slug="curiosite"), origin=Origin.RULE, evidence="vieux")
    assert tag_again(capsys) == {"tagged": 1, "reviewed": 1, "version": tagger_version()}
    rows = {row.skill.slug: row for row in stale.skills.all()}
    assert "curiosite" not in rows
    assert rows["mediation"].evidence == "à la main"
    service = rows["sens-du-service"]
    assert (service.origin, service.evidence) == (Origin.RULE, "Tu accueilles les personnes et tu sers les repas.")
    assert 0 < service.confidence <= 1
    assert not reviewed.skills.exists()
    assert not fresh.skills.exists()
    assert tag_again(capsys)["tagged"] == 0
    assert tag_again(capsys, "--all")["tagged"] == 2


def test_index_is_told_what_was_tagged_again(capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks) -> None:
    mission = MissionFactory()
    told: list[int] = []

    def listen(ids: list[int], **kwargs: object) -> None:
        told.extend(ids)

    missions_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            tag_again(capsys)
    finally:
        missions_changed.disconnect(listen)
    assert told == [mission.pk]


def test_corrections_come_back_as_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Tu accueilles les personnes. Appelle Ana au 06 12 34 56 78. Profil recherché : patience et sens de l'écoute."
    mission = MissionFactory(description_html=f"<p>{text}</p>")
    MissionFactory()
    call_command("tag_missions")
    mission.skills.all().delete()
    service, empathy = (Skill.objects.get(slug=slug) for slug in ("sens-du-service", "empathie"))
    MissionSkill.objects.create(mission=mission, skill=service, evidence="Tu accueilles les personnes.", weight=3)
    MissionSkill.objects.create(mission=mission, skill=empathy, evidence="Dit par l'équipe.", weight=2)
    Mission.objects.filter(pk=mission.pk).update(skills_reviewed=True)
    path = tmp_path / "examples.jsonl"
    call_command("export_skill_examples", str(path))
    capsys.readouterr()
    [row] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert row["train"] == [
        {"skill": "sens-du-service", "span": "Tu accueilles les personnes."},
        {"skill": "empathie", "span": ""},
    ]
    assert "ecoute-active" in row["required"]
    assert "06 12" not in json.dumps(row)
    assert row["said"]["version"] == tagger_version()
    assert "sens-du-service" in [one["skill"] for one in row["said"]["train"]]
    found = figures(capsys, path)
    assert (found["missions"], found["bad_lines"], found["micro"]["labelled"]) == (1, [], 2)


def test_export_to_a_place_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_skill_examples", str(tmp_path / "nowhere" / "examples.jsonl"))
