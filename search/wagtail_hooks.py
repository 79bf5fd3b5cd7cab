"""Search's own corner of the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kit.menu_hooks import SKILLS
from search.models import Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    menu_label = _("Synonymes")
    menu_name = "synonyms"
    menu_hook = SKILLS
    menu_order = 400
    panels = (FieldPanel("terms"), FieldPanel("language"), FieldPanel("active"))
    list_display = ("__str__", "language", "active")
    list_filter = ("language", "active")
    # A few hundred short rows: the database looks through them.
    search_fields = ("terms",)
    search_backend_name = None


register_snippet(SynonymViewSet)
