"""Suggestions in the editor: for the form as it stands, and for the draft as saved."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from resources.models import ResourceIndexPage
from skills.models import Skill
from tests.resources.factories import STRESS, TEAM, ArticleFactory, CourseFactory, LessonFactory

FORM = "/admin/competences-proposees/article/fr/"
CALM = "Tu respires lentement pour garder ton calme malgré le stress et la pression."


def form(text: str = CALM, **more: object) -> dict:
    fields = {
        "title": "Le trac avant l'oral",
        "summary": "Souffler.",
        "body": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
    }
    return nested_form_data({**fields, **more})


def test_unsaved_text_gets_skills_to_add(editor: Client) -> None:
    answer = editor.post(FORM, form())
    first = answer.context["proposals"][0]
    assert first.skill.slug == STRESS
    page = answer.content.decode()
    assert f'data-skill="{first.skill.pk}" data-level="2" data-weight="3"' in page
    assert CALM in page
    assert "très probable" in page


def test_skill_already_in_the_form_is_not_added_again(editor: Client) -> None:
    skill = Skill.objects.get(slug=STRESS)
    answer = editor.post(FORM, {**form(), "skill_rows-0-skill": skill.pk, "skill_rows-0-DELETE": ""})
    assert answer.context["proposals"][0].chosen
    assert f'data-skill="{skill.pk}"' not in answer.content.decode()
    gone = editor.post(FORM, {**form(), "skill_rows-0-skill": skill.pk, "skill_rows-0-DELETE": "1"})
    assert not gone.context["proposals"][0].chosen


def test_text_is_escaped(editor: Client) -> None:
    answer = editor.post(FORM, {**form(), "title": "Garder son calme <script>x</script> malgré le stress"})
    assert "<script>x" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["video", "course"])
def test_other_kinds_are_read_too(editor: Client, kind: str) -> None:
    data = form()
    if kind == "video":
        data["transcript"] = rich_text(f"<p>{CALM}</p>")
    answer = editor.post(f"/admin/competences-proposees/{kind}/fr/", data)
    assert answer.context["proposals"][0].skill.slug == STRESS


@pytest.mark.parametrize("data", [{}, {"body-count": "x"}, {"body-count": "1", "body-0-type": "text"}])
def test_broken_or_empty_forms_get_an_answer(editor: Client, data: dict[str, str]) -> None:
    assert editor.post(FORM, data).status_code in {200, 400}


def test_unknown_kind_or_language_is_not_found(editor: Client) -> None:
    assert editor.post("/admin/competences-proposees/mission/fr/", form()).status_code == 404
    assert editor.post("/admin/competences-proposees/article/xx/", form()).status_code == 404
    assert editor.get(FORM).status_code == 405


def test_form_has_the_button(editor: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index)
    shown = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'data-url="{FORM}"' in shown
    assert f'href="/admin/competences-proposees/{page.pk}/"' in shown
    assert "js/skill-suggestions.js" in shown
    assert f'data-url="{FORM}"' in editor.get(f"/admin/pages/add/resources/articlepage/{resource_index.pk}/").content.decode()


def test_saved_draft_has_a_page_of_suggestions(editor: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, title="Autre chose", skills={TEAM: 2})
    page.title = "Le trac et le stress"
    page.body = json.dumps([{"type": "text", "value": f"<p>{CALM}</p>"}])
    page.save_revision()
    answer = editor.get(f"/admin/competences-proposees/{page.pk}/")
    assert answer.context["proposals"][0].skill.slug == STRESS
    assert "data-skill" not in answer.content.decode()


def test_lessons_speak_for_their_course(editor: Client, resource_index: ResourceIndexPage) -> None:
    course = CourseFactory(parent=resource_index, title="Un cours", summary="Bref.", body=json.dumps([]))
    LessonFactory(parent=course, title="Le stress", body=json.dumps([{"type": "text", "value": f"<p>{CALM}</p>"}]))
    assert editor.get(f"/admin/competences-proposees/{course.pk}/").context["proposals"][0].skill.slug == STRESS


def test_only_who_may_edit_sees_a_draft(client: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, live=False, title="Secret")
    user = get_user_model().objects.create_user("invite", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for answer in (client.get(f"/admin/competences-proposees/{page.pk}/"), client.post(FORM, form())):
        assert answer.status_code == 302
