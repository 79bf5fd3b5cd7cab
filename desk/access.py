"""Who may open the desk's tools."""

from __future__ import annotations

from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import page_permission_policy

WRITERS = ["add", "change", "publish"]


class EditorsOnly(PermissionCheckedMixin):
    """For whoever writes, corrects or publishes pages."""

    permission_policy = page_permission_policy
    any_permission_required = WRITERS
