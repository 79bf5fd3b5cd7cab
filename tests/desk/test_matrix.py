"""The coverage matrix: what it counts, what it says of gaps, and where its cells lead."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from desk.coverage import counted, rule_of
from kit.cells import neutralised
from missions.models import MissionSkill
from resources.models import ArticlePage, ResourceIndexPage
from skills.models import Family, Skill
from tests.missions.factories import MissionFactory
from tests.resources.factories import STRESS, TEAM, ArticleFactory, CourseFactory, VideoFactory

MATRIX = "/admin/couverture/"


def cell(response, skill: str, kind: str, level: int, language: str = "fr"):
    """The part of the matrix at one place."""
    rows = [row for group in response.context["groups"] for row in group.rows if row.skill.slug == skill]
    found = [cell for cell in rows[0].cells if (cell.kind, cell.level) == (kind, level)]
    return next(part for part in found[0].parts if part.place.language == language)


def test_what_is_published_counts_once_in_its_cell(editor: Client, resource_index: ResourceIndexPage) -> None:
    ArticleFactory(parent=resource_index, skills={STRESS: 2, TEAM: 3})
    ArticleFactory(parent=resource_index, skills={STRESS: 2}, live=False)
    MissionSkill.objects.create(mission=MissionFactory(), skill=Skill.objects.get(slug=STRESS), level=1)
    MissionSkill.objects.create(mission=MissionFactory(status="closed"), skill=Skill.objects.get(slug=STRESS), level=1)
    answer = editor.get(MATRIX)
    assert [cell(answer, STRESS, *place).number for place in (("article", 2), ("article", 3), ("mission", 1))] == [1, 0, 1]
    assert cell(answer, TEAM, "article", 3).number == 1
    assert answer.context["total"] == 3


def test_each_language_is_counted_apart(
    editor: Client, resource_index: ResourceIndexPage, english_index: ResourceIndexPage
) -> None:
    ArticleFactory(parent=english_index, skills={STRESS: 2})
    both = editor.get(MATRIX, {"language": "all"})
    assert [cell(both, STRESS, "article", 2, language).number for language in ("fr", "en")] == [0, 1]
    assert cell(editor.get(MATRIX), STRESS, "article", 2).number == 0


def test_number_leads_to_the_list_and_nothing_to_the_form(editor: Client, resource_index: ResourceIndexPage) -> None:
    ArticleFactory(parent=resource_index, title="Respirer", skills={STRESS: 2})
    ArticleFactory(parent=resource_index, title="Autre niveau", skills={STRESS: 3})
    answer = editor.get(MATRIX)
    assert "aucun" in answer.content.decode()
    listed = editor.get(cell(answer, STRESS, "article", 2).href).content.decode()
    assert "Respirer" in listed
    assert "Autre niveau" not in listed
    form = editor.get(cell(answer, STRESS, "video", 4).href).context["form"]
    row = form.formsets["skill_rows"].forms[0]
    assert (row["skill"].value(), row["level"].value()) == (Skill.objects.get(slug=STRESS).pk, 4)


def test_missions_of_a_cell_are_listed(editor: Client, resource_index: ResourceIndexPage) -> None:
    mission = MissionFactory(title="Tenir la buvette")
    MissionSkill.objects.create(mission=mission, skill=Skill.objects.get(slug=STRESS), level=1)
    answer = editor.get(MATRIX)
    assert "Tenir la buvette" in editor.get(cell(answer, STRESS, "mission", 1).href).content.decode()
    assert cell(answer, STRESS, "mission", 2).href == ""


def test_form_from_a_gap_saves_the_skill_with_the_page(editor: Client, resource_index: ResourceIndexPage) -> None:
    """As the browser sends it back: the row is there from the start, without an id."""
    skill = Skill.objects.get(slug=STRESS)
    row = {"id": "", "skill": skill.pk, "level": 2, "weight": 3, "DELETE": "", "ORDER": 1}
    data = {
        "title": "Respirer", "slug": "respirer", "summary": "Souffle.", "minutes": 4, "quality": "0.5", "licence": "cc-by-sa-4.0",
        "body": streamfield([("text", rich_text("<p>Souffle.</p>"))]), "sources": streamfield([]),
        "skill_rows": inline_formset([row], initial=1), "comments": inline_formset([]),
    }  # fmt: skip
    answer = editor.post(f"/admin/pages/add/resources/articlepage/{resource_index.pk}/", nested_form_data(data))
    assert answer.status_code == 302, answer.context["form"].errors
    saved = ArticlePage.objects.get(slug="respirer").skill_rows.get()
    assert (saved.skill, saved.level) == (skill, 2)


def test_form_of_an_unknown_skill_is_not_found(editor: Client, resource_index: ResourceIndexPage) -> None:
    assert editor.get("/admin/couverture/ecrire/article/fr/?skill=inconnue&level=2").status_code == 404
    assert editor.get(f"/admin/couverture/ecrire/article/fr/?skill={STRESS}&level=9").status_code == 404
    assert editor.get(f"/admin/couverture/ecrire/mission/fr/?skill={STRESS}&level=2").status_code == 404


def test_rule_says_what_a_skill_lacks(resource_index: ResourceIndexPage) -> None:
    skill = Skill.objects.get(slug=STRESS)
    ArticleFactory(parent=resource_index, skills={STRESS: 2})
    ArticleFactory(parent=resource_index, skills={STRESS: 2})
    rule = rule_of(skill, "fr", counted())
    assert (rule.met, rule.resources, rule.levels, rule.kinds) == (False, 1, 1, 1)
    assert rule.words == "manque 1 ressource, 1 niveau, 1 format"
    VideoFactory(parent=resource_index, skills={STRESS: 3})
    assert rule_of(skill, "fr", counted()).met


def test_missions_do_not_make_a_skill_covered(resource_index: ResourceIndexPage) -> None:
    skill = Skill.objects.get(slug=STRESS)
    for level in (1, 2, 3):
        MissionSkill.objects.create(mission=MissionFactory(), skill=skill, level=level)
    assert rule_of(skill, "fr", counted()).resources == 3


def test_filters_narrow_rows_and_columns(editor: Client, resource_index: ResourceIndexPage) -> None:
    for factory, level in ((ArticleFactory, 1), (ArticleFactory, 2), (CourseFactory, 2)):
        factory(parent=resource_index, skills={STRESS: level})
    family = Skill.objects.get(slug=STRESS).family
    answer = editor.get(MATRIX, {"family": family.slug, "kind": "course", "gaps": "rule"})
    slugs = [row.skill.slug for group in answer.context["groups"] for row in group.rows]
    assert STRESS not in slugs
    assert len(slugs) == family.skills.count() - 1
    assert {cell.kind for group in answer.context["groups"] for row in group.rows for cell in row.cells} == {"course"}
    assert len(editor.get(MATRIX, {"gaps": "empty"}).context["groups"]) == Family.objects.count()


def test_unknown_filters_are_left_aside(editor: Client, resource_index: ResourceIndexPage) -> None:
    answer = editor.get(MATRIX, {"family": "x", "kind": "x", "gaps": "x", "language": "x"})
    assert answer.status_code == 200
    assert answer.context["shown"] == 45


def matrix_queries(client: Client) -> int:

    with CaptureQueriesContext(connection) as queries:
        assert client.get(MATRIX).status_code == 200
    return len(queries)


def test_number_of_queries_does_not_depend_on_content(editor: Client, resource_index: ResourceIndexPage) -> None:
    ArticleFactory(parent=resource_index, skills={STRESS: 2})
    editor.get(MATRIX)
    before = matrix_queries(editor)
    for level in (1, 2, 3, 4):
        ArticleFactory(parent=resource_index, skills={STRESS: level, TEAM: level})
        MissionSkill.objects.create(mission=MissionFactory(), skill=Skill.objects.get(slug=TEAM), level=level)
    # The new edition's own first look.
    editor.get(MATRIX)
    assert matrix_queries(editor) == before


def test_export_has_what_the_screen_shows(editor: Client, resource_index: ResourceIndexPage) -> None:
    ArticleFactory(parent=resource_index, skills={STRESS: 2})
    answer = editor.get(MATRIX, {"export": "csv"})
    rows = list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))
    row = next(row for row in rows if row["Compétence"] == Skill.objects.get(slug=STRESS).name)
    assert len(rows) == 45
    assert (row["Article, pratique (fr)"], row["Article, expert (fr)"], row["Total"]) == ("1", "0", "1")
    book = load_workbook(BytesIO(editor.get(MATRIX, {"export": "xlsx"}).getvalue()))
    assert book.active.max_row == 46


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_never_start_a_formula(start: str) -> None:
    assert neutralised(f"{start}1+1") == f"'{start}1+1"
    assert neutralised(-1) == -1


def test_export_neutralises_names(editor: Client, resource_index: ResourceIndexPage) -> None:
    Skill.objects.filter(slug=STRESS).update(name_fr='=HYPERLINK("https://x.example")')
    ArticleFactory(parent=resource_index, skills={STRESS: 2})
    names = csv.DictReader(StringIO(editor.get(MATRIX, {"export": "csv"}).getvalue().decode("utf-8-sig")))
    assert '\'=HYPERLINK("https://x.example")' in {row["Compétence"] for row in names}
    MissionSkill.objects.create(mission=MissionFactory(title="@SUM(1)"), skill=Skill.objects.get(slug=STRESS), level=2)
    for export in ("csv", "xlsx"):
        content = editor.get(f"{MATRIX}missions/", {"skill": STRESS, "level": 2, "export": export}).getvalue()
        if export == "xlsx":
            assert [row[0] for row in load_workbook(BytesIO(content)).active.values][1:] == ["'@SUM(1)"]
        else:
            assert "'@SUM(1)" in content.decode()


def test_only_editors_see_it(client: Client, resource_index: ResourceIndexPage) -> None:
    assert client.get(MATRIX).status_code == 302
    user = get_user_model().objects.create_user("invite", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(MATRIX).status_code == 302
    assert client.get(f"{MATRIX}missions/?skill={STRESS}&level=2").status_code == 302
