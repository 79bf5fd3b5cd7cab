"""Editors' screens: they open, and what an editor says of skills is marked as theirs."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from missions.choices import Origin
from missions.models import Mission, MissionSkill
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory, OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))
    return client


@pytest.mark.parametrize("model", ["source", "organisation", "mission"])
def test_lists_open_and_search(editor: Client, model: str) -> None:
    MissionFactory()
    response = editor.get(f"/admin/snippets/missions/{model}/?q=a")
    assert response.status_code == 200


def posted(mission: Mission, skills: list[dict], **changes) -> dict:
    """What the edit form sends for a mission."""
    known = [row for row in skills if row["id"]]
    fields = {
        name: getattr(mission, name)
        for name in ("title", "description_html", "client_id", "application_url", "status", "type", "domain", "remote", "places")
    }
    fields |= {"source": mission.source_id, "organisation": mission.organisation_id, "open_to_minors": "unknown"}
    fields |= {"skills": inline_formset(skills, initial=len(known)), "locations": inline_formset([])}
    return nested_form_data({**fields, **changes})


def test_edit_marks_skills_as_the_editors_and_cleans_html(editor: Client) -> None:
    mission = MissionFactory()
    skill = Skill.objects.get(slug="mediation")
    new = {"id": "", "skill": skill.pk, "level": 2, "weight": "2", "evidence": "dit par l'équipe", "DELETE": ""}
    html = "<p>Bonjour<script>x()</script></p>"
    data = posted(mission, [new], title="Un autre titre", description_html=html, open_to_minors="true")
    response = editor.post(f"/admin/snippets/missions/mission/edit/{mission.pk}/", data)
    assert response.status_code == 302, response.context["form"].errors
    mission = Mission.objects.get()
    assert (mission.title, mission.description, mission.min_age) == ("Un autre titre", "Bonjour", 16)
    assert mission.description_html == "<p>Bonjour</p>"
    assert mission.skills_reviewed
    assert MissionSkill.objects.get().origin == Origin.EDITOR


def test_edit_of_another_field_leaves_skills_to_the_rules(editor: Client) -> None:
    row = MissionSkillFactory(mission=MissionFactory(), skill=Skill.objects.get(slug="empathie"), origin=Origin.RULE)
    same = {"id": row.pk, "skill": row.skill_id, "level": row.level, "weight": row.weight, "evidence": row.evidence, "DELETE": ""}
    data = posted(row.mission, [same], title="Un autre titre")
    response = editor.post(f"/admin/snippets/missions/mission/edit/{row.mission_id}/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert Mission.objects.get().title == "Un autre titre"
    assert not Mission.objects.get().skills_reviewed
    assert MissionSkill.objects.get().origin == Origin.RULE


def messages_of(response) -> str:
    return " ".join(map(str, response.context["messages"]))


@pytest.mark.parametrize("model", ["organisation", "source"])
@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_has_missions_is_not_deleted_and_says_why(editor: Client, model: str, bulk: bool, method: str) -> None:
    owner = getattr(MissionFactory(), model)
    path = (
        f"/admin/bulk/missions/{model}/delete/?id={owner.pk}" if bulk else f"/admin/snippets/missions/{model}/delete/{owner.pk}/"
    )
    response = getattr(editor, method)(path, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == f"/admin/snippets/missions/{model}/edit/{owner.pk}/"
    assert "a des missions" in messages_of(response)
    assert type(owner).objects.filter(pk=owner.pk).exists()


@pytest.mark.parametrize("factory", [OrganisationFactory, SourceFactory])
def test_what_has_no_mission_is_deleted(editor: Client, factory) -> None:
    owner = factory()
    response = editor.post(f"/admin/snippets/missions/{owner._meta.model_name}/delete/{owner.pk}/")
    assert response.status_code == 302
    assert not type(owner).objects.filter(pk=owner.pk).exists()


def test_skill_of_a_mission_is_protected() -> None:
    assert MissionSkill._meta.get_field("skill").remote_field.on_delete is models.PROTECT
