"""Loads the 45 skills and their texts from skills/data; again as often as one likes."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.search.index import insert_or_update_object

from kit.loading import load_texts
from skills.models import Example, Family, Indicator, Skill

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load the skill framework; texts that an editor changed are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        with (DATA / "framework.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        texts = _read_texts(DATA / "texts")
        missing = sorted({row["slug"] for row in rows} - set(texts))
        if missing:
            raise CommandError(f"No texts for: {', '.join(missing)}")
        counts: dict[str, int] = defaultdict(int)
        with transaction.atomic():
            families = _load_families(rows, counts)
            for order, row in enumerate(rows):
                _load_skill(order, row, families[row["family"]], texts[row["slug"]], counts)
        if options["verbosity"]:
            self.stdout.write(f"Framework: {len(rows)} skills, {counts['changed']} rows new or renewed.")


def _read_texts(folder: Path) -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            texts.update(yaml.safe_load(path.read_text(encoding="utf-8")))
        except yaml.YAMLError as error:
            raise CommandError(f"{path.name}: {error}") from error
    return texts


def _load_families(rows: list[dict[str, str]], counts: dict[str, int]) -> dict[str, Family]:
    known = {family.slug: family for family in Family.objects.all()}
    for row in rows:
        if row["family"] in known and known[row["family"]].loaded:
            continue
        family = known.setdefault(row["family"], Family(slug=row["family"], order=len(known)))
        family.domain = row["domain"]
        if load_texts(family, {"name_fr": row["family_fr"], "name_en": row["family_en"]}):
            family.save()
            counts["changed"] += 1
    return known


def _load_skill(order: int, row: dict[str, str], family: Family, text: dict[str, Any], counts: dict[str, int]) -> None:
    skill = Skill.objects.filter(slug=row["slug"]).first() or Skill(slug=row["slug"])
    facts = {
        "family_id": family.pk,
        "order": order,
        "esco_uri": row["esco_uri"],
        "esco_label": row["esco_label_fr"],
        "rome_label": row["rome_savoir_etre"],
        "lifecomp": row["lifecomp"],
    }
    stale = any(getattr(skill, name) != value for name, value in facts.items())
    for name, value in facts.items():
        setattr(skill, name, value)
    values = {"name_fr": row["name_fr"], "name_en": row["name_en"]}
    for name in ("definition", "why_work", "why_life"):
        values |= {f"{name}_fr": text[name]["fr"], f"{name}_en": text[name]["en"]}
    if load_texts(skill, values) or stale:
        skill.save()
        insert_or_update_object(skill)
        counts["changed"] += 1
    _load_children(skill, text, counts)


def _load_children(skill: Skill, text: dict[str, Any], counts: dict[str, int]) -> None:
    # Rows are recognised by where the file put them; an editor's own rows have nothing loaded.
    indicators = {(row.level, row.sort_order): row for row in skill.indicators.all() if row.loaded}
    examples = {row.sort_order: row for row in skill.examples.all() if row.loaded}
    renewed = []
    for level, items in text["indicators"].items():
        for order, item in enumerate(items):
            row = indicators.get((int(level), order)) or Indicator(skill=skill, level=int(level), sort_order=order)
            renewed.append((row, {"text_fr": item["fr"], "text_en": item["en"]}))
    for order, item in enumerate(text["examples"]):
        row = examples.get(order) or Example(skill=skill, sort_order=order)
        renewed.append((row, {"setting": item["setting"], "text_fr": item["fr"], "text_en": item["en"]}))
    for row, values in renewed:
        if load_texts(row, values):
            row.save()
            counts["changed"] += 1
