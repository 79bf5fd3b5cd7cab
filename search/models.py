"""What search keeps in the database: words that mean the same, changes the engine has yet to hear of, daily figures."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.counting import CountedQuerySet


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def active(self) -> SynonymQuerySet:
        return self.filter(active=True)


class Synonym(models.Model):
    """A group of words and expressions that mean the same to whoever searches.

    Applied when somebody searches: a change needs no rebuild of the index.
    """

    class Language(models.TextChoices):
        FRENCH = "fr", _("français")
        ENGLISH = "en", _("anglais")

    terms = models.TextField(
        _("termes"),
        help_text=_("Un mot ou une expression par ligne. Chercher l'un trouve aussi les autres, un peu plus bas."),
    )
    language = models.CharField(_("langue"), max_length=2, choices=Language, default=Language.FRENCH)
    active = models.BooleanField(_("actif"), default=True)
    # Which group of search/data it came from, and what was loaded then (kit/loading.py).
    origin = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ["language", "terms"]
        verbose_name = _("synonymes")
        verbose_name_plural = _("synonymes")

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> list[str]:
        """The terms, without blanks or repetitions."""
        return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in self.terms.splitlines()))))


class PendingSync(models.Model):
    """A source key ("mission:12") whose change the engine has yet to hear of; see search/outbox.py.

    A key has a row for each change: two transactions that touch the same things never wait for each other here.
    """

    key = models.CharField(max_length=100, db_index=True)
    since = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    """Why the last attempt failed."""
    refused = models.BooleanField(default=False)
    """The engine answered and did not take it: tried again when it changes or when somebody asks."""
    taken = models.CharField(max_length=32, blank=True)
    """Who is sending it, and until when that is believed."""
    until = models.DateTimeField(null=True, blank=True)
    rebuild = models.CharField(max_length=32, blank=True, db_index=True)
    """The rebuild that began after this change and so has it."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class IndexReport(models.Model):
    """How the last rebuild, and the last check, of the index went; see search/upkeep.py."""

    class Work(models.TextChoices):
        REBUILD = "rebuild", _("reconstruction")
        CHECK = "check", _("vérification")

    work = models.CharField(max_length=10, choices=Work, primary_key=True)
    at = models.DateTimeField()
    seconds = models.FloatField()
    ok = models.BooleanField()
    outcome = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    """Why it failed."""

    class Meta:
        permissions = [
            ("see_index", _("Voir l'état de la recherche")),
            ("manage_index", _("Vérifier, réparer et reconstruire l'index de recherche")),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.work}, {self.at:%Y-%m-%d %H:%M}"


class IndexWish(models.Model):
    """Work on the index that somebody asked for and that is too long for a request; the next `search_index --drain` does it."""

    work = models.CharField(max_length=10, choices=IndexReport.Work, primary_key=True)
    repair = models.BooleanField(default=False)
    asked = models.DateTimeField()

    class Meta:
        ordering = ["asked"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.work}, {self.asked:%Y-%m-%d %H:%M}"


class FigureQuerySet(CountedQuerySet):
    def since(self, day: date) -> FigureQuerySet:
        return self.filter(day__gte=day)


class Figure(models.Model):
    """How many times an item ("article:12") met one fate on one day; see search/figures.py."""

    class What(models.TextChoices):
        OPENED = "opened", _("ouverte")
        KEPT = "kept", _("gardée")
        DONE = "done", _("faite")
        REFUSED = "refused", _("refusée")

    day = models.DateField()
    item = models.CharField(max_length=100)
    what = models.CharField(max_length=10, choices=What)
    number = models.PositiveIntegerField(default=0)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "what", "day"], name="figure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.item}, {self.what}, {self.day}: {self.number}"
