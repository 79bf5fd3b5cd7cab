"""Deletes accounts unused for thirteen months, and from the others what is older; to be run every day."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.utils import timezone

from learners.accounts.people import is_team
from learners.models import AccountSpace


class Command(BaseCommand):
    help = "Delete learners' accounts unused for thirteen months, and what the others keep for longer than that."

    def handle(self, *args: Any, **options: Any) -> None:
        unused = [space.user for space in AccountSpace.objects.unused().select_related("user") if not is_team(space.user)]
        User.objects.filter(pk__in=[user.pk for user in unused]).delete()
        now = timezone.now()
        pruned = sum(space.prune(now) for space in AccountSpace.objects.iterator(500))
        if options["verbosity"]:
            self.stdout.write(f"Accounts: {len(unused)} deleted, {pruned} pruned.")
