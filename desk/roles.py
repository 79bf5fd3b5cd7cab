"""Four roles, each with what its work needs and no more.

| Role | Does |
|---|---|
| author | writes below the lists of resources: makes pages, changes their own, submits them; adds images and documents |
| moderator | reviews: changes and publishes every page that is not locked, images, documents; redirects, announcement |
| missions | missions, organisations, sources, the skills of missions, and how many leave for a platform |
| administrator | everything the admin lets one give, locked pages included |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail import hooks
from wagtail.models import Collection, Page

from desk.grants import Grant, named
from desk.models import Role
from home.models import HomePage
from resources.models import ResourceIndexPage

ENTER = "wagtailadmin.access_admin"
# Wagtail's own two groups, which these roles replace.
STOCK_GROUPS = ("Moderators", "Editors")


def _pages(pages: Iterable[Page], *actions: str) -> Iterator[Grant]:
    permissions = named(f"wagtailcore.{action}_page" for action in actions)
    return (Grant(permission, page=page) for page in pages for permission in permissions)


def _files(*actions: str) -> Iterator[Grant]:
    """On images and documents of every collection."""
    names = [
        f"{app}.{action}_{model}"
        for action in actions
        for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    ]
    root = Collection.get_first_root_node()
    return (Grant(permission, collection=root) for permission in named(names))


def _models(*names: str) -> Iterator[Grant]:
    return (Grant(permission) for permission in named([ENTER, *names]))


def author() -> Iterator[Grant]:
    yield from _models()
    yield from _pages(ResourceIndexPage.objects.all(), "add")
    yield from _files("add", "choose")


def moderator() -> Iterator[Grant]:
    redirects = [f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")]
    yield from _models(*redirects, "home.change_announcement", "wagtail_localize.submit_translation", "search.see_index")
    yield from _pages(HomePage.objects.all(), "add", "change", "publish", "lock")
    yield from _files("add", "change", "choose")


def missions() -> Iterator[Grant]:
    actions = ("add", "change", "delete", "view")
    models = ("mission", "organisation", "source", "sensitiveword")
    yield from _models("missions.view_departure", *[f"missions.{action}_{model}" for model in models for action in actions])


def administrator() -> Iterator[Grant]:
    offered = Permission.objects.none()
    for found in hooks.get_hooks("register_permissions"):
        offered |= Permission.objects.filter(pk__in=found().values("pk"))
    yield from (Grant(permission) for permission in offered.select_related("content_type"))
    yield from _pages([Page.get_first_root_node()], "add", "change", "publish", "bulk_delete", "lock", "unlock")
    yield from _files("add", "change", "choose")
    root = Collection.get_first_root_node()
    yield from (Grant(p, collection=root) for p in named(f"wagtailcore.{a}_collection" for a in ("add", "change", "delete")))


ROLES: dict[Role.Key, Callable[[], Iterator[Grant]]] = {
    Role.Key.AUTHOR: author,
    Role.Key.MODERATOR: moderator,
    Role.Key.MISSIONS: missions,
    Role.Key.ADMINISTRATOR: administrator,
}


@transaction.atomic
def load_roles() -> int:
    """Make the groups that are missing and give what was never given; the number of permissions given.

    Nothing is taken away: what an administrator added stays, and what one removed stays removed.
    """
    if not Role.objects.exists():
        Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()
    return sum(_load(key, grants()) for key, grants in ROLES.items())


def _load(key: Role.Key, grants: Iterable[Grant]) -> int:
    role = Role.objects.filter(key=key).select_related("group").first()
    if role is None:
        group, _created = Group.objects.get_or_create(name=str(key.label))
        role = Role.objects.create(key=key, group=group)
    new = {grant.key: grant for grant in grants if grant.key not in role.given}
    for grant in new.values():
        grant.give(role.group)
    role.given = sorted([*role.given, *new])
    role.save(update_fields=["given"])
    return len(new)
