"""The index that serves, as something to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch

from search.codec import to_json
from search.engines.elasticsearch.lexicon import KnownWords


@dataclass(frozen=True, slots=True)
class Serving:
    client: Elasticsearch
    alias: str
    words: KnownWords = field(default_factory=KnownWords)
    """What is known of the words in it."""

    def ask(self, request: dict[str, Any], preference: str | None = None) -> dict[str, Any]:
        """The answer to a search request. `preference`: the same one is answered by the same copy of the index."""
        return self.client.search(index=self.alias, body=request, preference=preference).body

    def ask_all(self, requests: Sequence[dict[str, Any]], preference: str | None = None) -> list[dict[str, Any]]:
        """The answers to several, in one request."""
        if len(requests) < 2:
            return [self.ask(request, preference) for request in requests]
        where = {"index": self.alias, "preference": preference} if preference else {"index": self.alias}
        lines: list[Any] = [to_json(line) for request in requests for line in (where, request)]
        answers = self.client.msearch(searches=lines)["responses"]
        # What failed is asked again alone: its error is then an answer's own, and what passes is tried again (transport.py).
        return [
            self.ask(request, preference) if "error" in answer else answer
            for request, answer in zip(requests, answers, strict=True)
        ]
