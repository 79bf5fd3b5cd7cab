"""A portal with something in it: pages, courses, articles, a video, and a feed of invented missions.

Everything comes from home/demo/. Loading again changes nothing that an editor changed; the pages
are recognised by their address.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from home.defaults import TEXTS, doors, text
from home.models import EditorialPage, HomePage
from resources.demo_content import build_article, build_course, build_index, build_video, stream_of
from resources.models import ResourceIndexPage

DEMO = Path(__file__).resolve().parent / "demo"
BUILDERS = {"article": build_article, "course": build_course, "video": build_video}
LANGUAGES = ("fr", "en")
INDEX = {
    "fr": {
        "slug": "ressources",
        "title": "Ressources",
        "summary": "Des cours courts, des articles et des vidéos, par compétence et par niveau.",
    },
    "en": {"slug": "resources", "title": "Resources", "summary": "Short courses, articles and videos, by skill and by level."},
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.*)?")
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@transaction.atomic
def load_pages() -> int:
    """Home pages, editorial pages and resources; the number of resources.

    All or nothing: the index and the reference tables are then told once, not once a page.
    """
    homes = _home_pages()
    editorial = [read(path) for path in (DEMO / "pages").glob("*.yaml") if path.stem != "home"]
    # Also the order of the footer (home/navigation.py).
    for data in sorted(editorial, key=lambda data: data["order"]):
        _editorial_page(data, homes)
    indexes: dict[str, ResourceIndexPage] = {}
    for language in LANGUAGES:
        home = homes[language]
        indexes[language] = build_index(INDEX[language], home, home.locale, indexes.get("fr"))
    files = [path for folder in ("articles", "courses", "videos") for path in sorted((DEMO / folder).glob("*.yaml"))]
    # What is translated first, then its translations.
    read_files = sorted(((path, read(path)) for path in files), key=lambda pair: "translation_of" in pair[1])
    for path, data in read_files:
        parent = indexes[data["language"]]
        try:
            BUILDERS[data["kind"]](data, parent, parent.locale, path.parent)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path.name}: {error}") from error
    return len(files)


def _home_pages() -> dict[str, HomePage]:
    data = read(DEMO / "pages" / "home.yaml")
    root = Page.get_first_root_node()
    pages: dict[str, HomePage] = {}
    for language in LANGUAGES:
        locale, _created = Locale.objects.get_or_create(language_code=language)
        page = HomePage.objects.filter(locale=locale).first()
        if page is None:
            page = root.add_child(instance=_new_home(data, language, locale, pages.get("fr")))
            page.save_revision().publish()
        pages[language] = page
        if language == "fr":
            # First: Wagtail's welcome page must go before the English home can have its address.
            _serve(page)
    return pages


def _new_home(data: dict[str, Any], language: str, locale: Locale, french: HomePage | None) -> HomePage:
    page = HomePage(
        title=data["title"][language],
        slug="accueil" if language == "fr" else "home",
        locale=locale,
        lead=data["lead"][language],
        steps=json.dumps(
            [
                {"type": "step", "value": {"key": step["key"], "title": step["title"][language], "text": step["text"][language]}}
                for step in data["steps"]
            ]
        ),
        promises=json.dumps([{"type": "promise", "value": promise[language]} for promise in data["promises"]]),
        doors=json.dumps([{"type": "door", "value": {"page": None, "url": "", **door}} for door in doors(language)]),
        **{name: text(name, language) for name in TEXTS},
    )
    if french:
        page.translation_key = french.translation_key
    return page


def _serve(home: HomePage) -> None:
    """Make this the site's root; Wagtail's welcome page goes."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", port=80, is_default_site=True)
    previous = site.root_page if site.root_page_id else None
    if previous is None or previous.pk != home.pk:
        site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
        site.save()
    if previous is not None and previous.specific_class is Page:
        previous.delete()


def _editorial_page(data: dict[str, Any], homes: dict[str, HomePage]) -> None:
    key = None
    for language in LANGUAGES:
        home = homes[language]
        page = EditorialPage.objects.child_of(home).filter(slug=data["slug"][language]).first()
        if page is None:
            page = EditorialPage(
                title=data["title"][language],
                slug=data["slug"][language],
                locale=home.locale,
                summary=data["summary"][language],
                body=stream_of(data["body"][language]),
                show_contact=data.get("show_contact", False),
                show_legal=data.get("show_legal", False),
            )
            if key:
                page.translation_key = key
            home.add_child(instance=page)
            page.save_revision().publish()
            if data.get("locked"):
                # Binding texts: only an administrator unlocks and changes them (desk/locks.py).
                EditorialPage.objects.filter(pk=page.pk).update(locked=True, locked_at=timezone.now())
        key = page.translation_key


def shifted_feed(today: date | None = None) -> dict[str, Any]:
    """The demo feed with every date moved by as many days as have passed since it was written."""
    feed = json.loads((DEMO / "missions.json").read_text(encoding="utf-8"))
    shift = (today or timezone.localdate()) - date.fromisoformat(feed.pop("anchor"))
    feed["data"] = [{name: _shift(value, shift) for name, value in row.items()} for row in feed["data"]]
    return feed


def _shift(value: Any, shift: timedelta) -> Any:
    """A date in either of the feed's two ways of writing, moved; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        if found := _ISO.fullmatch(value):
            moved = date(int(found[1]), int(found[2]), int(found[3])) + shift
            return moved.isoformat() + (found[4] or "")
        if found := _DAY_FIRST.fullmatch(value):
            moved = date(int(found[3]), int(found[2]), int(found[1])) + shift
            return moved.strftime("%d/%m/%Y")
    except ValueError:
        # The feed holds an impossible date on purpose.
        return value
    return value
