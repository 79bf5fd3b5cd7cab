"""`tag_missions [--all] [--json]`: say anew which skills missions train, after rules, examples or weights changed.

Only missions whose skills no editor reviewed, and only those tagged by an older version unless `--all`.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from missions.models import Mission
from missions.receivers import announce
from missions.tagging.keeping import retag
from missions.tagging.tagger import tagger_version
from skills.models import Skill

CHUNK = 500


class Command(BaseCommand):
    help = "Tag missions again whose skills were found by older rules; what editors reviewed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also those that the present rules have tagged.")
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = Mission.objects.filter(skills_reviewed=False)
        if not options["all"]:
            stale = stale.exclude(tagger_version=tagger_version())
        skill_ids = dict(Skill.objects.values_list("slug", "pk"))
        tagged = 0
        keys = list(stale.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():
                # Locked and read anew: an editor may have reviewed one since.
                missions = Mission.objects.select_for_update().filter(pk__in=keys[start : start + CHUNK], skills_reviewed=False)
                touched = retag(missions, skill_ids)
                announce(touched)
                tagged += len(touched)
        counts = {"tagged": tagged, "reviewed": Mission.objects.filter(skills_reviewed=True).count(), "version": tagger_version()}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(f"{counts['tagged']} missions tagged, {counts['reviewed']} reviewed and left alone.")
