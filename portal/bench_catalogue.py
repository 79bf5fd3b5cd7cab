"""A catalogue of a given size for measuring: generated articles and missions, indexed; and the pages to measure."""

from __future__ import annotations

import json
import random
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from home.models import HomePage
from missions.models import Mission, Source
from resources.demo_content import build_article
from resources.models import ArticlePage, ResourceIndexPage
from search.engine import get_engine
from search.sync import rebuild
from skills.models import Skill

WORDS = "équipe calme projet écoute matin parole idée groupe temps effort retour doute choix regard suite plan geste pause essai lien".split()
CITIES = (
    ("Lyon", "69003", 45.76, 4.85),
    ("Lille", "59000", 50.63, 3.06),
    ("Nantes", "44000", 47.22, -1.55),
    ("Aurillac", "15000", 44.93, 2.44),
)
ARTICLES_SHARE = 0.3


def fill(items: int) -> dict[str, tuple[str, str]]:
    """Bring the catalogue to `items` items; page name -> (path, cookie header) of what to measure."""
    chance = random.Random(7)  # noqa: S311
    wanted = int(items * ARTICLES_SHARE)
    _articles(wanted - ArticlePage.objects.count(), chance)
    _missions(items - wanted - Mission.objects.count(), chance)
    rebuild(get_engine())
    article = ArticlePage.objects.published().order_by("pk").first()
    index = ResourceIndexPage.objects.child_of(HomePage.objects.get(locale__language_code="fr")).get()
    mission = Mission.objects.order_by("pk").first()
    result, cookie = _result()
    return {
        "home": ("/", ""),
        "listing": (index.get_url(), ""),
        "detail": (article.get_url(), ""),
        "search": ("/recherche/?q=gerer+mon+stress", ""),
        "missions": ("/missions/", ""),
        "mission": (mission.get_absolute_url(), ""),
        "skill": ("/competences/gestion-du-stress/", ""),
        "result": (result, cookie),
        "advice": ("/recommandations/", cookie),
    }


def _sentence(chance: random.Random, length: int = 12) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


def _articles(count: int, chance: random.Random) -> None:
    index = ResourceIndexPage.objects.filter(locale__language_code="fr").first()
    slugs = list(Skill.objects.values_list("slug", flat=True))
    for number in range(max(count, 0)):
        data = {
            "kind": "article", "slug": f"mesure-{number}", "title": _sentence(chance, 6), "summary": _sentence(chance), "author": "Mesure",
            "minutes": chance.randint(2, 20), "tags": chance.sample(WORDS, 3), "sources": [],
            "skills": [{"skill": slug, "level": chance.randint(1, 4), "weight": chance.randint(1, 3)} for slug in chance.sample(slugs, 2)],
            "body": [{"text": "".join(f"<p>{_sentence(chance, 60)}</p>" for _paragraph in range(6))}],
        }  # fmt: skip
        build_article(data, index, index.locale)


def _missions(count: int, chance: random.Random) -> None:
    rows = [_mission(number, chance) for number in range(max(count, 0))]
    Source.objects.get_or_create(slug="mesure", defaults={"name": "Mesure"})
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "feed.json"
        feed.write_text(
            json.dumps({"ok": True, "total": len(rows), "skip": 0, "limit": len(rows), "data": rows}), encoding="utf-8"
        )
        call_command("import_missions", str(feed), source="mesure", stdout=StringIO())


def _mission(number: int, chance: random.Random) -> dict[str, object]:
    city, postcode, lat, lon = chance.choice(CITIES)
    text = (
        " ".join(_sentence(chance, 14) for _sentence_number in range(8)) + " Tu accueilles le public et tu travailles en équipe."
    )
    return {
        "clientId": f"mesure-{number}", "title": _sentence(chance, 5), "description": text, "applicationUrl": f"https://missions.example/{number}",
        "domain": "solidarite-insertion", "remote": "no", "type": "benevolat", "openToMinors": "yes", "organizationName": "Association Mesure",
        "city": city, "postalCode": postcode, "country": "France", "location": {"lat": lat, "lon": lon}, "softSkills": ["écoute"], "places": 1,
    }  # fmt: skip


def _result() -> tuple[str, str]:
    """A finished assessment of three skills: its result's path and the cookie that opens it."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    skills = ["gestion-du-stress", "cooperation", "empathie"]
    path = client.post(reverse("assessments:start"), {"skills": skills})["Location"]
    while "resultat" not in path:
        path = client.post(path, {"value": "3"})["Location"]
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return path, cookie
