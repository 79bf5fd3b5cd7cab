"""Keywords that are translated: a list of words in one language is no help to who searches in another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelcluster.contrib.taggit import ClusterTaggableManager
from taggit.utils import parse_tags
from wagtail_localize.segments import StringSegmentValue


class TranslatedTags(ClusterTaggableManager):
    """Tags that wagtail-localize offers as one segment, "trac, oral", and sets from its translation.

    Its protocol: get_translatable_segments(value of the field) and restore_translated_segments(value,
    segments), whose answer it assigns to the field.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        # The database knows nothing of translation: no migration.
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.contrib.taggit.ClusterTaggableManager", args, kwargs

    def __set__(self, instance: Any, names: Iterable[str]) -> None:
        getattr(instance, self.name).set(list(names))

    def get_translatable_segments(self, tags: Iterable[Any]) -> list[StringSegmentValue]:
        return [StringSegmentValue("", ", ".join(sorted(tag.name for tag in tags)))]

    def restore_translated_segments(self, tags: Any, segments: Iterable[StringSegmentValue]) -> list[str]:
        return [name for segment in segments for name in parse_tags(segment.render_text())]
