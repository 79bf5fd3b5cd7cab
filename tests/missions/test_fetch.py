"""Feeds over the network: what is asked, what is believed, and addresses that are never called."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

from kit.addresses import WEB, AddressRefused, PublicTransport, checked_address, is_public
from missions.feeds import aggregator_json, fetching, pace, packing
from missions.feeds.feed import Feed, FeedUnreadable
from missions.feeds.opening import open_feed
from missions.models import Source
from tests.missions.factories import page, row
from tests.missions.feed_server import Asked, FeedServer, Reply, json_reply

SECURE_URL = "https://api.plateforme.example/v0/mission"
XML = b"<source><mission><title>Servir des repas</title></mission></source>"


def source(**facts: Any) -> Source:
    return Source(**{"slug": "plateforme", "allow_http": True, **facts})


def opened(url: str, **facts: Any) -> Feed:
    return open_feed(source(**facts), url)


def xml(url: str, **facts: Any) -> Feed:
    return opened(url, kind=Source.Kind.AGGREGATOR_XML, **facts)


def pages(total: int, size: int, /, **facts: Any):
    """An API of `total` missions that gives at most `size` a page."""

    def answer(asked: Asked) -> Reply:
        skip, limit = int(asked.params["skip"]), min(size, int(asked.params["limit"]))
        data = [row(clientId=f"m{n}") for n in range(skip, min(total, skip + limit))]
        return json_reply(page(data, **{"total": total, "skip": skip, "limit": limit, **facts}))

    return answer


# --- pages ----------------------------------------------------------------------------------


def test_every_page_is_read_and_rows_can_be_read_again(feeds: FeedServer) -> None:
    feed = opened(feeds.serve(pages(23, 10)))
    assert [entry["clientId"] for entry in feed.rows()] == [f"m{n}" for n in range(23)]
    assert next(feed.rows())["clientId"] == "m0"
    assert (feed.count, feed.total, feed.complete, feed.doubts) == (23, 23, True, ())
    assert [asked.params["skip"] for asked in feeds.asked] == ["0", "10", "20"]


def test_feed_that_stops_early_is_not_complete(feeds: FeedServer) -> None:
    feed = opened(feeds.serve(lambda asked: json_reply(page([row()] if asked.params["skip"] == "0" else [], total=50))))
    assert (feed.count, feed.complete) == (1, False)


def test_total_that_changes_under_way_is_not_complete(feeds: FeedServer) -> None:
    def answer(asked: Asked) -> Reply:
        skip = int(asked.params["skip"])
        return json_reply(
            page([row(clientId=f"m{n}") for n in range(skip, min(skip + 2, 3))], total=4 if skip == 0 else 3, skip=skip)
        )

    feed = opened(feeds.serve(answer))
    assert (feed.count, feed.complete) == (3, False)
    assert "a changé" in feed.doubts[0]


def test_mission_seen_on_two_pages_is_not_complete(feeds: FeedServer) -> None:
    """One mission less and one more between two pages: the total is the same, and one was skipped."""
    first, second = [row(clientId="a"), row(clientId="b")], [row(clientId="b"), row(clientId="d")]
    feed = opened(
        feeds.serve(lambda asked: json_reply(page(first if asked.params["skip"] == "0" else second, total=4, skip=...)))
    )
    assert (feed.count, feed.complete) == (4, False)


def test_api_that_knows_no_pages_is_read_once(feeds: FeedServer) -> None:
    same = json_reply(page([row(clientId="a"), row(clientId="b")], total=50, skip=...))
    feed = opened(feeds.serve(same))
    assert (len(feeds.asked), feed.complete) == (2, False)


def test_page_that_starts_elsewhere_is_not_complete(feeds: FeedServer) -> None:
    feed = opened(feeds.serve(json_reply(page([row()], total=1, skip=7))))
    assert not feed.complete


def test_pages_without_a_total_are_read_until_a_short_one(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregator_json, "PAGE_SIZE", 2)
    feed = opened(feeds.serve(pages(5, 2, total=...)))
    assert (feed.count, feed.complete) == (5, True)


def test_bare_list_as_long_as_a_page_may_have_been_cut(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = feeds.serve(json_reply([row(clientId="a"), row(clientId="b")]))
    assert opened(url).complete
    monkeypatch.setattr(aggregator_json, "PAGE_SIZE", 2)
    assert not opened(url).complete


def test_more_pages_than_the_cap_are_not_complete(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregator_json, "MAX_PAGES", 2)
    feed = opened(feeds.serve(pages(9, 2)))
    assert (feed.count, feed.complete) == (4, False)


def test_page_that_fails_leaves_no_feed(feeds: FeedServer) -> None:
    good = pages(9, 5)
    with pytest.raises(FeedUnreadable, match="500"):
        opened(feeds.serve(lambda asked: good(asked) if asked.params["skip"] == "0" else Reply(status=500)))


def test_empty_feed_is_not_complete(feeds: FeedServer) -> None:
    assert not opened(feeds.serve(json_reply(page([])))).complete
    assert not xml(feeds.serve(Reply(b"<source/>"))).complete


def test_number_too_long_to_read_keeps_the_other_rows(feeds: FeedServer) -> None:
    body = json.dumps(page([row(clientId="m0", places=1), row(clientId="m1")])).replace('"places": 1', f'"places": {"9" * 5000}')
    assert [entry["places"] for entry in opened(feeds.serve(Reply(body.encode()))).rows()] == ["9" * 5000, 3]


def test_rows_survive_the_spool_unchanged(feeds: FeedServer) -> None:
    odd = row(title="Deux\nlignes   et l'été", clientId="é")
    assert list(opened(feeds.serve(json_reply(page([odd])))).rows()) == [odd]


# --- busy servers ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server_is_asked_again(feeds: FeedServer, status: int) -> None:
    replies = iter([Reply(status=status, headers={"Retry-After": "0"}), json_reply(page([row()]))])
    assert opened(feeds.serve(lambda asked: next(replies))).complete


def test_server_that_stays_busy_is_left_alone(feeds: FeedServer) -> None:
    with pytest.raises(FeedUnreadable, match="débordé"):
        opened(feeds.serve(Reply(status=429, headers={"Retry-After": "0"})))
    assert len(feeds.asked) == fetching.MAX_TRIES


def test_server_that_wants_a_long_pause_is_not_waited_for(feeds: FeedServer) -> None:
    with pytest.raises(FeedUnreadable, match="3600 s"):
        opened(feeds.serve(Reply(status=429, headers={"Retry-After": "3600"})))
    assert len(feeds.asked) == 1


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("Sat, 28 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0),
        ("9" * 500, 1_000_000),
        ("", 4),
        ("bientôt", 4),
        ("-5", 4),
        ("²", 4),
    ],
)
def test_retry_after_is_seconds_or_a_date(written: str, seconds: float) -> None:
    assert pace.retry_after(written, attempt=3, now=datetime(2026, 11, 28, 12, tzinfo=UTC)) == seconds


def test_requests_keep_their_distance(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(pace, "wait", waits.append)
    opened(feeds.serve(pages(3, 1)))
    assert len(waits) == 3
    assert waits[0] <= 0 < waits[1] <= pace.MIN_SECONDS


# --- what was sent --------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Reply(XML * 500, cut=100), Reply(XML * 500, cut=100, chunked=True)], ids=["length", "chunked"])
@pytest.mark.parametrize("kind", ["aggregator_json", "aggregator_xml", "json_ld", "table"])
def test_body_that_is_cut_is_no_feed(feeds: FeedServer, reply: Reply, kind: str) -> None:
    with pytest.raises(FeedUnreadable, match="coupé"):
        opened(feeds.serve(reply), kind=kind, mapping={"fields": dict.fromkeys(REQUIRED, "x")})


REQUIRED = ("clientId", "title", "description", "applicationUrl", "organizationName")


@pytest.mark.parametrize("kind", ["aggregator_json", "aggregator_xml", "json_ld"])
def test_document_that_is_cut_inside_is_no_feed(feeds: FeedServer, kind: str) -> None:
    body = XML if kind == "aggregator_xml" else json.dumps(page([row(), row()])).encode()
    with pytest.raises(FeedUnreadable, match="coupé"):
        opened(feeds.serve(Reply(body[:-9], framed=False)), kind=kind)


def test_chunked_and_unframed_bodies_are_read(feeds: FeedServer) -> None:
    assert xml(feeds.serve(Reply(XML, chunked=True))).complete
    assert xml(feeds.serve(Reply(XML, framed=False))).complete


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=500), "500"),
        (Reply(status=404), "404"),
        (Reply(status=401), "vérifie la clé"),
        (Reply(status=403), "vérifie la clé"),
        (Reply(status=304), "304"),
        (Reply(status=206), "206"),
        (Reply(b"<html>"), "mal formé"),
        (Reply(b""), "mal formé"),
        (json_reply({"ok": False}), "erreur"),
        (json_reply({"data": 3}), "pas de liste"),
        (Reply(b"x", headers={"Content-Encoding": "zstd"}), "zstd"),
    ],
)
def test_answer_that_is_no_feed_is_an_error(feeds: FeedServer, reply: Reply, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        opened(feeds.serve(reply))


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "text/xml; charset=iso-8859-1", "n'importe quoi"])
def test_content_type_does_not_matter(feeds: FeedServer, kind: str) -> None:
    assert xml(feeds.serve(Reply(XML, headers={"Content-Type": kind}))).complete


def test_gzip_is_unpacked_sent_or_stored_or_both(feeds: FeedServer) -> None:
    packed = gzip.compress(XML)
    sent = {"Content-Encoding": "gzip"}
    assert xml(feeds.serve(Reply(packed, headers=sent))).count == 1
    assert feeds.asked[0].headers["accept-encoding"] == "gzip"
    assert xml(feeds.serve(Reply(packed))).count == 1
    assert xml(feeds.serve(Reply(gzip.compress(packed), headers=sent))).count == 1


def test_gzip_that_is_cut_is_no_feed(feeds: FeedServer) -> None:
    with pytest.raises(FeedUnreadable, match="gzip"):
        xml(feeds.serve(Reply(gzip.compress(XML)[:-4])))


def test_gzip_bomb_is_not_unpacked(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MAX_BYTES", 1 << 20)
    with pytest.raises(FeedUnreadable, match="décompressé"):
        xml(feeds.serve(Reply(gzip.compress(b" " * (64 << 20)), headers={"Content-Encoding": "gzip"})))
    bomb = zlib.compressobj(wbits=31)
    twice = gzip.compress(bomb.compress(b" " * (64 << 20)) + bomb.flush())
    with pytest.raises(FeedUnreadable, match="décompressé"):
        xml(feeds.serve(Reply(twice)))


def test_body_above_the_cap_is_an_error(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SENT_BYTES", 100)
    with pytest.raises(FeedUnreadable, match="dépasse"):
        opened(feeds.serve(pages(3, 3)))


# --- time -----------------------------------------------------------------------------------


def test_server_that_does_not_answer_is_left(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.05)
    with pytest.raises(FeedUnreadable, match="assez vite"):
        opened(feeds.serve(Reply(silent=True)))


def test_server_that_drips_is_left_when_the_time_is_over(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    with pytest.raises(FeedUnreadable, match="pas fini"):
        opened(feeds.serve(Reply(drips=True)))


def test_feed_that_takes_too_long_is_an_error(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0)
    with pytest.raises(FeedUnreadable, match="pas fini"):
        opened(feeds.serve(pages(3, 3)))


def test_server_that_is_not_there_is_an_error(feeds: FeedServer, settings: Any) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = frozenset({"127.0.0.1:9"})
    with pytest.raises(FeedUnreadable, match="connexion"):
        opened("http://127.0.0.1:9/feed")


# --- conditional requests -------------------------------------------------------------------

MARKS = {"ETag": '"v1"', "Last-Modified": "Sat, 28 Nov 2026 10:00:00 GMT"}


@pytest.mark.parametrize(("kind", "body"), [("aggregator_xml", XML), ("aggregator_json", json.dumps(page([row()])).encode())])
def test_feed_that_did_not_change_is_not_sent_again(feeds: FeedServer, kind: str, body: bytes) -> None:
    def answer(asked: Asked) -> Reply:
        same = (
            asked.headers.get("if-none-match") == MARKS["ETag"]
            and asked.headers.get("if-modified-since") == MARKS["Last-Modified"]
        )
        return Reply(status=304, headers=MARKS) if same else Reply(body, headers=MARKS)

    ours = source(kind=kind, feed_url=feeds.serve(answer))
    feed = open_feed(ours)
    assert (feed.unchanged, feed.complete, feed.etag, feed.last_modified) == (False, True, *MARKS.values())
    ours.etag, ours.last_modified = feed.etag, feed.last_modified
    again = open_feed(ours)
    assert (again.unchanged, again.complete, list(again.rows()), again.etag) == (True, False, [], MARKS["ETag"])
    assert open_feed(ours, fresh=True).count == 1
    # The marks are those of the source's own address.
    assert open_feed(ours, feeds.serve(answer, "/ailleurs")).count == 1


def test_first_of_several_pages_says_nothing_of_the_others(feeds: FeedServer) -> None:
    several = pages(4, 2)

    def answer(asked: Asked) -> Reply:
        reply = several(asked)
        reply.headers = MARKS
        return reply

    assert opened(feeds.serve(answer)).etag == ""


# --- addresses ------------------------------------------------------------------------------


def test_key_is_sent_and_never_to_another_host() -> None:
    seen: list[tuple[str, str | None]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((str(request.url.copy_with(query=None)), request.headers.get("x-api-key")))
        hops = {SECURE_URL: "/suite", "https://api.plateforme.example/suite": "https://ailleurs.example/feed"}
        if target := hops.get(seen[-1][0]):
            return httpx.Response(302, headers={"location": target})
        if request.url.host == "ailleurs.example":
            return httpx.Response(302, headers={"location": "http://api.plateforme.example/clair"})
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(page([row()])).encode()))

    open_feed(source(api_key="secret"), SECURE_URL, transport=httpx.MockTransport(answer))
    assert seen == [
        (SECURE_URL, "secret"),
        ("https://api.plateforme.example/suite", "secret"),
        ("https://ailleurs.example/feed", None),
        ("http://api.plateforme.example/clair", None),
    ]


def test_key_is_not_sent_unencrypted_nor_said_in_messages(feeds: FeedServer) -> None:
    with pytest.raises(FeedUnreadable) as refused:
        opened(feeds.serve(Reply(status=403)) + "?jeton=secret", api_key="secret")
    assert "x-api-key" not in feeds.asked[0].headers
    assert "secret" not in str(refused.value)


def test_three_redirects_are_followed_and_not_four(feeds: FeedServer) -> None:
    url = feeds.serve(pages(1, 1), "/hop/0")
    for hop in range(1, 5):
        feeds.serve(lambda asked, to=hop - 1: Reply(status=302, headers={"Location": f"/hop/{to}?skip=0&limit=9"}), f"/hop/{hop}")
    assert opened(url.replace("/0", "/3")).count == 1
    with pytest.raises(FeedUnreadable, match="redirections"):
        opened(url.replace("/0", "/4"))


def test_redirects_in_a_circle_end(feeds: FeedServer) -> None:
    with pytest.raises(FeedUnreadable, match="redirections"):
        opened(feeds.serve(Reply(status=302, headers={"Location": "/feed"})))
    assert len(feeds.asked) == 4


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/secret",
        "http://localhost:1/secret",
        "http://[::1]/secret",
        "http://2130706433/secret",
        "//10.0.0.8/secret",
        "file:///etc/passwd",
        "ftp://example.org/feed",
        "http://moi:secret@127.0.0.1/",
    ],
)
def test_redirect_to_what_is_not_public_is_refused(feeds: FeedServer, target: str) -> None:
    with pytest.raises(FeedUnreadable, match=r"publique|commencer par|mot de passe"):
        opened(feeds.serve(Reply(status=302, headers={"Location": target})))


def test_redirect_from_https_to_http_is_refused() -> None:
    class First(PublicTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.scheme == "https":
                return httpx.Response(302, headers={"location": "http://plateforme.example/feed"}, request=request)
            return super().handle_request(request)

    with pytest.raises(FeedUnreadable, match="https://"):
        open_feed(source(allow_http=False), SECURE_URL, transport=First())


def test_http_is_refused_unless_the_source_accepts_it(feeds: FeedServer) -> None:
    url = feeds.serve(pages(1, 1))
    with pytest.raises(FeedUnreadable, match="https://"):
        opened(url, allow_http=False)
    assert feeds.asked == []
    assert opened(url).count == 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/feed",
        "https://127.0.0.1/feed",
        "https://localhost/feed",
        "https://[::1]/feed",
        "https://[::]/feed",
        "https://10.0.0.8/feed",
        "https://192.168.1.1/feed",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/feed",
        "https://[::ffff:a9fe:a9fe]/feed",
        "https://[64:ff9b::7f00:1]/feed",
        "https://2130706433/feed",
        "https://0177.0.0.1/feed",
        "https://0x7f000001/feed",
        "https://127.1/feed",
        "https://0/feed",
        "https://user:secret@127.0.0.1/feed",
        "https://nom-qui-n-existe-pas.invalid/feed",
    ],
)
def test_address_that_is_not_public_is_refused(url: str) -> None:
    with pytest.raises((AddressRefused, httpx.InvalidURL)):
        checked_address(httpx.URL(url))
    with pytest.raises(FeedUnreadable, match=r"publique|commencer par|mot de passe|n'existe pas|adresse valide"):
        opened(url)


def test_http_needs_to_be_asked_for() -> None:
    with pytest.raises(AddressRefused, match="https://"):
        checked_address(httpx.URL("http://93.184.216.34/feed"))
    assert checked_address(httpx.URL("http://93.184.216.34/feed"), WEB) == "93.184.216.34"


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


def test_connection_goes_to_the_address_that_was_checked(feeds: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with another address the second time (rebinding) is asked once."""
    answers = iter([["127.0.0.1"]])
    monkeypatch.setattr("kit.addresses.resolve", lambda host, port: next(answers))
    port = feeds.address.partition(":")[2]
    feeds.serve(pages(1, 1))
    assert opened(f"http://plateforme.example:{port}/feed").count == 1
    assert feeds.asked[0].headers["host"] == f"plateforme.example:{port}"


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.addresses.resolve", lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(FeedUnreadable, match=r"10\.0\.0\.1"):
        opened("https://plateforme.example/feed")


@pytest.mark.django_db
def test_command_refuses_a_private_address() -> None:
    with pytest.raises(CommandError):
        call_command("import_missions", "https://127.0.0.1:9/feed", "--source", "essai")


def test_source_without_an_address_or_by_hand_says_so() -> None:
    with pytest.raises(FeedUnreadable, match="adresse"):
        open_feed(source())
    with pytest.raises(FeedUnreadable, match="à la main"):
        open_feed(source(kind=Source.Kind.MANUAL, feed_url=SECURE_URL))
    with pytest.raises(FeedUnreadable, match="adresse"):
        open_feed(source(feed_url="/etc/passwd"))


def test_preview_reads_the_first_rows_only(feeds: FeedServer) -> None:
    feed = open_feed(source(), feeds.serve(pages(50, 50)), limit=5)
    assert (feed.count, feed.complete, len(feeds.asked)) == (5, False, 1)
    assert feeds.asked[0].params["limit"] == "5"
