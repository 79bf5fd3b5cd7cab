"""How often people leave for a platform's site: a number a day for a mission and the kind of page they came from.

No person, no session, no address, no time of day. Domain and department are kept as they were that day, so that a
figure once told never changes when a mission is moved, closed or deleted. Imported by missions/models.py.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.counting import CountedQuerySet
from missions.choices import Domain
from missions.source import Source

PARAMETER = "de"


class CameFrom(models.TextChoices):
    """The kind of page somebody leaves from; the value stands in addresses, `?de=liste`."""

    MISSION = "mission", _("page de la mission")
    LIST = "liste", _("liste des missions")
    RECOMMENDATIONS = "conseils", _("recommandations")
    SKILL = "competence", _("page d'une compétence")
    SPACE = "espace", _("mon espace")
    EMBED = "integre", _("page intégrée chez un partenaire")

    def on(self, address: str) -> str:
        """A mission page's address that remembers where somebody found it."""
        return address if self == CameFrom.MISSION else f"{address}?{PARAMETER}={self.value}"


def came_from(value: str) -> CameFrom:
    """The kind of page an address names; what is not known is the mission's own page."""
    return CameFrom(value) if value in CameFrom.values else CameFrom.MISSION


class DepartureQuerySet(CountedQuerySet):
    def between(self, first: date, last: date) -> DepartureQuerySet:
        """Departures of these days, both included."""
        return self.filter(day__range=(first, last))


class Departure(models.Model):
    day = models.DateField(_("jour"))
    # A number and no link: a mission deleted takes nothing out of the figures.
    mission_id = models.PositiveBigIntegerField(_("mission"))
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="departures", verbose_name=_("source"))
    came_from = models.CharField(_("depuis"), max_length=12, choices=CameFrom)
    domain = models.CharField(_("domaine"), max_length=40, choices=Domain)
    department_code = models.CharField(_("département"), max_length=3, blank=True)
    number = models.PositiveIntegerField(_("nombre"), default=0)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        # Nobody writes figures by hand.
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["day", "mission_id", "source", "came_from", "domain", "department_code"], name="departure_once_a_day"
            )
        ]
        verbose_name = _("départ vers une plateforme")
        verbose_name_plural = _("départs vers les plateformes")

    def __str__(self) -> str:
        return f"{self.day}, {self.mission_id}: {self.number}"
