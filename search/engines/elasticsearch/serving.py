"""The index that serves, as something to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl.query import Bool, Query

from search.engine import EngineUnavailable


@dataclass(frozen=True, slots=True)
class Serving:
    client: Elasticsearch
    alias: str

    def ask(self, request: dict[str, Any], **parameters: Any) -> dict[str, Any]:
        """The answer to a search request."""
        preference = request.pop("preference", None)
        return self.client.search(index=self.alias, body=request, preference=preference, **parameters).body

    def ask_all(self, requests: Sequence[dict[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
        """The answers to several, in one request."""
        if not requests:
            return []
        searches = [line for request in requests for line in ({"index": self.alias}, request)]
        answers = self.client.msearch(searches=searches, **parameters)["responses"]
        if failed := next((answer for answer in answers if "error" in answer), None):
            raise EngineUnavailable(str(failed["error"].get("type")))
        return answers

    def have_at_least(self, number: int, queries: Sequence[Query]) -> list[bool]:
        """Which of the queries match so many documents."""
        counted = [{"size": 0, "track_total_hits": number, "query": Bool(filter=[query]).to_dict()} for query in queries]
        return [answer["hits"]["total"]["value"] >= number for answer in self.ask_all(counted)]
