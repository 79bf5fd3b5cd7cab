"""What the desk remembers: which group plays which role, and what was given to it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """A group that `load_roles` made. Kept apart from the group's name, which an administrator may change.

    `given`: keys of the permissions given so far (desk/grants.py). One that was given and is gone was
    taken away by an administrator, and is not given again.
    """

    class Key(models.TextChoices):
        AUTHOR = "author", _("Écriture")
        MODERATOR = "moderator", _("Relecture")
        MISSIONS = "missions", _("Missions")
        ADMINISTRATOR = "administrator", _("Administration")

    key = models.CharField(max_length=20, choices=Key, unique=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role")
    given = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rôle")
        verbose_name_plural = _("rôles")

    def __str__(self) -> str:
        return self.get_key_display()
