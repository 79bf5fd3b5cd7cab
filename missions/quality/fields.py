"""What a mission carries because of its quality: hidden contacts, its summary, whom it repeats, what the team said of it.

An abstract base of `missions.models.Mission`, so that one file holds what one package keeps.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from missions.quality.contact_data import bare_line, clean_of_contacts, contacts, without_contacts
from missions.quality.summaries import summary_of
from missions.text import clean_html, html_to_text

_LINES, _LISTS = ("schedule", "activity"), ("requirements", "audience", "soft_skills", "tags")


class Precision(models.TextChoices):
    """How exactly a place may be shown."""

    AUTO = "", _("selon la liste des lieux sensibles")
    EXACT = "exact", _("adresse exacte")
    COMMUNE = "commune", _("commune seulement")


class QualityFields(models.Model):
    contact_data = models.JSONField(
        _("coordonnées"),
        default=list,
        blank=True,
        help_text=_(
            "Trouvées dans les textes et retirées d'eux. Montrées seulement à qui les demande sur la page de la mission."
        ),
    )
    summary = models.CharField(_("résumé"), max_length=250, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("doublon de"),
    )
    held = models.BooleanField(_("mise de côté"), default=False, editable=False)
    judged = models.CharField(max_length=32, blank=True, editable=False)
    refusal = models.CharField(_("raison du refus"), max_length=250, blank=True, editable=False)
    precision = models.CharField(_("précision du lieu"), max_length=10, choices=Precision, blank=True, default=Precision.AUTO)
    exact_texts = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    def hide_contacts(self) -> None:
        """Take contacts out of every text that may be shown, keep them apart, and renew the plain text and the summary."""
        found = [*self.contact_data, *contacts(self.title)]
        self.title = bare_line(self.title) or (self.title and str(self._meta.verbose_name).capitalize())
        self.description_html, more = clean_of_contacts(clean_html(self.description_html))
        found += more
        self.description = html_to_text(self.description_html)
        for name in _LINES:
            found += contacts(getattr(self, name))
            setattr(self, name, without_contacts(getattr(self, name)))
        for name in _LISTS:
            values = [str(value) for value in getattr(self, name)]
            found += [contact for value in values for contact in contacts(value)]
            setattr(self, name, [without_contacts(value) for value in values])
        self.contact_data = list(dict.fromkeys(found))
        self.summary = summary_of(self.description)
