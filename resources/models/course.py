"""A course: lessons in the order of the page tree, each with its quiz."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from kit.blocks import BodyBlock, StreamField
from kit.pages import BasePage
from resources.blocks import QuizBlock
from resources.models.facts import Kind, Resource


class CoursePage(Resource):
    KIND = Kind.COURSE

    subpage_types = ["resources.LessonPage"]
    template = "resources/course_page.html"

    class Meta:
        verbose_name = _("cours")
        verbose_name_plural = _("cours")



class LessonPage(BasePage):
    summary = models.TextField(_("résumé"), max_length=300, blank=True, help_text=_("Ce qu'on saura faire à la fin de la leçon."))
    minutes = models.PositiveSmallIntegerField(_("durée en minutes"), validators=[MinValueValidator(1), MaxValueValidator(600)])
    body = StreamField(BodyBlock(), verbose_name=_("contenu"))
    quiz = StreamField(QuizBlock(), blank=True, verbose_name=_("quiz"), help_text=_("De deux à cinq questions, avec un retour pour chaque réponse."))
    loaded = models.JSONField(default=dict, editable=False)

    parent_page_types = ["resources.CoursePage"]
    subpage_types: list[str] = []
    template = "resources/lesson_page.html"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("summary")], heading=_("En bref")),
        FieldPanel("body"),
        FieldPanel("quiz"),
    ]

    class Meta:
        verbose_name = _("leçon")
        verbose_name_plural = _("leçons")

    @cached_property
    def course(self) -> CoursePage:
        return CoursePage.objects.parent_of(self).with_skills().defer("body").get()
