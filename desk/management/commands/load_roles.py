"""The editors' roles and their workflow; again and again, it only adds what was never there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from desk.roles import load_roles
from desk.workflow import load_workflow


class Command(BaseCommand):
    help = "Make the editors' roles (author, moderator, missions, administrator) and the review before publishing."

    def handle(self, *args: Any, **options: Any) -> None:
        # Groups are named once, in the language of the admin.
        with translation.override("fr"):
            given = load_roles()
            made = load_workflow()
        if options["verbosity"]:
            self.stdout.write(f"Roles: {given} permissions given.{' Workflow made.' if made else ''}")
