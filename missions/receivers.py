"""Changes made outside imports (the admin, a shell) reach the index too. Imports write in bulk and send their own."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from missions.models import Mission, Organisation, Source
from missions.signals import missions_changed, missions_touched


def announce(ids: list[int]) -> None:
    """Send `missions_touched` now, and `missions_changed` once the transaction is through."""
    if ids:
        missions_touched.send(sender=Mission, ids=ids)
        transaction.on_commit(lambda: missions_changed.send(sender=Mission, ids=ids))


@receiver([post_save, pre_delete], sender=Mission)
def mission_changed(instance: Mission, **kwargs) -> None:
    announce([instance.pk])


@receiver([post_save, pre_delete], sender=Source)
@receiver([post_save, pre_delete], sender=Organisation)
def parent_changed(instance: Source | Organisation, created: bool = False, **kwargs) -> None:
    if not created:
        announce(list(instance.missions.values_list("pk", flat=True)))
