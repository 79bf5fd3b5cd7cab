"""An article's way to its readers: written, submitted, sent back, approved, on a day to come; real forms all along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from desk.models import Role
from resources.models import ArticlePage, ResourceIndexPage
from skills.models import Skill
from tests.resources.factories import STRESS
from tests.staff import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def browsers(resource_index: ResourceIndexPage) -> dict[str, Client]:
    call_command("load_roles", verbosity=0)
    made = {}
    for role in Role.objects.select_related("group"):
        user = get_user_model().objects.create_user(role.key, f"{role.key}@example.org", "x")
        user.groups.add(role.group)
        made[role.key] = Browser(headers={"Sec-Fetch-Site": "same-origin"})
        made[role.key].force_login(user)
    return made


def written(**changes: str) -> dict[str, str]:
    """What the form of a new article sends."""
    row = {"id": "", "skill": Skill.objects.get(slug=STRESS).pk, "level": 2, "weight": 2, "ORDER": 1, "DELETE": ""}
    data = {
        "title": "Souffler un coup",
        "slug": "souffler-un-coup",
        "summary": "Trois gestes avant de parler.",
        "minutes": 5,
        "quality": 0.5,
        "licence": "cc-by-sa-4.0",
        "body": streamfield([("text", rich_text("<p>Respire.</p>"))]),
        "sources": streamfield([]),
        "skill_rows": inline_formset([row]),
        "comments": inline_formset([]),
        **changes,
    }
    return nested_form_data(data)


def submit(browsers: dict[str, Client], index: ResourceIndexPage) -> ArticlePage:
    answer = browsers["author"].post(f"/admin/pages/add/resources/articlepage/{index.pk}/", written(**{"action-submit": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    return ArticlePage.objects.get(slug="souffler-un-coup")


def decide(browser: Client, page: ArticlePage, action: str) -> int:
    state = TaskState.objects.filter(workflow_state__object_id=str(page.pk)).latest("pk")
    path = f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/"
    return browser.post(path, {"comment": "Un exemple de plus, et c'est bon."}).status_code


def test_author_submits_and_cannot_publish(browsers: dict[str, Client], resource_index: ResourceIndexPage) -> None:
    page = submit(browsers, resource_index)
    assert not page.live
    assert page.current_workflow_state.workflow.name == "Relecture"
    browsers["author"].post(f"/admin/pages/{page.pk}/edit/", written(**{"action-publish": "1"}))
    assert not ArticlePage.objects.get().live
    decide(browsers["author"], page, "approve")
    assert not ArticlePage.objects.get().live
    decide(browsers["missions"], page, "approve")
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("reviewer", ["moderator", "administrator"])
def test_reviewer_approves_and_it_is_live(browsers: dict[str, Client], resource_index: ResourceIndexPage, reviewer: str) -> None:
    page = submit(browsers, resource_index)
    decide(browsers[reviewer], page, "approve")
    assert ArticlePage.objects.get().live
    assert Client().get(page.url).status_code == 200


def test_reviewer_sends_back_and_the_author_submits_again(browsers: dict[str, Client], resource_index: ResourceIndexPage) -> None:
    page = submit(browsers, resource_index)
    decide(browsers["moderator"], page, "reject")
    page = ArticlePage.objects.get()
    assert page.current_workflow_state.status == page.current_workflow_state.STATUS_NEEDS_CHANGES
    assert "Un exemple de plus" in browsers["author"].get(f"/admin/pages/{page.pk}/edit/").content.decode()
    changed = written(**{"title": "Souffler deux coups", "action-submit": "1"})
    changed["skill_rows-INITIAL_FORMS"], changed["skill_rows-0-id"] = "1", str(page.skill_rows.get().pk)
    assert browsers["author"].post(f"/admin/pages/{page.pk}/edit/", changed).status_code == 302
    decide(browsers["moderator"], page, "approve")
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Souffler deux coups")


def test_what_is_scheduled_goes_out_on_its_day_and_not_before(
    browsers: dict[str, Client], resource_index: ResourceIndexPage
) -> None:
    day = timezone.localtime() + timedelta(days=2)
    path = f"/admin/pages/add/resources/articlepage/{resource_index.pk}/"
    sent = written(**{"action-publish": "1", "go_live_at": day.strftime("%Y-%m-%d %H:%M"), "expire_at": ""})
    assert browsers["moderator"].post(path, sent).status_code == 302
    call_command("publish_scheduled")
    page = ArticlePage.objects.get()
    assert not page.live
    assert page.approved_schedule
    # The day has come.
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    assert Client().get(page.url).status_code == 200
