"""SEARCH_URL and its settings as a client: where the cluster is, who asks, and what the indexes are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from elasticsearch import Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from search.engines.elasticsearch.answering import PatientNode
from search.engines.elasticsearch.transport import RETRIED, PatientTransport

DEFAULT_PREFIX = "tremplin"
DEFAULT_PORT = 9200
# A question waits this long for an answer; the database answers instead of a slower engine.
QUESTION_SECONDS = 1.0
# Names that Elasticsearch takes for an index; a digest and a number are added to it.
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
# A name, an IPv4 address or an IPv6 address in brackets, and a port.
_HOST = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*)|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """One cluster and our corner of it. Nothing secret is shown by it."""

    hosts: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    """What else the client is built with: who asks, time-out, certificate, compression."""

    @classmethod
    def from_url(cls, url: SplitResult) -> Address:
        """https://user:password@one:9200,two:9200/prefix?timeout=1

        The prefix is "tremplin" where none is given. SEARCH_API_KEY stands for user and password, SEARCH_CA_FILE
        names the authority that signed the cluster's certificate. Raises ImproperlyConfigured, without secrets in it.
        """
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if unknown := sorted(set(asked) - {"timeout"}):
            raise ImproperlyConfigured(f"SEARCH_URL: unknown option {', '.join(unknown)}; known is timeout.")
        prefix = unquote(url.path).strip("/") or DEFAULT_PREFIX
        who, _, named = url.netloc.rpartition("@")
        if not named or not _PREFIX.fullmatch(prefix):
            raise ImproperlyConfigured("SEARCH_URL names a host and a prefix of small letters: https://host:9200/tremplin")
        hosts = tuple(_host(url.scheme, one) for one in named.split(","))
        options = {"request_timeout": _seconds(asked.get("timeout")), "http_compress": settings.SEARCH_COMPRESSION}
        return cls(hosts, prefix, {**options, **_identity(who), **_trust(url.scheme)})

    def client(self) -> Elasticsearch:
        return Elasticsearch(
            list(self.hosts),
            node_class=PatientNode,
            transport_class=PatientTransport,
            serializer=OrjsonSerializer(),
            # Another host is asked at once; the same one again after a pause (transport.py).
            max_retries=len(self.hosts) - 1,
            retry_on_status=RETRIED,
            **self.options,
        )


def _host(scheme: str, written: str) -> str:
    found = _HOST.fullmatch(written)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if not found or not 0 < port < 65_536:
        raise ImproperlyConfigured("SEARCH_URL: hosts are written host:9200, with commas between; one of them is not.")
    return f"{scheme}://{found['name']}:{port}"


def _identity(who: str) -> dict[str, Any]:
    """Who asks: an API key or a user with a password, not both."""
    user, _, password = who.partition(":")
    key = settings.SEARCH_API_KEY
    if key and who:
        raise ImproperlyConfigured("SEARCH_API_KEY and a user in SEARCH_URL: give one of them.")
    if key:
        return {"api_key": key}
    if who and not (user and password):
        raise ImproperlyConfigured("SEARCH_URL: a user comes with a password: https://user:password@host:9200")
    return {"basic_auth": (unquote(user), unquote(password))} if who else {}


def _trust(scheme: str) -> dict[str, Any]:
    """The authority that the cluster's certificate must come from, when it is not one that everybody knows."""
    if not settings.SEARCH_CA_FILE:
        return {}
    if scheme != "https":
        raise ImproperlyConfigured("SEARCH_CA_FILE is of use with https only; SEARCH_URL says http.")
    path = Path(settings.SEARCH_CA_FILE)
    path = path if path.is_absolute() else settings.BASE_DIR / path
    if not path.is_file():
        raise ImproperlyConfigured(f"SEARCH_CA_FILE: there is no file {path}.")
    return {"ca_certs": str(path)}


def _seconds(text: str | None) -> float:
    try:
        seconds = float(text or QUESTION_SECONDS)
    except ValueError as error:
        raise ImproperlyConfigured(f"SEARCH_URL: timeout is a number of seconds, got {text!r}.") from error
    if not 0 < seconds <= 600:
        raise ImproperlyConfigured("SEARCH_URL: timeout is between 0 and 600 seconds.")
    return seconds
