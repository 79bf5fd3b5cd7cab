"""Reviewing before publishing: one step, done by whoever has the moderator's or the administrator's role."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
    get_default_page_content_type,
)

from desk.models import Role

NAME = "Relecture"
STOCK = "Moderators approval"
REVIEWERS = (Role.Key.MODERATOR, Role.Key.ADMINISTRATOR)


def pages_in_review() -> list[int]:
    """Keys of the pages somebody is asked to review now."""
    states = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type())
    return [int(key) for key in states.values_list("object_id", flat=True)]


@transaction.atomic
def load_workflow() -> bool:
    """The workflow for all pages, once: False when its step is there, whatever administrators made of it since."""
    roles = Role.objects.filter(key__in=REVIEWERS).select_related("group")
    if GroupApprovalTask.objects.filter(groups__role__in=roles).exists():
        return False
    task = GroupApprovalTask.objects.create(name=NAME)
    task.groups.set([role.group for role in roles])
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    root = Page.get_first_root_node()
    stock = WorkflowPage.objects.filter(page=root, workflow__name=STOCK).select_related("workflow").first()
    if stock:
        for step in stock.workflow.tasks:
            step.deactivate()
        stock.workflow.deactivate()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    return True
