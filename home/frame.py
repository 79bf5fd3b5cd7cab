"""What editors set around every page, kept in the cache: no query for it on most pages.

Kept under the edition of the contents (kit/edition.py): a change is seen by every process at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from wagtail.models import PageViewRestriction, Site

from home.ground import SETTINGS, sites
from home.models import EditorialPage, HomePage
from home.navigation import FOOTER, MENU, links, own_links
from home.site_settings import DEFAULT_NAME, Announcement, ContactSetting, Navigation, SiteSetting
from kit.edition import edition

SECONDS = 60
# What it is made of: a change of one forgets it.
SENDERS = (SiteSetting, Announcement, Navigation, ContactSetting, EditorialPage, HomePage, Site, PageViewRestriction)


def _key(language: str) -> str:
    # The number changes with what is kept, so that no process reads another version's out of a shared cache.
    return f"home.frame.2.{language}.{edition()}"


def frame(language: str) -> dict[str, Any]:
    """In the active language: name, share_text, share_image, announcement (None without one), menu, footer (None:
    the editorial pages and own_footer)."""
    found = cache.get(_key(language))
    if found is None:
        found = _read(language)
        cache.set(_key(language), found, SECONDS)
    return found


def _read(language: str) -> dict[str, Any]:
    """Of the rows every page needs (home/ground.py): no query but for the share image, and pages deep down in a menu."""
    site = next((site for site in sites() if site.is_default_site), None)
    settings, announcement, navigation = (getattr(site, name, None) for name in SETTINGS)
    image = settings.share_image.get_rendition("fill-1200x630|format-jpeg") if settings and settings.share_image else None
    return {
        "name": settings.name if settings else DEFAULT_NAME,
        "share_text": getattr(settings, f"share_text_{language}", ""),
        "share_image": image and {"url": image.url, "width": image.width, "height": image.height},
        "announcement": announcement.in_language(language) if announcement else None,
        "menu": links(navigation.menu, language) if navigation and navigation.menu else own_links(MENU),
        "footer": links(navigation.footer, language) if navigation and navigation.footer else None,
        "own_footer": own_links(FOOTER),
    }


def forget(sender: Any = None, **kwargs: Any) -> None:
    """Now for this request's own pages, and again once the change can be read by others."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.delete_many([_key("fr"), _key("en"), f"home.pages.{edition()}"])


def announcement(language: str, now: datetime) -> dict[str, Any] | None:
    """The announcement to show now."""
    found = frame(language)["announcement"]
    if found is None or (found["starts"] and now < found["starts"]) or (found["ends"] and now >= found["ends"]):
        return None
    return found
