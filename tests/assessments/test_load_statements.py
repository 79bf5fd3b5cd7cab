"""The statements' files: complete, loaded again without harm, their faults named."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Statement
from skills.models import Skill

pytestmark = pytest.mark.django_db

GOOD = """autonomie:
  - id: "{slug}"
    reversed: false
    first: {{fr: "Je range.", en: "I tidy up."}}
    third: {{fr: "Cette personne range.", en: "This person tidies up."}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "adaptabilite.yaml").write_text(GOOD.format(slug="autonomie-1"), encoding="utf-8")
    return tmp_path


def load(folder: Path | None = None) -> None:
    call_command("load_statements", verbosity=0, **({"folder": folder} if folder else {}))


def test_every_skill_has_five_statements_in_both_languages_and_persons():
    for skill in Skill.objects.prefetch_related("statements"):
        statements = skill.statements.all()
        assert len(statements) == 5, skill.slug
        assert 1 <= sum(statement.reversed for statement in statements) <= 3, skill.slug
        for statement in statements:
            texts = (statement.first_fr, statement.first_en, statement.third_fr, statement.third_en)
            assert all(texts), statement.slug
            assert len(set(texts)) == 4, statement.slug


def test_loading_again_changes_nothing():
    before = list(Statement.objects.order_by("pk").values())
    load()
    assert list(Statement.objects.order_by("pk").values()) == before


def test_loading_keeps_an_editors_text_and_renews_the_others(folder):
    statement = Statement.objects.get(slug="autonomie-1")
    statement.first_fr = "Je range sans qu'on me le demande."
    statement.save()
    load(folder)
    statement.refresh_from_db()
    assert statement.first_fr == "Je range sans qu'on me le demande."
    assert statement.first_en == "I tidy up."


def test_loading_retires_what_left_the_files_but_not_an_editors_own(folder):
    skill = Skill.objects.get(slug="autonomie")
    texts = {"first_fr": "a", "first_en": "b", "third_fr": "c", "third_en": "d"}
    Statement.objects.create(slug="a-moi", skill=skill, **texts)
    load(folder)
    assert set(Statement.objects.active().values_list("slug", flat=True)) == {"autonomie-1", "a-moi"}
    load()
    assert Statement.objects.active().count() == 226


def test_loading_leaves_a_statement_retired_by_an_editor_retired():
    Statement.objects.filter(slug="autonomie-1").update(active=False)
    load()
    assert not Statement.objects.get(slug="autonomie-1").active


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("autonomie: [\n  - id: x\n", r"bad\.yaml, line \d"),
        ("- a\n", r"bad\.yaml: skill slugs"),
        ("autonomie: oui\n", r"bad\.yaml, autonomie: a list"),
        ("autonomie:\n  - oui\n", r"bad\.yaml, autonomie, n\. 1: id"),
        (GOOD.format(slug="Autonomie 1"), r"bad\.yaml, autonomie, n\. 1: id must be"),
        (GOOD.format(slug="x").replace("false", "peut-être"), r"n\. 1: reversed must be"),
        (GOOD.format(slug="x").replace("I tidy up.", ""), r"n\. 1, first\.en: a text is missing"),
        (GOOD.format(slug="x").replace("I tidy up.", "a" * 201), r"n\. 1, first\.en: 201 characters"),
        (GOOD.format(slug="x").replace("autonomie", "jonglage"), r"no skill 'jonglage'"),
        (GOOD.format(slug="x") + GOOD.format(slug="x").replace("autonomie", "curiosite"), r"curiosite, n\. 1: id 'x' is used"),
    ],
)
def test_a_bad_file_is_named_and_changes_nothing(tmp_path, content, message):
    before = list(Statement.objects.values())
    (tmp_path / "bad.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        load(tmp_path)
    assert list(Statement.objects.values()) == before


def test_a_file_that_is_not_text_is_named(tmp_path):
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=r"bad\.yaml"):
        load(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"no \.yaml file"):
        load(tmp_path)
