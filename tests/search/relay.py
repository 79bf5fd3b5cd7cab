"""Stands before the real node: turns requests away, speaks TLS, and remembers who asked."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HOP = {"transfer-encoding", "connection", "content-length"}


class Relay(ThreadingHTTPServer):
    """`turn_away`: how many of the next requests get 503 instead of an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.turn_away = 0
        self.headers: list[dict[str, str]] = []

    def url(self, prefix: str, scheme: str = "http", who: str = "") -> str:
        return f"{scheme}://{who}127.0.0.1:{self.server_port}/{prefix}"


class _Handler(BaseHTTPRequestHandler):
    server: Relay
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.turn_away:
            self.server.turn_away -= 1
            self._answer(503, {}, b"{}")
            return
        node = http.client.HTTPConnection(urlsplit(os.environ["ELASTICSEARCH_URL"]).netloc, timeout=60)
        # The node of the tests has no accounts.
        kept = {name: value for name, value in self.headers.items() if name.lower() not in {"authorization", "host"}}
        node.request(self.command, self.path, body or None, kept)
        answer = node.getresponse()
        self._answer(
            answer.status, {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}, answer.read()
        )
        node.close()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def relay(certificate: Path | None = None) -> Iterator[Relay]:
    """With a certificate's file (its key in it), over TLS."""
    server = Relay()
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
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
