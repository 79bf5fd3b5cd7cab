"""What is known of every resource, whatever its kind: one table, so that one query lists them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Orderable, PageManager
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from kit.blocks import BodyBlock, StreamField, prefetch_renditions, searchable_text
from kit.pages import BasePage, BasePageQuerySet
from resources.blocks import SourcesBlock
from resources.forms import ResourceForm
from resources.lessons import Lessons
from resources.panels import SkillSuggestionsPanel
from resources.structured_data import resource_data
from resources.tags import TranslatedTags
from skills.levels import Level
from skills.models import Skill
from skills.widgets import SkillSelect


class Kind(models.TextChoices):
    ARTICLE = "article", _("Article")
    VIDEO = "video", _("Vidéo")
    COURSE = "course", _("Cours")


class Licence(models.TextChoices):
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"
    RESERVED = "reserved", _("Tous droits réservés")

    @property
    def url(self) -> str:
        """The licence's own page; empty where all rights are reserved."""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        name = self.value.removeprefix("cc-").removesuffix("-4.0")
        return "" if self is Licence.RESERVED else f"https://creativecommons.org/licenses/{name}/4.0/"


class Weight(models.IntegerChoices):
    SECONDARY = 1, _("un peu")
    IMPORTANT = 2, _("bien")
    CENTRAL = 3, _("c'est le sujet")


def _named(rows: Any) -> Any:
    """Skill rows with what a list shows of a skill; its long texts stay where they are."""
    skill = ("skill__slug", "skill__name_fr", "skill__name_en")
    family = ("skill__family__slug", "skill__family__name_fr", "skill__family__name_en")
    return rows.select_related("skill__family").only("page", "level", "weight", "sort_order", *skill, *family)


class ResourceQuerySet(BasePageQuerySet):
    def of_kind(self, kind: str) -> ResourceQuerySet:
        return self.filter(kind=kind)

    def training(self, skills: Iterable[Skill | int | str]) -> ResourceQuerySet:
        """Resources that train one of the skills (slugs, ids or skills)."""
        values = list(skills)
        field = "slug__in" if values and isinstance(values[0], str) else "in"
        return self.filter(pk__in=ResourceSkill.objects.filter(**{f"skill__{field}": values}).values("page_id"))

    def with_skills(self) -> ResourceQuerySet:
        """Skills and their families by name, in one more query."""
        return self.prefetch_related(Prefetch("skill_rows", queryset=_named(ResourceSkill.objects.order_by("sort_order"))))

    def for_cards(self) -> ResourceQuerySet:
        """What a card in a list shows, and nothing else of a row."""
        return self.only("title", "slug", "path", "depth", "url_path", "content_type", "kind", "summary", "minutes")

    def for_catalogue(self) -> ResourceQuerySet:
        """All a catalogue's document needs, in a constant number of queries."""
        return self.select_related("locale", "videopage").with_skills().prefetch_related("tags", "lessons")

    def newest_first(self) -> ResourceQuerySet:
        return self.order_by("-first_published_at", "-pk")


class ResourceTag(TaggedItemBase):
    content_object = ParentalKey("resources.Resource", on_delete=models.CASCADE, related_name="tagged_items")


class ResourceSkill(Orderable):
    """One skill a resource trains: the level it leads to (1-4) and how central it is (1-3)."""

    page = ParentalKey("resources.Resource", on_delete=models.CASCADE, related_name="skill_rows")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="resource_links", verbose_name=_("compétence"))
    level = models.PositiveSmallIntegerField(
        _("mène au niveau"), choices=Level, help_text=_("Le niveau qu'on approche en faisant cette ressource et son exercice.")
    )
    weight = models.PositiveSmallIntegerField(_("place dans la ressource"), choices=Weight, default=Weight.IMPORTANT)

    panels = [FieldPanel("skill", widget=SkillSelect), FieldRowPanel([FieldPanel("level"), FieldPanel("weight")])]

    class Meta(Orderable.Meta):
        verbose_name = _("compétence travaillée")

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_level_display()})"


