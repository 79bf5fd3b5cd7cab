"""A text to read, with its exercises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from resources.models.facts import Kind, Resource


class ArticlePage(Resource):
    KIND = Kind.ARTICLE

    template = "resources/article_page.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
