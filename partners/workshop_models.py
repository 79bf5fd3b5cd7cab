"""A partner's workshops, who is in them, and what their sessions are made of."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from kit.models import LoadedText, localised
from kit.rich_text import RichTextField
from learners.transfers import ALPHABET

CODE_LENGTH, CODE_GROUP = 6, 3
# How long what participants left stays after the end.
KEPT_AFTER = timedelta(days=30)
TEXT_FEATURES = ["h2", "bold", "italic", "ol", "ul", "link"]


class SessionKey(models.TextChoices):
    """The three sessions of a workshop, in their order."""

    UNDERSTAND = "understand", _("Comprendre")
    ASSESS = "assess", _("S'évaluer")
    PROGRESS = "progress", _("Progresser")


def new_code() -> str:
    """Six signs nobody mistakes for others: 31^6 = 8.9e8 codes."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


def normal_code(typed: str) -> str:
    """A code as it is kept, however it was typed: spaces, hyphens and small letters do not matter."""
    return "".join(sign for sign in typed[:40].upper() if sign.isalnum())


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def with_numbers(self) -> WorkshopQuerySet:
        """Adds `joined`: how many are in it."""
        return self.annotate(joined=Count("participants"))

    def overdue(self, today: date) -> WorkshopQuerySet:
        """Still open though the day after theirs is over."""
        return self.filter(closed__isnull=True, day__lt=today - timedelta(days=1))

    def to_purge(self, now: datetime) -> WorkshopQuerySet:
        return self.filter(closed__lt=now - KEPT_AFTER)


class Workshop(models.Model):
    """One afternoon with a group. Open from when it is made until the day after its day, or until its leader closes it."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="workshops")
    title = models.CharField(max_length=80)
    day = models.DateField()
    # Slugs of one to five skills, and some of SessionKey; as chosen.
    skills = models.JSONField(default=list)
    sessions = models.JSONField(default=list)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    created = models.DateTimeField(auto_now_add=True)
    closed = models.DateTimeField(null=True, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        # Made and closed on the partner's own pages.
        default_permissions = ("view",)
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def code_groups(self) -> str:
        """ "K7P 3XQ": three signs at a time are read from a board without a slip."""
        return " ".join(self.code[start : start + CODE_GROUP] for start in range(0, CODE_LENGTH, CODE_GROUP))

    @property
    def last_day(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def ends(self) -> datetime:
        """When it closes by itself: at the end of the day after."""
        return timezone.make_aware(datetime.combine(self.last_day + timedelta(days=1), time.min))

    @property
    def is_open(self) -> bool:
        return self.closed is None and timezone.now() < self.ends

    @property
    def purged_on(self) -> date:
        """From this day on nothing is left of whoever took part."""
        return timezone.localdate(self.purge_time)

    @property
    def purge_time(self) -> datetime:
        return (self.closed or self.ends) + KEPT_AFTER

    @property
    def session_keys(self) -> list[SessionKey]:
        return [key for key in SessionKey if key in self.sessions]


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def with_progress(self) -> QuerySet[Participant]:
        """With the assessment, and how far it is (`answered` of `asked` statements)."""
        answered = Count("assessment__answers", filter=Q(assessment__answers__answered__isnull=False))
        return self.select_related("assessment").annotate(asked=Count("assessment__answers"), answered=answered)


class Participant(models.Model):
    """Somebody in a workshop, on their device. A nickname, and nothing else of who."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    nickname = models.CharField(max_length=30)
    device = models.UUIDField(db_index=True, editable=False, default=uuid.uuid4)
    joined = models.DateTimeField(auto_now_add=True)
    # Sessions marked as done; the assessment's own end says it for SessionKey.ASSESS.
    steps = models.JSONField(default=list)
    assessment = models.ForeignKey(
        "assessments.SelfAssessment", on_delete=models.SET_NULL, null=True, blank=True, related_name="workshop_places"
    )
    # Whether the leader may see this one's result, and whether it outlives the workshop.
    shares = models.BooleanField(default=False)
    keeps = models.BooleanField(default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["joined", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "nickname"], name="nickname_once_a_workshop"),
            models.UniqueConstraint(fields=["workshop", "device"], name="device_once_a_workshop"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_result(self) -> bool:
        return self.assessment is not None and self.assessment.completed is not None

    def has_done(self, key: SessionKey | str) -> bool:
        return self.has_result if key == SessionKey.ASSESS else key in self.steps


class SessionMaterial(LoadedText):
    """What a session is made of: the text its participants read, and what only its leader does."""

    key = models.CharField(_("séance"), max_length=12, choices=SessionKey, unique=True)
    minutes = models.PositiveSmallIntegerField(_("durée en minutes"), default=45)
    title_fr = models.CharField(_("titre en français"), max_length=120)
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True)
    text_fr = RichTextField(_("pour les participants, en français"), features=TEXT_FEATURES)
    text_en = RichTextField(_("pour les participants, en anglais"), features=TEXT_FEATURES, blank=True)
    leader_notes_fr = RichTextField(_("pour l'animation, en français"), features=TEXT_FEATURES, blank=True)
    leader_notes_en = RichTextField(_("pour l'animation, en anglais"), features=TEXT_FEATURES, blank=True)

    panels = [
        FieldPanel("key"),
        FieldPanel("minutes"),
        MultiFieldPanel([FieldPanel("title_fr"), FieldPanel("text_fr"), FieldPanel("leader_notes_fr")], _("En français")),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("text_en"), FieldPanel("leader_notes_en")], _("En anglais")),
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("séance d'atelier")
        verbose_name_plural = _("séances d'atelier")

    def __str__(self) -> str:
        return self.title_fr

    @property
    def title(self) -> str:
        return localised(self, "title")

    @property
    def text(self) -> str:
        return localised(self, "text")

    @property
    def leader_notes(self) -> str:
        return localised(self, "leader_notes")
