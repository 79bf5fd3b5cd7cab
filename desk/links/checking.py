"""All links of all published pages: found, followed one host at a time, and remembered."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from desk.links.fetching import Outcome, follow
from desk.links.finding import links_of
from desk.models import Link
from kit.pages import BasePageQuerySet

CHUNK = 200
# Between two calls to one host, in seconds.
PAUSE = 1.0
# When not one of so many answers, it is our network that is down.
ENOUGH_TO_TELL = 5


class NoNetwork(Exception):
    """No link at all could be followed: nothing was noted."""


def find_links() -> list[Link]:
    """Bring the table in step with what published pages say; links of no page go."""
    used: dict[str, set[int]] = defaultdict(set)
    for page in BasePageQuerySet(Page).current().specific().iterator(CHUNK):
        for address in links_of(page):
            used[address].add(page.pk)
    Link.objects.exclude(address__in=used).delete()
    known = {link.address: link for link in Link.objects.all()}
    own = set(Site.objects.values_list("hostname", flat=True))
    for address, pages in used.items():
        link = known.get(address) or Link.objects.create(address=address, internal=_is_ours(address, own))
        link.pages.set(pages)
        known[address] = link
    return [known[address] for address in sorted(used)]


def _is_ours(address: str, hosts: set[str]) -> bool:
    return not address.startswith("http") or urlsplit(address).hostname in hosts


def check_own(links: Iterable[Link]) -> None:
    """Links to pages and documents of ours: in the database, in a few queries."""
    links = [link for link in links if link.internal]
    live = BasePageQuerySet(Page).current()
    pages = set(map(str, live.values_list("pk", flat=True)))
    documents = set(map(str, Document.objects.values_list("pk", flat=True)))
    paths = {parts[2] for page in live.select_related("locale") if (parts := page.get_url_parts())}
    paths |= set(Redirect.objects.values_list("old_path", flat=True))
    for link in links:
        kind, _colon, key = link.address.partition(":")
        if kind in {"page", "document"}:
            found = key in (pages if kind == "page" else documents)
        else:
            found = _is_served(urlsplit(link.address).path, paths)
        record(link, Outcome(Link.State.FINE, "") if found else Outcome(Link.State.FAILING, "unpublished or deleted"))


def _is_served(path: str, known: set[str]) -> bool:
    """Whether one of our views answers at a path, or a published page, or a redirect."""
    slashed = f"{path.rstrip('/')}/"
    if slashed in known or slashed[:-1] in known:
        return True
    return any(_view_at(way) not in {"", "wagtail_serve"} for way in (path, slashed))


def _view_at(path: str) -> str:
    """The name of the view at a path, in the language it is an address of; empty without one."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path).view_name
        except Resolver404:
            return ""


def check_others(links: Iterable[Link], client: httpx.Client, seconds: float, pause: float = PAUSE) -> int:
    """Follow links to other sites, longest unseen first, for `seconds` at most; the number followed.

    Raises NoNetwork, noting nothing, when no host answers.
    """
    queue = deque(sorted((link for link in links if not link.internal), key=lambda link: (bool(link.checked), link.checked or 0)))
    free_from: dict[str, float] = {}
    deadline, waited = time.monotonic() + seconds, 0
    outcomes: list[tuple[Link, Outcome]] = []
    while queue and time.monotonic() < deadline:
        link = queue.popleft()
        host = urlsplit(link.address).netloc
        if (wait := free_from.get(host, 0.0) - time.monotonic()) > 0:
            queue.append(link)
            waited += 1
            if waited >= len(queue):
                # Every host left was asked a moment ago.
                time.sleep(min(wait, pause))
                waited = 0
            continue
        outcomes.append((link, follow(client, link.address)))
        free_from[host], waited = time.monotonic() + pause, 0
    if len(outcomes) >= ENOUGH_TO_TELL and not any(outcome.reached for _link, outcome in outcomes):
        raise NoNetwork
    for link, outcome in outcomes:
        record(link, outcome)
    return len(outcomes)


def record(link: Link, outcome: Outcome) -> None:
    """Keep what was answered; failing twice on one day counts once."""
    today, before = timezone.localdate(), link.checked
    link.state, link.answer, link.checked = outcome.state, outcome.answer, timezone.now()
    if outcome.state != Link.State.FAILING:
        link.first_failed, link.failures = None, 0
    elif not link.failures or before is None or timezone.localdate(before) < today:
        link.first_failed, link.failures = link.first_failed or today, link.failures + 1
    link.save()
