"""Why an item is, or is not, recommended to a profile: its score, part by part."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from search.contract import Near, Point, RecommendationRequest
from search.engine import EngineUnavailable, get_engine
from search.recommend import Context, Judge, needs_of, recommend
from skills.profile import Estimate, SkillProfile


class Command(BaseCommand):
    help = "Explain an item's score: explain_recommendation article:12 --skill gestion-du-stress:2.1:0.6 --age 17"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item")
        parser.add_argument("--skill", action="append", required=True, metavar="SLUG:LEVEL[:CONFIDENCE]")
        parser.add_argument("--age", type=int)
        parser.add_argument("--near", metavar="LAT,LON,KM")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            profile, context = _profile(options["skill"]), _context(options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        try:
            outcome = explain(options["item"], profile, context)
        except EngineUnavailable as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
            return
        for name, value in outcome.items():
            self.stdout.write(f"{name}: {value}")


def _profile(texts: list[str]) -> SkillProfile:
    estimates = {}
    for text in texts:
        slug, level, confidence = [*text.split(":"), "0.5"][:3]
        estimates[slug] = Estimate(float(level), float(confidence), datetime.now(UTC), "command line")
    return SkillProfile(estimates)


def _context(options: dict[str, Any]) -> Context:
    near = None
    if options["near"]:
        lat, lon, km = (float(part) for part in options["near"].split(","))
        near = Near(Point(lat, lon), km)
    return Context(today=timezone.localdate(), age=options["age"], near=near)


def explain(item_id: str, profile: SkillProfile, context: Context) -> dict[str, Any]:
    """Needs, the item's score and rank, or why the gates keep it out."""
    engine = get_engine()
    item = engine.get(item_id)
    if item is None:
        raise CommandError(f"{item_id} is not in the index.")
    needs = needs_of(profile, context.goals)
    outcome: dict[str, Any] = {
        "item": item.id,
        "title": item.title,
        "needs": {need.skill: [need.level, round(need.weight, 4)] for need in needs},
    }
    request = RecommendationRequest(needs=needs, today=context.today, age=context.age, near=context.near, limit=10_000)
    candidates = engine.candidates(request)
    found = next((one for one, whole in zip(candidates, engine.items(candidates), strict=True) if whole == item), None)
    if found is None:
        return {
            **outcome,
            "candidate": False,
            "why": "kept out by a gate (age, dates, language, place) or trains none of the needs",
        }
    scored = Judge(profile, context).score(found)
    ranked = [rec.item.id for rec in recommend(engine, profile, context, 40)]
    return {
        **outcome,
        "candidate": True,
        "score": scored.score,
        "parts": {name: round(value, 4) for name, value in scored.parts.items()},
        "contributions": {skill: round(part, 6) for skill, part in scored.contributions.items()},
        "rank": ranked.index(item_id) + 1 if item_id in ranked else None,
    }
