"""One document after another from a source's server: public addresses only, with limits on everything.

Limits: scheme, host (kit/addresses.py), redirects, time to connect, time between two pieces, time altogether,
bytes as sent and unpacked, requests a minute. A body that is shorter than announced is an error, never a feed.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Self

import httpx
from django.utils.translation import gettext as _

from kit.addresses import SECURE, WEB, AddressRefused, PublicTransport
from missions.feeds import pace
from missions.feeds.feed import FeedUnreadable
from missions.feeds.packing import gigabytes, unpacked

AGENT = "Tremplin-missions/1.0"
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
MAX_SECONDS = 900.0
MAX_SENT_BYTES = 1 << 29
MAX_REDIRECTS = 3
MAX_TRIES = 4
GLANCE_SECONDS = 20.0
GLANCE_BYTES = 8 << 20
_BUSY = frozenset({429, 503})
_KEY_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Document:
    """A body in a temporary file, unpacked. `framed` is False when only the connection's end said where it ends."""

    file: IO[bytes]
    framed: bool
    etag: str
    last_modified: str
    unchanged: bool = False


class Fetcher:
    """Fetches from one source; used with `with`. `transport` replaces the network.

    With `glance`, while a person waits for the first rows, no more than the start of a document is fetched.
    Every method raises FeedUnreadable, with a message for people in which no key and no query stands.
    """

    def __init__(
        self, key: str = "", allow_http: bool = False, transport: httpx.BaseTransport | None = None, glance: bool = False
    ) -> None:
        self.key, self.glance = key, glance
        self.seconds = GLANCE_SECONDS if glance else MAX_SECONDS
        self.deadline = time.monotonic() + self.seconds
        self.pace = pace.Pace()
        self.sockets: list[socket.socket] = []
        self.client = httpx.Client(
            transport=transport or PublicTransport(WEB if allow_http else SECURE),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            trust_env=False,
            follow_redirects=False,
        )
        # A server that sends a byte now and then keeps every single wait short: only a clock outside ends it.
        self.watchdog = threading.Timer(self.seconds, self._hang_up)
        self.watchdog.daemon = True

    def __enter__(self) -> Self:
        self.watchdog.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.watchdog.cancel()
        self.client.close()

    def _hang_up(self) -> None:
        for connection in self.sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _note_socket(self, event: str, facts: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.sockets.append(facts["return_value"].get_extra_info("socket"))

    def get(self, address: str, known: Mapping[str, str] | None = None, **parameters: object) -> Document:
        """The document at `address` with `parameters` in its query.

        With `known` (If-None-Match, If-Modified-Since) it may be `unchanged`.
        """
        try:
            url = httpx.URL(address)
            return self._get(url.copy_merge_params(parameters) if parameters else url, known or {})
        except AddressRefused as error:
            raise FeedUnreadable(str(error)) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FeedUnreadable(_("L'adresse du flux n'est pas une adresse valide.")) from error
        except (httpx.HTTPError, OSError) as error:
            raise FeedUnreadable(self._what_happened(url.host, error)) from error

    def _what_happened(self, host: str, error: Exception) -> str:
        if time.monotonic() > self.deadline:
            return _("%(host)s n'a pas fini d'envoyer le flux après %(seconds)d s.") % {"host": host, "seconds": self.seconds}
        if isinstance(error, httpx.TimeoutException):
            return _("%(host)s ne répond pas assez vite.") % {"host": host}
        if isinstance(error, httpx.RemoteProtocolError):
            return _("%(host)s a coupé sa réponse avant la fin.") % {"host": host}
        return _("La connexion à %(host)s a échoué.") % {"host": host}

    def _get(self, url: httpx.URL, known: Mapping[str, str]) -> Document:
        for attempt in range(1, MAX_TRIES + 1):
            answer = self._follow(url, known)
            if isinstance(answer, Document):
                return answer
            seconds = pace.retry_after(answer, attempt)
            last = attempt == MAX_TRIES or time.monotonic() + seconds > self.deadline
            if last or seconds > pace.MAX_WAIT:
                break
            pace.wait(seconds)
        raise FeedUnreadable(
            _("%(host)s est débordé et demande d'attendre %(seconds)d s : réessaie plus tard.")
            % {"host": url.host, "seconds": seconds}
        )

    def _follow(self, start: httpx.URL, known: Mapping[str, str]) -> Document | str:
        """The document at the end of the redirects, or what a busy server says in Retry-After."""
        url = start
        for _hop in range(MAX_REDIRECTS + 1):
            self.pace.keep()
            headers = {**known, **self._key_for(url, start)}
            with self.client.stream("GET", url, headers=headers, extensions={"trace": self._note_socket}) as answer:
                if answer.has_redirect_location:
                    # From the address that was asked for: the transport has put an IP address into the request.
                    url = url.join(answer.headers["location"])
                elif answer.status_code in _BUSY:
                    return answer.headers.get("retry-after", "")
                else:
                    self._check_status(answer, url, known)
                    return self._document(answer)
        raise FeedUnreadable(_("Plus de %(count)d redirections.") % {"count": MAX_REDIRECTS})

    def _key_for(self, url: httpx.URL, start: httpx.URL) -> dict[str, str]:
        """The key goes to the server that was asked, encrypted; never to where it sends us."""
        same = (url.scheme, url.host, url.port) == (start.scheme, start.host, start.port)
        return {"x-api-key": self.key} if self.key and same and url.scheme == "https" else {}

    def _check_status(self, answer: httpx.Response, url: httpx.URL, known: Mapping[str, str]) -> None:
        status = answer.status_code
        if status == httpx.codes.OK or (status == httpx.codes.NOT_MODIFIED and known):
            return
        if status in _KEY_REFUSED:
            raise FeedUnreadable(
                _("%(host)s refuse l'accès (%(status)d) : vérifie la clé.") % {"host": url.host, "status": status}
            )
        raise FeedUnreadable(_("%(host)s a répondu par une erreur (%(status)d).") % {"host": url.host, "status": status})

    def _document(self, answer: httpx.Response) -> Document:
        headers = answer.headers
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", ""}:
            raise FeedUnreadable(_("Compression inconnue : %(name)s.") % {"name": encoding[:20]})
        return Document(
            file=unpacked(self._body(answer), partial=self.glance),
            framed="content-length" in headers or "transfer-encoding" in headers,
            etag=_short(headers.get("etag", ""), 200),
            last_modified=_short(headers.get("last-modified", ""), 64),
            unchanged=answer.status_code == httpx.codes.NOT_MODIFIED,
        )

    def _body(self, answer: httpx.Response) -> IO[bytes]:
        file, size = tempfile.TemporaryFile(), 0  # noqa: SIM115 (given to the caller)
        for piece in answer.iter_raw():
            size += len(piece)
            if size > MAX_SENT_BYTES:
                raise FeedUnreadable(_("Le flux dépasse %(size)s Go.") % {"size": gigabytes(MAX_SENT_BYTES)})
            if time.monotonic() > self.deadline:
                raise httpx.ReadTimeout("too long altogether")
            file.write(piece)
            if self.glance and size >= GLANCE_BYTES:
                break
        return file


def _short(mark: str, most: int) -> str:
    """What a server calls a version, or nothing where it is longer than we keep: a part of it would be another one."""
    return mark if len(mark) <= most else ""
