"""Resources from a spreadsheet: what is read, what is refused and why, and doing it twice."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from resources.imports.applying import Import, Outcome, State
from resources.imports.columns import COLUMNS
from resources.imports.model_file import model_csv, model_xlsx
from resources.imports.rows import html_of
from resources.imports.tables import MAX_ROWS, Unreadable, read_table
from resources.models import ArticlePage, CoursePage, Resource, ResourceIndexPage, VideoPage

HEADINGS = "kind;title;summary;text;minutes;skills;tags;language;url;licence;author;source;slug"
GOOD = {
    "kind": "article",
    "title": "Tenir un exposé",
    "summary": "Trois appuis.",
    "text": "Choisis trois mots.\n## Avant\n- Écris-les\n- Dis-les",
    "minutes": "5",
    "skills": "gestion-du-stress:2:3; Écoute active:1",
    "tags": "oral, exposé",
    "language": "fr",
    "licence": "CC BY-SA 4.0",
    "author": "Nour",
    "slug": "tenir-un-expose",
}


def as_csv(*rows: dict[str, str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, HEADINGS.split(";"), delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def apply(resource_index: ResourceIndexPage) -> Callable[..., list[Outcome]]:
    return lambda *rows, user=None: Import(read_table(as_csv(*rows)), user).apply()


def row(**values: str) -> dict[str, str]:
    return {**GOOD, **values}


# --- files --------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_however_it_was_saved(separator: str, encoding: str) -> None:
    table = read_table(as_csv(GOOD, separator=separator, encoding=encoding))
    assert table.rows[0].values == GOOD
    assert table.unknown == ()


def test_lines_are_counted_as_a_spreadsheet_counts_them() -> None:
    table = read_table(as_csv(GOOD, GOOD))
    # The text of the first takes four lines of the file.
    assert [found.line for found in table.rows] == [2, 6]
    assert [found.line for found in read_table(as_xlsx(["titre"], ["a"], [], ["b"])).rows] == [2, 4]


def test_xlsx_is_read_with_its_numbers_and_french_headings() -> None:
    table = read_table(as_xlsx(["Titre", "Mots clés", "DURÉE", "remarque"], ["a", "b, c", 5.0, "x"], [None, None, 7, None]))
    assert [found.values for found in table.rows] == [{"title": "a", "tags": "b, c", "minutes": "5"}, {"minutes": "7"}]
    assert table.unknown == ("remarque",)


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet defines an entity, as "billion laughs" does."""
    source, out = zipfile.ZipFile(BytesIO(as_xlsx(["titre"], ["a"]))), BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + body
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"x" * (5 * 1024 * 1024 + 1), r"dépasse 5\s*Mo"),
        (b"\xd0\xcf\x11\xe0rest", "ancien fichier Excel"),
        (b"PK\x03\x04 damaged", "ne s'ouvre pas"),
        (b"\x00\x01\x02binary", "ni un fichier .xlsx"),
        (b"nom;prenom\na;b", "nommer les colonnes"),
        (b"titre;Titre\na;b", "deux fois"),
        (as_xlsx(["titre"], *[["a"]] * (MAX_ROWS + 1)), "plus de 2000 lignes"),
        (("titre\n" + "a\n" * (MAX_ROWS + 1)).encode(), "plus de 2000 lignes"),
        (bomb(), "trop gros"),
        (with_entities(), "ne s'ouvre pas"),
    ],
    ids=["empty", "large", "xls", "damaged", "binary", "headings", "twice", "xlsx rows", "csv rows", "bomb", "entities"],
)
def test_file_that_cannot_be_used_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_table(content)


def test_model_files_are_read_and_accepted(resource_index: ResourceIndexPage) -> None:
    for content in (model_csv(), model_xlsx()):
        (outcome,) = Import(read_table(content)).plan()
        assert (outcome.state, outcome.problems) == (State.NEW, ())
    book = load_workbook(BytesIO(model_xlsx()))
    assert [cell.value for cell in book.worksheets[1]["A"]][1 : len(COLUMNS) + 1] == [column.heading for column in COLUMNS]
    assert len(list(book.worksheets[2].rows)) > 45


# --- rows ---------------------------------------------------------------------------------


def test_row_becomes_a_draft_with_its_facts(apply: Callable[..., list[Outcome]]) -> None:
    (outcome,) = apply(GOOD)
    page = ArticlePage.objects.get(pk=outcome.page)
    assert (page.live, page.slug, page.minutes, page.author, page.licence) == (
        False,
        "tenir-un-expose",
        5,
        "Nour",
        "cc-by-sa-4.0",
    )
    assert [(r.skill.slug, r.level, r.weight) for r in page.skill_rows.all()] == [
        ("gestion-du-stress", 2, 3),
        ("ecoute-active", 1, 2),
    ]
    assert sorted(page.keywords) == ["exposé", "oral"]
    assert page.body[0].value.source == "<p>Choisis trois mots.</p><h2>Avant</h2><ul><li>Écris-les</li><li>Dis-les</li></ul>"


def test_kinds_and_languages(apply: Callable[..., list[Outcome]], english_index: ResourceIndexPage) -> None:
    address = "https://www.youtube.com/watch?v=abcdefghijk"
    outcomes = apply(
        row(kind="Vidéo", url=address, slug="v"),
        row(kind="cours", slug="c"),
        row(language="Anglais", slug="e", url="https://example.org/", source="Example"),
    )
    assert [outcome.state for outcome in outcomes] == [State.NEW] * 3
    assert VideoPage.objects.get(slug="v").video_url == address
    assert CoursePage.objects.get(slug="c").kind == "course"
    english = ArticlePage.objects.get(slug="e")
    assert (english.locale.language_code, english.source_url, english.source_title) == ("en", "https://example.org/", "Example")


