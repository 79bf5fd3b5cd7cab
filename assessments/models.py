"""Statements, and one person's self-assessment on one device.

An assessment writes down at its start which statements it asks and in which order, so that an
editor's change in between neither moves nor loses anything.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from assessments.scoring import ALWAYS, ScoredAnswer
from kit.models import LoadedText, localised
from skills.models import Skill
from skills.widgets import SkillSelect

# Thirteen months, as long as the session that leads to it.
KEPT = timedelta(seconds=settings.SESSION_COOKIE_AGE)
DONT_KNOW_LABEL = _("Je ne sais pas")


class Frequency(models.IntegerChoices):
    """How often, the scale of every statement; "je ne sais pas" is no value on it."""

    NEVER = 0, _("Jamais")
    RARELY = 1, _("Rarement")
    SOMETIMES = 2, _("Parfois")
    OFTEN = 3, _("Souvent")
    ALWAYS = 4, _("Toujours")


class StatementQuerySet(models.QuerySet["Statement"]):
    def active(self) -> StatementQuerySet:
        return self.filter(active=True)

    def of_skills(self, slugs: list[str]) -> StatementQuerySet:
        return self.filter(skill__slug__in=slugs).select_related("skill")


class Statement(LoadedText):
    """One thing people do, to be answered never..always, by the person ("first") or about them ("third")."""

    slug = models.SlugField(_("identifiant"), unique=True, max_length=80)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="statements", verbose_name=_("compétence"))
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)
    reversed = models.BooleanField(
        _("à l'envers"), default=False, help_text=_("Coche si « toujours » montre le contraire de la compétence.")
    )
    first_fr = models.CharField(_("à la première personne, en français"), max_length=200)
    first_en = models.CharField(_("à la première personne, en anglais"), max_length=200)
    third_fr = models.CharField(_("à la troisième personne, en français"), max_length=200)
    third_en = models.CharField(_("à la troisième personne, en anglais"), max_length=200)
    active = models.BooleanField(_("posée"), default=True)

    objects = StatementQuerySet.as_manager()

    panels = [
        FieldPanel("skill", widget=SkillSelect),
        FieldPanel("slug"),
        MultiFieldPanel([FieldPanel("first_fr"), FieldPanel("first_en")], _("Pour soi")),
        MultiFieldPanel([FieldPanel("third_fr"), FieldPanel("third_en")], _("Pour quelqu'un d'autre")),
        FieldRowPanel([FieldPanel("reversed"), FieldPanel("active"), FieldPanel("order")]),
    ]

    class Meta:
        ordering = ["skill__order", "order"]
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")

    def __str__(self) -> str:
        return self.first

    @property
    def first(self) -> str:
        return localised(self, "first")

    @property
    def third(self) -> str:
        return localised(self, "third")


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def of_device(self, device: uuid.UUID | None) -> SelfAssessmentQuerySet:
        """The assessments started on a device; none without one."""
        return self.filter(device=device) if device else self.none()

    def completed(self) -> SelfAssessmentQuerySet:
        return self.filter(completed__isnull=False)

    def in_progress(self) -> SelfAssessmentQuerySet:
        return self.filter(completed__isnull=True)

    def with_progress(self) -> SelfAssessmentQuerySet:
        """Adds `total` and `done`: statements asked, and answered so far."""
        done = Count("answers", filter=Q(answers__answered__isnull=False))
        return self.annotate(total=Count("answers"), done=done)

    def untouched(self, skills: list[str]) -> SelfAssessmentQuerySet:
        """In progress for these very skills, and nothing answered yet."""
        return self.in_progress().with_progress().filter(skill_slugs=skills, done=0)

    def expired(self, now: datetime | None = None) -> SelfAssessmentQuerySet:
        """Started more than thirteen months ago."""
        return self.filter(started__lt=(now or timezone.now()) - KEPT)


class SelfAssessment(models.Model):
    """One run of the questionnaire. `device` is a random token kept in the session: nobody's name.

    A `temporary` one goes with the workshop it was made in: no account takes it along.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.UUIDField(db_index=True, editable=False)
    # Slugs never change; kept as chosen, because the result shows them in that order.
    skill_slugs = models.JSONField(default=list)
    started = models.DateTimeField(default=timezone.now)
    completed = models.DateTimeField(null=True, blank=True)
    temporary = models.BooleanField(default=False, editable=False)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started"]
        verbose_name = _("auto-évaluation")
        verbose_name_plural = _("auto-évaluations")

    def __str__(self) -> str:
        return str(self.pk)

    def next_open(self) -> int | None:
        """The number of the first statement without an answer; None when all have one."""
        return self.answers.unanswered().values_list("number", flat=True).first()


class AnswerQuerySet(models.QuerySet["Answer"]):
    def unanswered(self) -> AnswerQuerySet:
        return self.filter(answered__isnull=True)

    def of_completed(self, device: uuid.UUID | None) -> AnswerQuerySet:
        """Answers of a device's completed assessments, latest assessment first."""
        if not device:
            return self.none()
        rows = self.filter(assessment__device=device, assessment__completed__isnull=False)
        return rows.order_by("-assessment__completed", "assessment", "number")


class Answer(models.Model):
    """A statement asked in an assessment, and what was answered: nothing yet while `answered` is null,
    then `value` 0 (never) to 4 (always), or null for "je ne sais pas"."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="answers")
    # A statement that was asked can be retired (active), not deleted: results would change.
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(ALWAYS)])
    answered = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "statement"], name="answer_once_a_statement"),
            models.UniqueConstraint(fields=["assessment", "number"], name="answer_once_a_number"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__lte=ALWAYS), name="answer_on_the_scale"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(answered__isnull=False), name="answer_value_is_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.value}"

    @property
    def word(self) -> str:
        """The answer as it was read on its tile."""
        return str(DONT_KNOW_LABEL if self.value is None else Frequency(self.value).label)

    def as_scored(self) -> ScoredAnswer:
        return ScoredAnswer(self.statement.slug, self.value, self.statement.reversed)
