"""How fast a server may be asked: 600 requests a minute (API Engagement, 2026-11), and what it says in Retry-After."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MIN_SECONDS = 0.1
"""Between two requests."""
MAX_WAIT = 60.0
"""Seconds that a busy server may make us wait before we give up until the next import."""
FIRST_WAIT = 1.0
"""Seconds before the second try where the server gives no time; doubled each time."""
_LONGEST = 10**6


class Pace:
    """Keeps requests apart."""

    def __init__(self) -> None:
        self.last = -MIN_SECONDS

    def keep(self) -> None:
        """Wait until the next request may go out."""
        wait(self.last + MIN_SECONDS - time.monotonic())
        self.last = time.monotonic()


def wait(seconds: float) -> None:
    if seconds > 0:
        time.sleep(seconds)


def retry_after(written: str, attempt: int, now: datetime | None = None) -> float:
    """Seconds to wait, from Retry-After (RFC 9110, 10.2.3: seconds or a date); our own doubling for anything else."""
    written = written.strip()
    if written.isdecimal() and written.isascii():
        return float(min(int(written[:7]), _LONGEST))
    try:
        then = parsedate_to_datetime(written)
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return FIRST_WAIT * 2 ** (attempt - 1)
