"""What the team changes by hand is protected and grouped as what an import brings; see missions/receivers.py for the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from missions.models import Mission, Organisation, SensitiveWord, Source
from missions.quality.after_import import finish
from missions.quality.duplicates import regroup
from missions.quality.places import protect_places
from missions.receivers import announce
from missions.signals import missions_written


def _protect(ids: Callable[[], Iterable[int]]) -> None:
    announce(protect_places(list(ids())))


@receiver(missions_written)
def chunk_written(ids: list[int], **kwargs) -> None:
    """Within the import's own transaction: nothing is shown before it is fit to be."""
    finish(ids)


@receiver(post_save, sender=Mission)
def mission_saved(instance: Mission, raw: bool = False, **kwargs) -> None:
    """After commit, when its places are written too."""
    if not raw:
        transaction.on_commit(lambda: _protect(lambda: [instance.pk]))
        transaction.on_commit(lambda: regroup([instance.pk]))


@receiver(post_save, sender=Organisation)
def organisation_saved(instance: Organisation, created: bool = False, raw: bool = False, **kwargs) -> None:
    if not created and not raw:
        transaction.on_commit(lambda: _protect(lambda: instance.missions.values_list("pk", flat=True)))


@receiver(post_save, sender=Source)
def source_saved(instance: Source, created: bool = False, raw: bool = False, **kwargs) -> None:
    """A source put to rest, or given another priority: its groups choose again whom they show."""
    if not created and not raw:
        transaction.on_commit(lambda: regroup(_in_groups(instance)))


def _in_groups(source: Source) -> list[int]:
    hidden = Mission.objects.filter(duplicate_of__isnull=False)
    ours = hidden.filter(source=source) | hidden.filter(duplicate_of__source=source)
    return list(ours.values_list("pk", flat=True))


@receiver([post_save, post_delete], sender=SensitiveWord)
def words_changed(raw: bool = False, **kwargs) -> None:
    if not raw:
        transaction.on_commit(lambda: _protect(lambda: Mission.objects.values_list("pk", flat=True)))
