"""Editors' screens: a statement that was answered is retired, never deleted."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client

from assessments.models import Statement
from tests.assessments.factories import STRESS, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))
    return client


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("method", ["get", "post"])
def test_statement_with_answers_is_not_deleted_and_says_why(editor: Client, bulk: bool, method: str) -> None:
    statement = started(editor, [STRESS]).answers.first().statement
    single, many = "/admin/snippets/assessments/statement/delete/{}/", "/admin/bulk/assessments/statement/delete/?id={}"
    response = getattr(editor, method)((many if bulk else single).format(statement.pk), follow=True)
    assert response.redirect_chain[0][0] == f"/admin/snippets/assessments/statement/edit/{statement.pk}/"
    assert "déjà eu des réponses" in " ".join(map(str, response.context["messages"]))
    assert Statement.objects.filter(pk=statement.pk).exists()


def test_statement_without_answers_is_deleted(editor: Client) -> None:
    statement = Statement.objects.first()
    response = editor.post(f"/admin/snippets/assessments/statement/delete/{statement.pk}/")
    assert response.status_code == 302
    assert not Statement.objects.filter(pk=statement.pk).exists()


def test_skill_of_a_statement_is_protected() -> None:
    with pytest.raises(models.ProtectedError, match=r"Statement\.skill"):
        Statement.objects.first().skill.delete()