def test_again_changes_nothing_and_a_correction_only_what_it_says(apply: Callable[..., list[Outcome]]) -> None:
    apply(GOOD)
    (again,) = apply(GOOD)
    assert again.state == State.UNCHANGED
    (changed,) = apply({"slug": "tenir-un-expose", "minutes": "9", "skills": "cooperation:pratique"})
    assert [(change.column, change.before, change.after) for change in changed.changes] == [
        ("minutes", "5", "9"),
        ("skills", "gestion-du-stress:2:3; ecoute-active:1:2", "cooperation:2:2"),
    ]
    assert Resource.objects.count() == 1
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert (draft.minutes, draft.title, draft.author) == (9, "Tenir un exposé", "Nour")


def test_published_page_keeps_its_face_until_the_draft_is_published(apply: Callable[..., list[Outcome]]) -> None:
    apply(GOOD)
    ArticlePage.objects.get().get_latest_revision().publish()
    apply(row(title="Autre titre"))
    page = ArticlePage.objects.get()
    assert (page.live, page.title, page.draft_title) == (True, "Tenir un exposé", "Autre titre")


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"kind": "poème"}, "kind", "On ne connaît pas « poème »."),
        ({"kind": ""}, "kind", "À remplir pour une nouvelle page."),
        ({"summary": "x" * 301}, "summary", "300"),
        ({"summary": ""}, "summary", "À remplir"),
        ({"title": "x" * 256}, "title", "255"),
        ({"minutes": "cinq"}, "minutes", "nombre entier"),
        ({"minutes": "0"}, "minutes", "1"),
        ({"skills": "telepathie:2"}, "skills", "« telepathie »"),
        ({"skills": "gestion-du-stress"}, "skills", "il faut le niveau"),
        ({"skills": "gestion-du-stress:5"}, "skills", "« 5 » n'est pas un niveau"),
        ({"skills": "gestion-du-stress:2:9"}, "skills", "« 9 » n'est pas un poids"),
        ({"skills": "gestion-du-stress:2;Gérer son stress:1"}, "skills", "deux fois"),
        ({"language": "breton"}, "language", "« breton »"),
        ({"language": "en"}, "language", "pas de liste"),
        ({"licence": "gratuit"}, "licence", "« gratuit »"),
        ({"slug": "Pas Bon"}, "slug", "minuscules"),
        ({"kind": "video"}, "url", "un fichier ou"),
        ({"kind": "video", "url": "https://example.org/film"}, "url", ""),
        ({"url": "pas une adresse"}, "url", ""),
    ],
)
def test_bad_cell_is_named_and_the_other_rows_are_kept(
    apply: Callable[..., list[Outcome]], values: dict[str, str], column: str, reason: str
) -> None:
    bad, good = apply(row(**values), row(slug="autre"))
    assert (bad.state, good.state) == (State.REFUSED, State.NEW)
    (problem,) = bad.problems
    assert (problem.line, problem.column) == (2, column)
    assert reason in problem.reason.replace("\xa0", " ")
    assert [page.slug for page in Resource.objects.all()] == ["autre"]


def test_one_page_twice_in_a_file(apply: Callable[..., list[Outcome]]) -> None:
    assert [outcome.state for outcome in apply(GOOD, GOOD)] == [State.NEW, State.REFUSED]


def test_body_that_an_editor_built_is_not_replaced(apply: Callable[..., list[Outcome]]) -> None:
    apply(GOOD)
    page = ArticlePage.objects.get()
    page.body.append(("quote", {"text": "Bravo", "who": ""}))
    page.save_revision()
    (outcome,) = apply(row(text="Autre chose."))
    assert outcome.problems[0].column == "text"
    assert apply(row(text="", minutes="7"))[0].state == State.CHANGED


def test_text_is_escaped() -> None:
    assert html_of("<script>x</script>\n\n* a\n• b") == "<p>&lt;script&gt;x&lt;/script&gt;</p><ul><li>a</li><li>b</li></ul>"


def test_dry_run_tells_the_same_and_writes_nothing(resource_index: ResourceIndexPage) -> None:
    table = read_table(as_csv(GOOD, row(slug="b", minutes="x")))
    planned = Import(table).plan()
    assert not Resource.objects.exists()
    assert [outcome.state for outcome in planned] == [outcome.state for outcome in Import(table).apply()]


def test_stranger_may_nothing(resource_index: ResourceIndexPage) -> None:
    nobody = get_user_model().objects.create_user("rien", "rien@example.org", "x")
    (outcome,) = Import(read_table(as_csv(GOOD)), nobody).plan()
    assert "droit" in outcome.problems[0].reason


# --- command ------------------------------------------------------------------------------


def test_command_dry_then_for_good(resource_index: ResourceIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(as_csv(GOOD, row(slug="b", minutes="x")))
    out = StringIO()
    call_command("import_resources", str(path), dry_run=True, json=True, stdout=out)
    assert [outcome["state"] for outcome in json.loads(out.getvalue())] == ["new", "refused"]
    assert not Resource.objects.exists()
    out = StringIO()
    call_command("import_resources", str(path), stdout=out)
    assert "nouvelles : 1" in out.getvalue().replace("\xa0", " ")
    assert "Ligne 6, minutes" in out.getvalue()
    assert Resource.objects.count() == 1


def test_command_names_a_file_it_cannot_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_resources", str(tmp_path / "rien.csv"))
