"""One permission given to a group: a model's, a page's with all below it, or a collection's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page


@dataclass(frozen=True)
class Grant:
    permission: Permission
    page: Page | None = None
    collection: Collection | None = None

    @property
    def key(self) -> str:
        """What it is, in a form that lasts: "page:12:wagtailcore.add_page"."""
        where = f"page:{self.page.pk}:" if self.page else f"collection:{self.collection.pk}:" if self.collection else ""
        return f"{where}{self.permission.content_type.app_label}.{self.permission.codename}"

    def give(self, group: Group) -> None:
        if self.page:
            GroupPagePermission.objects.get_or_create(group=group, page=self.page, permission=self.permission)
        elif self.collection:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=self.collection, permission=self.permission)
        else:
            group.permissions.add(self.permission)


def named(names: Iterable[str]) -> list[Permission]:
    """Permissions by "app.codename"; ValueError for one that is not there."""
    wanted = set(names)
    apps = {name.partition(".")[0] for name in wanted}
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(content_type__app_label__in=apps).select_related("content_type")
    }
    if missing := wanted - known.keys():
        raise ValueError(f"no such permission: {', '.join(sorted(missing))}")
    return [known[name] for name in sorted(wanted)]
