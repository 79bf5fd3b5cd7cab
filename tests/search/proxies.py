"""A small proxy in front of a real Elasticsearch: it speaks TLS, remembers who asked, and something happens at a request that a drill chooses."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# (status, body) to answer instead, or None to go on.
Answer = tuple[int, bytes] | None
Hook = Callable[[BaseHTTPRequestHandler], Answer]
# What the node says of itself, in answers that are made up.
PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}
_HOP = {"transfer-encoding", "connection", "content-length"}
# The node of the tests has no accounts.
_NOT_ITS = {"authorization", "host"}


def nothing(request: BaseHTTPRequestHandler) -> Answer:
    return None


class Proxy(ThreadingHTTPServer):
    """`before` runs before a request is passed on, `after` when it is done and its answer not yet given back.

    `turn_away`: how many of the next requests get 503 instead. `asked`: every request's headers, names in small
    letters. `hidden`: headers left out of answers, in small letters.
    """

    daemon_threads = True

    def __init__(self, node: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.node = urlsplit(node)
        self.before: Hook = nothing
        self.after: Hook = nothing
        self.turn_away = 0
        self.asked: list[dict[str, str]] = []
        self.hidden: set[str] = set()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, prefix: str, scheme: str = "http", who: str = "") -> str:
        return f"{scheme}://{who}127.0.0.1:{self.port}/{prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks hears that nobody answers; that is the drill."""


class _Passing(BaseHTTPRequestHandler):
    server: Proxy
    body = b""
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        self.body = body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        if instead := self._instead():
            status, told = instead
            self._answer(status, PRODUCT, told)
            return
        answer = self._passed_on(body)
        self.server.after(self)
        self._answer(*answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def _instead(self) -> Answer:
        if self.server.turn_away:
            self.server.turn_away -= 1
            return 503, b"{}"
        return self.server.before(self)

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        node = http.client.HTTPConnection(self.server.node.netloc, timeout=60)
        try:
            sent = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_ITS}
            node.request(self.command, self.path, body or None, sent)
            answer = node.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            node.close()

    def _answer(self, status: int, headers: dict[str, str], told: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _HOP | self.server.hidden:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else told)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def proxy(node: str, certificate: Path | None = None) -> Iterator[Proxy]:
    """In front of the node at that address; with a certificate's file (its key in it), over TLS."""
    server = Proxy(node)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificate(path: Path) -> Path:
    """A certificate for 127.0.0.1 that only itself vouches for, with its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return path
