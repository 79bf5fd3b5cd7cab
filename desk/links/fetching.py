"""Following a link without trusting where it leads: public hosts only, few redirects, little time, no body."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from desk.models import Link
from kit.addresses import WEB, AddressRefused, PublicTransport

MAX_REDIRECTS = 3
MAX_SECONDS = 20
AGENT = "Tremplin-links/1.0 (checks the links of our own pages)"
# Sites that answer people and not programs say so with these.
_CLOSED = frozenset({401, 403, 405, 406, 429, 451, 999})


@dataclass(frozen=True, slots=True)
class Outcome:
    state: Link.State
    answer: str
    """The HTTP status, or what went wrong, in a few words."""
    reached: bool = True
    """Whether a server answered at all."""


def web_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """`transport` replaces the network, for tests."""
    return httpx.Client(
        transport=transport or PublicTransport(WEB),
        timeout=httpx.Timeout(8.0),
        headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8"},
        trust_env=False,
        follow_redirects=False,
    )


def follow(client: httpx.Client, address: str) -> Outcome:
    """HEAD, then GET where that is not understood; never raises for what a site does."""
    deadline = time.monotonic() + MAX_SECONDS
    outcome = _try(client, "HEAD", address, deadline)
    return outcome if outcome.state == Link.State.FINE else _try(client, "GET", address, deadline)


def _try(client: httpx.Client, method: str, address: str, deadline: float) -> Outcome:
    try:
        status = _status(client, method, address, deadline)
    except AddressRefused as error:
        return Outcome(Link.State.FAILING, f"refused: {error}"[:200], reached=False)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        return Outcome(Link.State.FAILING, f"{type(error).__name__}: {error}"[:200], reached=False)
    if status < 300:
        return Outcome(Link.State.FINE, str(status))
    return Outcome(Link.State.CLOSED if status in _CLOSED else Link.State.FAILING, str(status))


def _status(client: httpx.Client, method: str, address: str, deadline: float) -> int:
    """The status at the end of the redirects, each of which is checked like the first."""
    url = httpx.URL(address)
    for _hop in range(MAX_REDIRECTS + 1):
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout(f"not finished after {MAX_SECONDS} s")
        with client.stream(method, url) as answer:
            if not answer.has_redirect_location:
                # The body stays where it is: closing the stream is our cap on its size.
                return answer.status_code
            # From the address that was asked for: the transport has put an IP address into the request.
            url = url.join(answer.headers["location"])
    raise httpx.TooManyRedirects(f"more than {MAX_REDIRECTS} redirects")
