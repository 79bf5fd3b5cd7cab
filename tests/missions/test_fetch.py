"""Feeds over the network: pages, limits, and addresses that are never called."""

from __future__ import annotations

import json

import httpx
import pytest
from django.core.management import CommandError, call_command

from kit.addresses import AddressRefused, PublicTransport, checked_address, is_public
from missions.feeds import fetch
from missions.feeds.fetch import fetch_feed
from missions.feeds.reading import FeedUnreadable
from tests.missions.factories import page, row

URL = "https://api.plateforme.example/v0/mission"


def pages(total: int, size: int):
    """A server that answers `total` missions, at most `size` a page."""

    def answer(request: httpx.Request) -> httpx.Response:
        skip, limit = int(request.url.params["skip"]), min(size, int(request.url.params["limit"]))
        data = [row(clientId=f"m{n}") for n in range(skip, min(total, skip + limit))]
        return httpx.Response(200, json=page(data, total=total, skip=skip, limit=limit))

    return httpx.MockTransport(answer)


def test_every_page_is_read() -> None:
    feed = fetch_feed(URL, transport=pages(23, 10))
    assert [entry["clientId"] for entry in feed.rows()] == [f"m{n}" for n in range(23)]
    assert next(feed.rows())["clientId"] == "m0"
    assert feed.whole


def test_feed_that_stops_early_is_not_whole() -> None:
    answer = httpx.MockTransport(
        lambda request: httpx.Response(200, json=page([row()] if request.url.params["skip"] == "0" else [], total=50))
    )
    feed = fetch_feed(URL, transport=answer)
    assert (feed.count, feed.whole) == (1, False)


def test_number_too_long_to_read_keeps_the_other_rows() -> None:
    body = json.dumps(page([row(clientId="m0", places=1), row(clientId="m1")])).replace('"places": 1', f'"places": {"9" * 5000}')
    feed = fetch_feed(URL, transport=httpx.MockTransport(lambda request: httpx.Response(200, text=body)))
    assert [entry["places"] for entry in feed.rows()] == ["9" * 5000, 3]


def test_key_is_sent_and_never_to_another_host() -> None:
    seen: list[tuple[str, str | None]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.host, request.headers.get("x-api-key")))
        if request.url.host == "api.plateforme.example":
            return httpx.Response(302, headers={"location": "https://ailleurs.example/feed"})
        return httpx.Response(200, json=page([row()]))

    fetch_feed(URL, "secret", transport=httpx.MockTransport(answer))
    assert seen == [("api.plateforme.example", "secret"), ("ailleurs.example", None)]


def test_three_redirects_are_followed_and_not_four() -> None:
    def hops(count: int) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            done = int(request.url.path.rpartition("/")[2] or 0) if request.url.path.startswith("/hop/") else 0
            if done == count:
                return httpx.Response(200, json=page([row()]))
            return httpx.Response(302, headers={"location": f"/hop/{done + 1}"})

        return httpx.MockTransport(answer)

    assert fetch_feed(URL, transport=hops(3)).count == 1
    with pytest.raises(FeedUnreadable):
        fetch_feed(URL, transport=hops(4))


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"ok": False}),
        httpx.Response(200, json={"data": 3}),
    ],
)
def test_answer_that_is_no_feed_is_an_error(response: httpx.Response) -> None:
    with pytest.raises(FeedUnreadable):
        fetch_feed(URL, transport=httpx.MockTransport(lambda request: response))


def test_page_above_the_cap_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_PAGE_BYTES", 100)
    with pytest.raises(FeedUnreadable):
        fetch_feed(URL, transport=pages(3, 3))


def test_feed_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_SECONDS", -1)
    with pytest.raises(FeedUnreadable):
        fetch_feed(URL, transport=pages(3, 3))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/feed",
        "file:///etc/passwd",
        "https://127.0.0.1/feed",
        "https://localhost/feed",
        "https://[::1]/feed",
        "https://10.0.0.8/feed",
        "https://192.168.1.1/feed",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/feed",
        "https://[64:ff9b::7f00:1]/feed",
        "https://2130706433/feed",
        "https://0/feed",
        "https://user:secret@127.0.0.1/feed",
        "https://nom-qui-n-existe-pas.invalid/feed",
    ],
)
def test_address_that_is_not_public_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(httpx.URL(url))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("100.64.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:169.254.169.254", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_redirect_to_a_private_address_is_refused() -> None:
    class First(PublicTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.host == "api.plateforme.example":
                return httpx.Response(302, headers={"location": "https://127.0.0.1/secret"}, request=request)
            return super().handle_request(request)

    with pytest.raises(FeedUnreadable, match="not public"):
        fetch_feed(URL, transport=First())


@pytest.mark.django_db
def test_command_refuses_a_private_address() -> None:
    with pytest.raises(CommandError):
        call_command("import_missions", "https://127.0.0.1:9/feed", "--source", "essai")


def test_rows_survive_the_spool_unchanged() -> None:
    odd = row(title="Deux\nlignes   et l'été", clientId="é")
    feed = fetch_feed(URL, transport=httpx.MockTransport(lambda request: httpx.Response(200, content=json.dumps(page([odd])))))
    assert list(feed.rows()) == [odd]
