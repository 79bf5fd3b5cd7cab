"""A partner's server for tests: a real one, on this machine, that can misbehave in every way a network can."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """What to answer. With `cut`, only so many bytes of the body are sent of those announced.

    `drips` sends the headers a byte at a time; `silent` sends nothing.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    chunked: bool = False
    framed: bool = True
    silent: bool = False
    drips: bool = False


@dataclass(frozen=True)
class Asked:
    path: str
    params: dict[str, str]
    headers: dict[str, str]


Route = Reply | Callable[[Asked], Reply]


def json_reply(value: Any, **facts: Any) -> Reply:
    return Reply(json.dumps(value).encode(), **facts)


class FeedServer:
    """`routes` by path; `asked` is what came in, in order."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()

    def url(self, path: str = "/feed") -> str:
        return f"http://{self.address}{path}"

    def serve(self, route: Route, path: str = "/feed") -> str:
        """The address where `route` now answers."""
        self.routes[path] = route
        return self.url(path)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        ours: FeedServer = self.server.feeds
        parts = urlsplit(self.path)
        params = {name: value[0] for name, value in parse_qs(parts.query).items()}
        asked = Asked(parts.path, params, {name.lower(): value for name, value in self.headers.items()})
        ours.asked.append(asked)
        route = ours.routes.get(parts.path, Reply(status=404))
        reply = route(asked) if callable(route) else route
        try:
            self._answer(reply, ours)
        except OSError:
            self.close_connection = True

    def _answer(self, reply: Reply, ours: FeedServer) -> None:
        if reply.silent:
            ours.over.wait()
        if reply.drips:
            self._drip(ours)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        sent = reply.body if reply.cut is None else reply.body[: reply.cut]
        if reply.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            sent = b"%x\r\n%s\r\n" % (len(sent), sent) + (b"0\r\n\r\n" if reply.cut is None else b"")
        elif reply.framed:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(sent)
        self.close_connection = reply.cut is not None or not reply.framed

    def _drip(self, ours: FeedServer) -> None:
        """Five seconds of it, then an empty body: who has no clock of their own ends with another error."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _byte in range(250):
            if ours.over.wait(0.02):
                return
            self.wfile.write(b"a")
            self.wfile.flush()
        self.wfile.write(b"\r\nContent-Length: 0\r\n\r\n")

    def log_message(self, *args: object) -> None:
        """Nothing on the tests' output."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    feeds: FeedServer


@contextmanager
def running_server() -> Iterator[FeedServer]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.feeds = FeedServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.feeds
    finally:
        server.feeds.over.set()
        server.shutdown()
        server.server_close()
