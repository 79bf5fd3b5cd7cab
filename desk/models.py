"""What the desk remembers: which group plays which role, how the links of our pages answered, files being imported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# A site that rests for a night is not gone: so many days of failing before a link counts as broken.
BROKEN_AFTER = 3
UPLOAD_SALT = "desk.upload"
UPLOADS_KEPT_FOR = timedelta(days=1)


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


class LinkQuerySet(models.QuerySet["Link"]):
    def broken(self) -> LinkQuerySet:
        """Ours that lead nowhere, and others' that failed on three days in a row."""
        return self.filter(Q(state=Link.State.FAILING) & (Q(failures__gte=BROKEN_AFTER) | Q(internal=True)))

    def troubled(self) -> LinkQuerySet:
        return self.exclude(state__in=[Link.State.FINE, Link.State.NEW])


class Link(models.Model):
    """An address that pages of ours lead to: a web address, or "page:12" and "document:7" for our own."""

    class State(models.TextChoices):
        NEW = "new", _("pas encore suivi")
        FINE = "fine", _("répond")
        CLOSED = "closed", _("ferme la porte aux robots : à ouvrir à la main")
        FAILING = "failing", _("ne répond pas")

    address = models.CharField(_("adresse"), max_length=1000, unique=True)
    internal = models.BooleanField(_("chez nous"), default=False)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.NEW)
    answer = models.CharField(_("réponse"), max_length=200, blank=True)
    checked = models.DateTimeField(_("suivi le"), null=True)
    first_failed = models.DateField(_("en panne depuis le"), null=True)
    failures = models.PositiveSmallIntegerField(_("jours d'échec"), default=0)
    pages = models.ManyToManyField(Page, related_name="+", verbose_name=_("pages"))

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["first_failed", "address"]
        verbose_name = _("lien")
        verbose_name_plural = _("liens")

    def __str__(self) -> str:
        return self.address

    @property
    def is_broken(self) -> bool:
        """The same rule as `LinkQuerySet.broken`, for a link in hand."""
        return self.state == self.State.FAILING and (self.internal or self.failures >= BROKEN_AFTER)


class UploadManager(models.Manager["Upload"]):
    def keep(self, user: Any, name: str, content: bytes) -> Upload:
        """Store a file; those of a day ago go."""
        self.filter(created__lt=timezone.now() - UPLOADS_KEPT_FOR).delete()
        return self.create(user=user, name=name, content=content)

    def open(self, user: Any, token: str) -> Upload | None:
        """The file of a token, for who sent it and for a day; None for anything else."""
        try:
            key = signing.loads(token, salt=UPLOAD_SALT, max_age=UPLOADS_KEPT_FOR)
        except signing.BadSignature:
            return None
        return self.filter(pk=key, user=user).first()


class Upload(models.Model):
    """A spreadsheet between its dry run and its import."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("nom"), max_length=100)
    content = models.BinaryField(_("contenu"))
    created = models.DateTimeField(_("envoyé le"), auto_now_add=True, db_index=True)

    objects = UploadManager()

    class Meta:
        verbose_name = _("fichier envoyé")
        verbose_name_plural = _("fichiers envoyés")

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        return signing.dumps(self.pk, salt=UPLOAD_SALT)
