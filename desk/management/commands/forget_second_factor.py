"""For somebody of the team who lost phone and recovery codes: their next sign-in sets up a new app."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learners.accounts.people import owner_of


class Command(BaseCommand):
    help = "Remove the authenticator app and recovery codes of an account; its password stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's address")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = owner_of(email)
        if user is None:
            raise CommandError("No account has this address.")
        removed, _by_model = Authenticator.objects.filter(user=user).delete()
        self.stdout.write("Second factor removed: the next sign-in sets up a new one." if removed else "There was none.")
