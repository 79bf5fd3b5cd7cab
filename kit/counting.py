"""Who may be counted in a number that holds nobody: browsers of people who did not ask to be left out.

Robots say who they are in their name; a page fetched before anybody asked for it (prefetch, prerender) is no visit.
A browser that asks not to be followed (Global Privacy Control, Do Not Track) is not counted.
Sources: Fetch Metadata (`Sec-Purpose`, WHATWG Fetch 3.7); isbot and crawler-user-agents for the words robots use.
"""

from __future__ import annotations

import re

from django.db import models
from django.db.models import F
from django.http import HttpRequest

# "Cubot" makes phones. Browsers drive themselves in tests and for previews of links: they say so in their name.
_ROBOT = re.compile(
    r"(?<!cu)bot\b|bot/|crawl|spider|slurp|preview|headless|lighthouse|inspect|scan\b|scanner|monitor|uptime|pingdom|archiver"
    r"|facebookexternalhit|whatsapp|telegram|embedly|mediapartners|bytespider|feedfetcher|validator|google-|googleother"
    r"|python|curl|wget|java/|okhttp|go-http-client|node-fetch|axios|libwww|http_|httpclient|scrapy|guzzle|ruby|perl|phantomjs",
    re.IGNORECASE,
)
_ASKED_NOT_TO = ("Sec-GPC", "DNT")
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def may_count(request: HttpRequest) -> bool:
    """Whether this request is a person's, in a browser that does not ask to be left out."""
    asked_not_to = "1" in {request.headers.get(name) for name in _ASKED_NOT_TO}
    ahead_of_time = any(request.headers.get(name) for name in _PURPOSES)
    agent = request.headers.get("User-Agent", "")
    return not asked_not_to and not ahead_of_time and bool(agent) and not _ROBOT.search(agent)


def is_opened(request: HttpRequest) -> bool:
    """Whether a person goes to this address: a GET that fills a window, not an image or a script on another site's page."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document"


class CountedQuerySet(models.QuerySet):
    """Rows that hold a `number`, each unique by all its other fields."""

    def add_one(self, **which: object) -> None:
        """One more, in the database, so that two at once make two: mostly one statement, three for the first of a day."""
        row = self.filter(**which)
        if not row.update(number=F("number") + 1):
            # Of two who make the day's first, one row stays; each adds its own to it.
            self.bulk_create([self.model(**which)], ignore_conflicts=True)
            row.update(number=F("number") + 1)
