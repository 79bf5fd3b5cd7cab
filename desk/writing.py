"""Where somebody may write, and with which buttons."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.models import Kind, ResourceIndexPage

LABELS = {Kind.ARTICLE: _("Écrire un article"), Kind.VIDEO: _("Ajouter une vidéo"), Kind.COURSE: _("Créer un cours")}
ICONS = {Kind.ARTICLE: "edit", Kind.VIDEO: "media", Kind.COURSE: "list-ol"}


@dataclass(frozen=True)
class WayToWrite:
    label: str
    url: str
    icon: str
    language: str


def ways_to_write(user: AbstractBaseUser) -> list[WayToWrite]:
    """A new article, video or course, in each language whose list of resources takes one from this person."""
    indexes = ResourceIndexPage.objects.select_related("locale").order_by("path")
    return [
        WayToWrite(
            str(label),
            reverse("wagtailadmin_pages:add", args=["resources", f"{kind}page", index.pk]),
            ICONS[kind],
            index.locale.language_code,
        )
        for index in indexes
        if index.permissions_for_user(user).can_add_subpage()
        for kind, label in LABELS.items()
    ]
