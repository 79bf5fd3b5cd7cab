"""A small proxy in front of a real Elasticsearch: something happens at a request that a drill chooses."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

# (status, body) to answer instead, or None to go on.
Answer = tuple[int, bytes] | None
Hook = Callable[[BaseHTTPRequestHandler], Answer]
PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


def nothing(request: BaseHTTPRequestHandler) -> Answer:
    return None


class Proxy(ThreadingHTTPServer):
    """`before` runs before a request is passed on, `after` when it is done and its answer not yet given back."""

    daemon_threads = True

    def __init__(self, node: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.node = urlsplit(node)
        self.before: Hook = nothing
        self.after: Hook = nothing
        self.headers = dict(PRODUCT)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks hears that nobody answers; that is the drill."""


class _Passing(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.before(self)
        if answer is None:
            answer = self._passed_on(body)
            self.server.after(self)
        status, told = answer
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def _passed_on(self, body: bytes) -> tuple[int, bytes]:
        node = http.client.HTTPConnection(self.server.node.hostname or "", self.server.node.port, timeout=60)
        try:
            sent = {name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers}
            node.request(self.command, self.path, body, sent)
            answer = node.getresponse()
            return answer.status, answer.read()
        finally:
            node.close()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def proxy(node: str, context: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """In front of the node at that address, behind TLS where a context is given."""
    server = Proxy(node)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
