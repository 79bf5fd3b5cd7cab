"""The framework: families, skills, what each looks like by level, and where life shows it.

Slugs come from skills/data/framework.csv and never change. Texts are the project's own; editors
may change them, and `load_framework` never overwrites what they changed (see `LoadedText`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from kit.models import LoadedText, localised
from skills.levels import Level


class Domain(models.TextChoices):
    SOCIAL = "sociales", _("Avec les autres")
    PERSONAL = "personnelles", _("Avec soi")
    METHODICAL = "methodologiques", _("Avec méthode")


class Family(LoadedText):
    slug = models.SlugField(_("identifiant"), unique=True)
    name_fr = models.CharField(_("nom en français"), max_length=80)
    name_en = models.CharField(_("nom en anglais"), max_length=80)
    domain = models.CharField(_("domaine"), max_length=20, choices=Domain)
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)

    panels = [FieldPanel("name_fr"), FieldPanel("name_en"), FieldPanel("domain"), FieldPanel("order")]

    class Meta:
        ordering = ["order"]
        verbose_name = _("famille de compétences")
        verbose_name_plural = _("familles de compétences")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")


register_snippet(Family, "skills.viewsets.FamilyViewSet")


class SkillQuerySet(models.QuerySet["Skill"]):
    def with_family(self) -> SkillQuerySet:
        return self.select_related("family")

    def with_texts(self) -> SkillQuerySet:
        """Skills with their family, indicators and examples, in three queries."""
        return self.with_family().prefetch_related(
            Prefetch("indicators", queryset=Indicator.objects.order_by("level", "sort_order")),
            "examples",
        )


class Skill(LoadedText, index.Indexed, ClusterableModel):
    slug = models.SlugField(_("identifiant"), unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="skills", verbose_name=_("famille"))
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)
    name_fr = models.CharField(_("nom en français"), max_length=80)
    name_en = models.CharField(_("nom en anglais"), max_length=80)
    definition_fr = models.TextField(_("définition en français"))
    definition_en = models.TextField(_("définition en anglais"))
    why_work_fr = models.TextField(_("pourquoi au travail, en français"))
    why_work_en = models.TextField(_("pourquoi au travail, en anglais"))
    why_life_fr = models.TextField(_("pourquoi dans la vie, en français"))
    why_life_en = models.TextField(_("pourquoi dans la vie, en anglais"))
    esco_uri = models.URLField(_("adresse ESCO"), blank=True)
    esco_label = models.CharField(_("libellé ESCO"), max_length=200, blank=True)
    rome_label = models.CharField(_("savoir-être ROME"), max_length=200, blank=True)
    lifecomp = models.CharField(_("LifeComp"), max_length=10, blank=True)

    objects = SkillQuerySet.as_manager()

    search_fields = [index.AutocompleteField("name_fr"), index.SearchField("name_fr"), index.SearchField("name_en")]
    panels = [
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_en")]),
        FieldPanel("family"),
        MultiFieldPanel([FieldPanel("definition_fr"), FieldPanel("definition_en")], _("Définition")),
        MultiFieldPanel([FieldPanel("why_work_fr"), FieldPanel("why_work_en")], _("Au travail")),
        MultiFieldPanel([FieldPanel("why_life_fr"), FieldPanel("why_life_en")], _("Dans la vie")),
        InlinePanel("indicators", heading=_("Ce que ça donne, niveau par niveau"), label=_("indicateur")),
        InlinePanel("examples", heading=_("Exemples de tous les jours"), label=_("exemple")),
        FieldRowPanel([FieldPanel("esco_uri"), FieldPanel("esco_label")]),
        FieldRowPanel([FieldPanel("rome_label"), FieldPanel("lifecomp")]),
    ]

    class Meta:
        ordering = ["order"]
        verbose_name = _("compétence")
        verbose_name_plural = _("compétences")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("skills:skill", args=[self.slug])

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def definition(self) -> str:
        return localised(self, "definition")

    @property
    def why_work(self) -> str:
        return localised(self, "why_work")

    @property
    def why_life(self) -> str:
        return localised(self, "why_life")

    def indicators_by_level(self) -> list[tuple[Level, list[Indicator]]]:
        """Each level with its indicators, lowest first."""
        rows = list(self.indicators.all())
        return [(level, [row for row in rows if row.level == level]) for level in Level]

    def indicators_at(self, level: int) -> list[Indicator]:
        return [row for row in self.indicators.all() if row.level == level]


register_snippet(Skill, "skills.viewsets.SkillViewSet")


class Indicator(LoadedText, Orderable):
    """One thing people do at a level of a skill."""

    skill = ParentalKey(Skill, on_delete=models.CASCADE, related_name="indicators")
    level = models.PositiveSmallIntegerField(_("niveau"), choices=Level)
    text_fr = models.TextField(_("texte en français"))
    text_en = models.TextField(_("texte en anglais"))

    panels = [FieldPanel("level"), FieldPanel("text_fr"), FieldPanel("text_en")]

    class Meta(Orderable.Meta):
        verbose_name = _("indicateur")

    @property
    def text(self) -> str:
        return localised(self, "text")


class Example(LoadedText, Orderable):
    """A small scene of everyday life that shows a skill."""

    class Setting(models.TextChoices):
        FAMILY = "family", _("En famille")
        SPORT = "sport", _("Dans le sport")
        STREET = "street", _("Dans la rue")
        JOB = "job", _("Petit boulot")
        SCHOOL = "school", _("À l'école")

    skill = ParentalKey(Skill, on_delete=models.CASCADE, related_name="examples")
    setting = models.CharField(_("cadre"), max_length=10, choices=Setting)
    text_fr = models.TextField(_("texte en français"))
    text_en = models.TextField(_("texte en anglais"))

    panels = [FieldPanel("setting"), FieldPanel("text_fr"), FieldPanel("text_en")]

    class Meta(Orderable.Meta):
        verbose_name = _("exemple")

    @property
    def text(self) -> str:
        return localised(self, "text")
