"""The questionnaire for editors. Statements that were answered stay: results would change without them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.models import Statement
from kit.menu_hooks import SKILLS


class StatementViewSet(SnippetViewSet):
    model = Statement
    icon = "clipboard-list"
    menu_label = _("Questionnaire")
    menu_hook = SKILLS
    menu_order = 300
    list_display = ["first_fr", "skill", "active", "reversed"]
    list_filter = ["skill__family", "skill", "active"]
    search_fields = ["first_fr", "first_en"]


register_snippet(StatementViewSet)


@hooks.register("before_delete_snippet")
def keep_answered_statements(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Back to the first answered statement, where it can be retired."""
    statements = (instance for instance in instances if isinstance(instance, Statement))
    kept = next((statement for statement in statements if statement.answers.exists()), None)
    if kept is None:
        return None
    messages.error(
        request,
        gettext("« %(statement)s » a déjà eu des réponses et ne peut pas être supprimée. Décoche plutôt « posée ».")
        % {"statement": kept},
    )
    return redirect(kept.snippet_viewset.get_url_name("edit"), kept.pk)
