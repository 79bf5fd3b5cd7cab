"""The framework's screens: its texts are edited, its skills and families neither added nor deleted.

Addresses, results and links of other sites count on their slugs (see skills/models.py).
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from kit.menu_hooks import SKILLS


class FixedPolicy(ModelPermissionPolicy):
    """Nobody adds or deletes, not even those who may do everything."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)


class FixedIndexView(IndexView):
    @property
    def columns(self) -> list[BaseColumn]:
        """Without boxes to tick: deleting is all that they are for."""
        return [column for column in super().columns if column.name != "bulk_actions"]


class FixedViewSet(SnippetViewSet):
    index_view_class = FixedIndexView
    menu_hook = SKILLS

    @property
    def permission_policy(self) -> FixedPolicy:
        return FixedPolicy(self.model)


class SkillViewSet(FixedViewSet):
    icon = "tag"
    menu_label = _("Compétences")
    menu_order = 100
    list_display = ["name_fr", "family", "name_en"]
    list_filter = ["family"]


class FamilyViewSet(FixedViewSet):
    icon = "folder-open-inverse"
    menu_label = _("Familles")
    menu_order = 200
    list_display = ["name_fr", "domain", "order"]
