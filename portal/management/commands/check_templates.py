"""Compiles every template of the project, and names those that nothing uses."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template

# Taken by name by Django or Wagtail, or by a template through a variable.
_REFERENCE = re.compile(r"""["']([\w/.-]+\.(?:html|txt|xml|css))["']""")


class Command(BaseCommand):
    help = "Fail on a template that does not compile or that nothing refers to."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "templates"
        names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        faults = [fault for name in sorted(names) if (fault := self.compile(name))]
        unused = sorted(names - self.references())
        faults += [f"{name}: nothing uses it" for name in unused]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(names)} templates compile and are used.")

    @staticmethod
    def compile(name: str) -> str:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            return f"{name}: {error}"
        return ""

    @staticmethod
    def references() -> set[str]:
        roots = [
            path
            for path in Path(settings.BASE_DIR).iterdir()
            if path.is_dir() and not path.name.startswith((".", "var", "tests"))
        ]
        files = [path for root in roots for pattern in ("*.py", "*.html") for path in root.rglob(pattern)]
        return {name for path in files for name in _REFERENCE.findall(path.read_text(encoding="utf-8"))}
