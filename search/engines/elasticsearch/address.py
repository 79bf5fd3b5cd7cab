"""SEARCH_URL as a client: where the cluster is, who asks, and what the indexes are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from django.core.exceptions import ImproperlyConfigured
from elasticsearch import Elasticsearch

from search.engines.elasticsearch.answering import PatientNode

DEFAULT_PREFIX = "tremplin"
DEFAULT_PORTS = {"http": 9200, "https": 9200}
# A question waits this long for an answer; the database answers instead of a slower engine.
QUESTION_SECONDS = 1.0
# Names that Elasticsearch takes for an index; a digest and a number are added to it.
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Address:
    """One cluster and our corner of it."""

    hosts: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    options: dict[str, Any] = field(default_factory=dict)
    """What else the client is built with."""

    @classmethod
    def from_url(cls, url: SplitResult) -> Address:
        """https://user:password@host:9200/prefix?timeout=1

        The prefix is "tremplin" where none is given. Raises ImproperlyConfigured.
        """
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if unknown := sorted(set(asked) - {"timeout"}):
            raise ImproperlyConfigured(f"SEARCH_URL: unknown option {', '.join(unknown)}; known is timeout.")
        prefix = unquote(url.path).strip("/") or DEFAULT_PREFIX
        if not url.hostname or not _PREFIX.fullmatch(prefix):
            raise ImproperlyConfigured("SEARCH_URL names a host and a prefix of small letters: https://host:9200/tremplin")
        options: dict[str, Any] = {"request_timeout": _seconds(asked.get("timeout"))}
        if url.username:
            options["basic_auth"] = (unquote(url.username), unquote(url.password or ""))
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        return cls((f"{url.scheme}://{host}:{url.port or DEFAULT_PORTS[url.scheme]}",), prefix, options)

    def client(self) -> Elasticsearch:
        return Elasticsearch(list(self.hosts), node_class=PatientNode, **self.options)


def _seconds(text: str | None) -> float:
    try:
        seconds = float(text or QUESTION_SECONDS)
    except ValueError as error:
        raise ImproperlyConfigured(f"SEARCH_URL: timeout is a number of seconds, got {text!r}.") from error
    if not 0 < seconds <= 600:
        raise ImproperlyConfigured("SEARCH_URL: timeout is between 0 and 600 seconds.")
    return seconds
