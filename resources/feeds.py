"""RSS: the newest resources of the language read."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resources.models import Resource

SIZE = 30


class ResourceFeed(Feed):
    def title(self) -> str:
        return _("Tremplin : nouvelles ressources")

    def description(self) -> str:
        return _("Articles, vidéos et cours pour développer ses compétences.")

    def link(self) -> str:
        return reverse("search:catalogue")

    def feed_url(self) -> str:
        return reverse("resources:feed")

    def items(self) -> QuerySet[Resource]:
        newest = Resource.objects.published().filter(locale__language_code=get_language() or "fr")
        return newest.prefetch_related("tags").defer_streamfields().newest_first()[:SIZE]

    def item_title(self, item: Resource) -> str:
        return item.title

    def item_description(self, item: Resource) -> str:
        return item.summary

    def item_link(self, item: Resource) -> str:
        return item.get_url() or ""

    def item_guid(self, item: Resource) -> str:
        return str(item.translation_key)

    item_guid_is_permalink = False

    def item_pubdate(self, item: Resource) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: Resource) -> datetime | None:
        return item.last_published_at

    def item_categories(self, item: Resource) -> list[str]:
        return item.keywords
