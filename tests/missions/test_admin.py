"""Editors' screens: they open, and what an editor says of skills is marked as theirs."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from missions.choices import Origin
from missions.models import Mission, MissionSkill
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory, OrganisationFactory, SourceFactory, page, row

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


def test_form_shows_what_was_proposed_with_its_sentence_and_confidence(editor: Client) -> None:
    mission = MissionFactory(description_html="<p>Tu accueilles les personnes. Sens de l'écoute exigé.</p>")
    call_command("tag_missions")
    skill = Skill.objects.get(slug="sens-du-service")
    MissionSkill.objects.exclude(skill=skill).delete()
    html = editor.get(f"/admin/snippets/missions/mission/edit/{mission.pk}/").content.decode()
    said = next(one for one in Mission.objects.get().tagging["trained"] if one["skill"] == skill.slug)
    assert "<blockquote>Tu accueilles les personnes.</blockquote>" in html
    assert f"({round(100 * said['confidence'])}\N{NO-BREAK SPACE}%)" in html
    assert f'data-remove="{skill.pk}" aria-label' in html
    assert f'data-skill="{skill.pk}"' in html
    asked = html[html.index("Demandées à l") :]
    assert "Écoute active" in asked[: asked.index("</p>")]


def import_row(tmp_path: Path, **changes) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(page([row(clientId="m1", title="Servir des repas", **changes)])), encoding="utf-8")
    call_command("import_missions", str(feed), "--source", "essai", "--json", stdout=StringIO(), stderr=StringIO())


def test_correction_in_the_form_survives_the_next_import(editor: Client, tmp_path: Path) -> None:
    import_row(tmp_path)
    mission = Mission.objects.get()
    known = [
        {"id": one.pk, "skill": one.skill_id, "level": one.level, "weight": one.weight, "evidence": one.evidence, "DELETE": "on"}
        for one in mission.skills.all()
    ]
    assert known
    new = {"id": "", "skill": Skill.objects.get(slug="mediation").pk, "level": 2, "weight": "2", "evidence": "", "DELETE": ""}
    response = editor.post(f"/admin/snippets/missions/mission/edit/{mission.pk}/", posted(mission, [*known, new]))
    assert response.status_code == 302, response.context["form"].errors
    import_row(tmp_path, places=9)
    call_command("tag_missions", "--all")
    mission = Mission.objects.get()
    assert mission.places == 9
    assert [one.skill.slug for one in mission.skills.all()] == ["mediation"]


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