class Resource(BasePage):
    """The part all kinds share. `kind` says which; `specific` gives the rest."""

    KIND: Kind | None = None

    kind = models.CharField(max_length=10, choices=Kind, editable=False, db_index=True)
    summary = models.TextField(
        _("résumé"),
        max_length=300,
        validators=[MaxLengthValidator(300)],
        help_text=_("Une ou deux phrases qui disent ce qu'on saura faire après. 300 caractères au plus."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
        help_text=_("Temps réel, exercice compris."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("contenu"))
    author = models.CharField(_("auteur ou autrice"), max_length=150, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.CC_BY_SA)
    source_title = models.CharField(
        _("venu de"), max_length=200, blank=True, help_text=_("Quand le contenu vient d'ailleurs : le nom de la source.")
    )
    source_url = models.URLField(_("adresse d'origine"), blank=True)
    sources = StreamField(
        SourcesBlock(),
        blank=True,
        verbose_name=_("sources et liens utiles"),
        help_text=_("Ce qu'on peut lire ou appeler ensuite."),
    )
    review_date = models.DateField(
        _("à relire le"), null=True, blank=True, help_text=_("Date à laquelle vérifier que tout est encore vrai.")
    )
    quality = models.FloatField(
        _("qualité éditoriale"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("De 0 à 1. 0,5 tant que personne n'a jugé. Compte un peu dans les recommandations."),
    )
    tags = TranslatedTags(
        through=ResourceTag,
        blank=True,
        verbose_name=_("mots-clés"),
        help_text=_("Les mots que quelqu'un taperait pour trouver cette page."),
    )
    # What the demonstration loader wrote, to know whether an editor has changed it since.
    loaded = models.JSONField(default=dict, editable=False)

    objects = PageManager.from_queryset(ResourceQuerySet)()

    is_creatable = False
    subpage_types: list[str] = []
    parent_page_types = ["resources.ResourceIndexPage"]
    base_form_class = ResourceForm
    # Names stay as they are unless the translator says otherwise; so do skills, times and files.
    override_translatable_fields = [SynchronizedField("author"), SynchronizedField("source_title")]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.FilterField("kind")]

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    facts_panels = [
        InlinePanel(
            "skill_rows",
            heading=_("Compétences travaillées"),
            label=_("compétence"),
            min_num=1,
            max_num=6,
            help_text=_("De une à trois le plus souvent. La première est montrée en premier."),
        ),
        SkillSuggestionsPanel(heading=_("Compétences proposées")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("minutes"), FieldPanel("quality")]), FieldPanel("tags")],
            heading=_("Pour trouver et recommander"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("author"), FieldPanel("licence")]),
                FieldRowPanel([FieldPanel("source_title"), FieldPanel("source_url")]),
            ],
            heading=_("Qui l'a fait"),
        ),
        FieldPanel("sources"),
        FieldPanel("review_date"),
    ]

    class Meta:
        verbose_name = _("ressource")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Every kind has the same tabs in the editor; its own `content_panels` fill the first."""
        super().__init_subclass__(**kwargs)
        cls.edit_handler = TabbedInterface(
            [
                ObjectList(cls.content_panels, heading=_("Contenu")),
                ObjectList(cls.facts_panels, heading=_("Compétences et fiche")),
                ObjectList(cls.promote_panels, heading=_("Référencement")),
                ObjectList(cls.settings_panels, heading=_("Publication")),
            ]
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # From the start: a page being written is previewed before it is saved.
        if self.KIND:
            self.kind = self.KIND

    @property
    def keywords(self) -> list[str]:
        """Tags by name, without a query when prefetched (`for_catalogue`)."""
        return [tag.name for tag in self.tags.all()]

    @property
    def skill_names(self) -> str:
        return ", ".join(row.skill.name for row in self.skill_rows.all())

    @property
    def lessons(self) -> Lessons:
        return Lessons(self)

    @property
    def index_text(self) -> str:
        """All words of the resource as plain text: its body, its video's transcript, its lessons."""
        video = getattr(self, "videopage", None)
        parts = [*searchable_text(self.body), get_text_for_indexing(video.transcript) if video else ""]
        for lesson in self.lessons.all():
            parts += [lesson.title, lesson.summary, *searchable_text(lesson.body)]
        return "\n".join(part for part in parts if part)

    @property
    def licence_url(self) -> str:
        return Licence(self.licence).url

    def same_skills(self, skills: list[int], limit: int = 3) -> list[Resource]:
        """Other resources of the page's language for these skills (ids), best first; two queries."""
        others = Resource.objects.published().filter(locale=self.locale_id).training(skills).exclude(pk=self.pk)
        return list(others.for_cards().order_by("-quality", "-first_published_at", "pk")[:limit]) if skills else []

    def body_blocks(self) -> Any:
        """The body, with what its images need read in one query."""
        prefetch_renditions(self.body)
        return self.body

    def structured(self, request: HttpRequest, links: list[ResourceSkill]) -> dict[str, Any]:
        """What search engines are told; kinds add their own."""
        return resource_data(self, links, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Nothing is asked before the template needs it: on most requests all of it is kept (`{% kept %}`)."""
        context = super().get_context(request, *args, **kwargs)
        # In a preview the skills are in memory only; elsewhere this is one query.
        links = SimpleLazyObject(lambda: list(_named(self.skill_rows.all())))
        context["skill_links"] = links
        context["related"] = SimpleLazyObject(lambda: self.same_skills([link.skill_id for link in links]))
        context["structured"] = SimpleLazyObject(lambda: self.structured(request, links))
        return context
