"""What the client raises, as what the contract promises; and who is let through to the cluster, for how long."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionTimeout, TlsError, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, TransportError, UnsupportedProductError

from search import patience
from search.breaker import Breaker
from search.engine import EngineUnavailable, Trouble, engine_back

logger = logging.getLogger("tremplin.search")
# No answer of the cluster's own, or one that says that it cannot work now.
_OVERLOADED = (429, 502, 503, 504)
_TROUBLES = {
    401: Trouble.PASSWORD,
    403: Trouble.RIGHTS,
    404: Trouble.NO_INDEX,
}
_WORDS = {
    Trouble.AWAY: "it does not answer",
    Trouble.SLOW: "it does not answer in time",
    Trouble.CERTIFICATE: "its certificate is not trusted",
    Trouble.PASSWORD: "it does not accept the user and password, or the API key",
    Trouble.RIGHTS: "the user may not do this",
    Trouble.VERSION: "what answers is no Elasticsearch of a version this portal knows (8 or 9)",
    Trouble.NO_INDEX: "there is no index: rebuild it",
    Trouble.LAYOUT: "the index is of another version of the code: rebuild it",
    Trouble.FULL: "it takes no writes now (its disk is nearly full, or an administrator blocked them)",
    Trouble.FOREIGN: "the index under our name is not ours",
    Trouble.OTHER: "it answers with an error",
}


class PatientNode(Urllib3HttpNode):
    """One host of the cluster, asked no longer than the question it is part of may take (search/patience.py)."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Any = None,
        request_timeout: Any = DEFAULT,
    ) -> Any:
        configured = self.config.request_timeout if request_timeout is DEFAULT else request_timeout
        # OutOfTime is none of the transport's errors: it would take the host for dead.
        seconds = patience.left(float("inf") if configured is None else configured)
        return super().perform_request(method, target, body, headers, None if seconds == float("inf") else seconds)


def unavailable(trouble: Trouble, detail: str) -> EngineUnavailable:
    return EngineUnavailable(f"{_WORDS[trouble]} ({detail})" if detail else _WORDS[trouble], trouble)


def trouble_of(error: Exception) -> Trouble:
    match error:
        case patience.OutOfTime() | ConnectionTimeout():
            return Trouble.SLOW
        case TlsError():
            return Trouble.CERTIFICATE
        case UnsupportedProductError():
            return Trouble.VERSION
        case ApiError():
            return _of_answer(error)
        case TransportError():
            return Trouble.AWAY
    return Trouble.FOREIGN


def _of_answer(error: ApiError) -> Trouble:
    told = f"{error.message} {error.body}"
    if "cluster_block_exception" in told:
        return Trouble.FULL
    if "media_type_header_exception" in told or error.status_code in (406, 415):
        return Trouble.VERSION
    if error.status_code in _OVERLOADED:
        return Trouble.AWAY
    return _TROUBLES.get(error.status_code, Trouble.OTHER)


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever keeps Elasticsearch from answering into EngineUnavailable."""
    try:
        yield
    except (ApiError, TransportError, patience.OutOfTime) as error:
        detail = getattr(error, "message", "")
        trouble = trouble_of(error)
        logger.warning("search engine unavailable: %s: %s %s", trouble.value, type(error).__name__, detail)
        raise unavailable(trouble, f"{type(error).__name__}: {detail}" if detail else "") from error


class Door:
    """Where everything that is asked of one cluster goes through."""

    def __init__(self, seconds: float, breaker: Breaker) -> None:
        self._seconds = seconds
        self.breaker = breaker

    @contextmanager
    def question(self) -> Iterator[None]:
        """Somebody waits for the answer. What comes back in a shape that is not ours is no answer either."""
        with self.change(), patience.of_a_question(self._seconds):
            try:
                yield
            except (KeyError, TypeError, ValueError) as error:
                logger.exception("the search index answers with what is not ours")
                raise unavailable(Trouble.FOREIGN, type(error).__name__) from error

    @contextmanager
    def change(self) -> Iterator[None]:
        """A write that can wait for later."""
        if patience.was_silent() or not self.breaker.may_ask():
            raise unavailable(Trouble.AWAY, "not asked again so soon")
        with self.work():
            yield

    @contextmanager
    def work(self) -> Iterator[None]:
        """Something that somebody asked for, and that is tried in any case."""
        try:
            with answering():
                yield
        except EngineUnavailable as error:
            if error.trouble in (Trouble.AWAY, Trouble.SLOW):
                self.breaker.failed()
                patience.note_silence()
            else:
                self._answered()
            raise
        self._answered()

    def _answered(self) -> None:
        if self.breaker.succeeded():
            engine_back.send(Door)
