"""The list of resources of one language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from kit.pages import BasePage


class ResourceIndexPage(BasePage):
    summary = models.TextField(_("introduction"), max_length=300, blank=True)

    subpage_types = ["resources.ArticlePage", "resources.VideoPage", "resources.CoursePage"]
    max_count_per_parent = 1
    template = "resources/index_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("liste des ressources")
        verbose_name_plural = _("listes des ressources")
