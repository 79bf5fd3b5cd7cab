"""`end_missions`: take missions whose last day has passed out of the search index. Run again, it does nothing."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from missions.runs.ending import end_missions


class Command(BaseCommand):
    help = "Take missions that have ended out of the index; import_due_missions does it too."

    def handle(self, *args, **options) -> None:
        self.stdout.write(_("%(count)d missions terminées.") % {"count": end_missions()})
