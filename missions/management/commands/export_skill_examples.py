"""`export_skill_examples FILE.jsonl`: missions whose skills an editor reviewed, as labelled examples.

The format of `evaluate_tagger` and `train_tagger`, with `said`: what the tagger had said of each. Without contact data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from missions.models import Mission
from missions.quality.contact_data import without_contacts


class Command(BaseCommand):
    help = "Write the missions whose skills were reviewed as labelled examples, one JSON object a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        missions = Mission.objects.filter(skills_reviewed=True).exclude(description="").order_by("pk")
        written = 0
        try:
            with path.open("w", encoding="utf-8") as file:
                for mission in missions.prefetch_related("skills__skill").iterator(chunk_size=500):
                    file.write(json.dumps(example_of(mission), ensure_ascii=False) + "\n")
                    written += 1
        except OSError as error:
            raise CommandError(f"{path}: {error}") from error
        self.stdout.write(f"{written} missions written to {path}.")


def example_of(mission: Mission) -> dict[str, Any]:
    """A mission as a labelled example; words an editor wrote that are not the mission's own leave an empty span."""
    title, text = without_contacts(mission.title), mission.index_text
    trained = []
    for row in mission.skills.all():
        span = without_contacts(row.evidence)
        trained.append({"skill": row.skill.slug, "span": span if span in text or span in title else ""})
    slugs = {label["skill"] for label in trained}
    required = [one["skill"] for one in mission.tagging.get("required", []) if one["skill"] not in slugs]
    said = [
        {"skill": one["skill"], "span": without_contacts(one["sentence"]), "confidence": one["confidence"]}
        for one in mission.tagging.get("trained", [])
    ]
    return {
        "id": str(mission.pk),
        "title": title,
        "text": text,
        "train": trained,
        "required": required,
        "said": {"version": mission.tagger_version, "train": said},
    }
