"""Pages of the aggregator's API, fetched one after another into a temporary file.

Nothing is imported before the last page has arrived: a feed that breaks off changes nothing.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import IO, Any

import httpx

from kit.addresses import AddressRefused, PublicTransport
from missions.feeds.reading import Feed, FeedUnreadable, decode

PAGE_SIZE = 1000
MAX_REDIRECTS = 3
MAX_PAGE_BYTES = 64 * 1024 * 1024
MAX_BYTES = 1024 * 1024 * 1024
MAX_SECONDS = 900
MAX_PAGES = 2000


def fetch_feed(url: str, api_key: str = "", transport: httpx.BaseTransport | None = None) -> Feed:
    """Every page of a feed. `transport` replaces the network, for tests and for sources with their own rules.

    Raises FeedUnreadable for anything that keeps the feed from being whole.
    """
    headers = {"x-api-key": api_key} if api_key else {}
    client = httpx.Client(
        transport=transport or PublicTransport(), timeout=httpx.Timeout(30.0), trust_env=False, follow_redirects=False
    )
    spool = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (read later, closed with the feed)
    with client:
        try:
            count, total = _spool_pages(client, url, headers, spool)
        except (httpx.HTTPError, httpx.InvalidURL, AddressRefused) as error:
            raise FeedUnreadable(f"{url}: {error}") from error
    return Feed(rows=lambda: _spooled(spool), total=total, count=count)


def _spooled(spool: IO[str]) -> Iterator[Any]:
    spool.seek(0)
    return map(json.loads, spool)


def _spool_pages(client: httpx.Client, url: str, headers: Mapping[str, str], spool: IO[str]) -> tuple[int, int | None]:
    count, size, total, deadline = 0, 0, None, time.monotonic() + MAX_SECONDS
    for _page in range(MAX_PAGES):
        address = httpx.URL(url).copy_merge_params({"skip": str(count), "limit": str(PAGE_SIZE)})
        body = _get(client, address, headers, deadline)
        size += len(body)
        if size > MAX_BYTES:
            raise FeedUnreadable(f"{url}: more than {MAX_BYTES} bytes")
        rows, page_total = _rows_of(decode(body))
        total = page_total if page_total is not None else total
        for row in rows:
            spool.write(json.dumps(row, ensure_ascii=True) + "\n")
        count += len(rows)
        if not rows or total is None or count >= total:
            break
    return count, total


def _rows_of(page: Any) -> tuple[list[Any], int | None]:
    """The rows and the announced total of one page. Raises FeedUnreadable for any other shape."""
    if isinstance(page, list):
        return page, None
    if not isinstance(page, dict) or page.get("ok") is False or not isinstance(page.get("data"), list):
        raise FeedUnreadable("a page holds no list of missions")
    total = page.get("total")
    return page["data"], total if isinstance(total, int) and not isinstance(total, bool) else None


def _get(client: httpx.Client, address: httpx.URL, headers: Mapping[str, str], deadline: float) -> bytes:
    """The body of one page, following at most three redirects; another host never sees the key."""
    for _hop in range(MAX_REDIRECTS + 1):
        with client.stream("GET", address, headers=headers) as answer:
            if answer.has_redirect_location:
                # From the address that was asked for: the transport has put an IP address into the request.
                target = address.join(answer.headers["location"])
                headers = headers if target.host == address.host else {}
                address = target
                continue
            answer.raise_for_status()
            return _body(answer, deadline)
    raise FeedUnreadable(f"more than {MAX_REDIRECTS} redirects")


def _body(answer: httpx.Response, deadline: float) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > MAX_PAGE_BYTES:
            raise FeedUnreadable(f"a page of more than {MAX_PAGE_BYTES} bytes")
        if time.monotonic() > deadline:
            raise FeedUnreadable(f"not finished after {MAX_SECONDS} s")
        parts.append(part)
    return b"".join(parts)
