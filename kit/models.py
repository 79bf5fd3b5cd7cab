"""What models of several apps share."""

from django.db import models
from django.utils.translation import get_language


def localised(instance: models.Model, field: str) -> str:
    """`field` in the active language, in French where English is empty."""
    language = (get_language() or "fr")[:2]
    return getattr(instance, f"{field}_{language}", "") or getattr(instance, f"{field}_fr")


class LoadedText(models.Model):
    """A row whose texts come from a file until an editor changes them.

    `loaded` keeps the digest of every text as loaded: a text whose digest still agrees is the
    file's and may be renewed; any other is an editor's and stays.
    """

    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Edition(models.Model):
    """One row: the word under which everything made of contents is kept (kit/edition.py)."""

    word = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.word
