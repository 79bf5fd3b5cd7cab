"""A code that carries somebody's data to another device: eight signs, ten minutes, once.

The server keeps the code's keyed digest (HMAC-SHA256 with the site's secret), so that reading the
table gives no code. 31 signs in 8 places are 8.5e11 codes: with the attempts allowed in ten minutes
(`MOST_FROM_ONE`, `MOST_IN_ALL`), guessing one of a thousand open codes has a chance below one in a
million.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from learners.models import VALID_FOR, Transfer
from learners.portable import Report, collect, merge

# Without what looks alike: 0 and O, 1, I and L.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 8, 4
# Failed attempts in ten minutes. A class behind one school's address must not lock itself out.
MOST_FROM_ONE, MOST_IN_ALL = 20, 300
# The session's own open transfer: a new code ends the one before it.
KEY = "transfer"


class NoSuchCode(ValueError):
    """Never given out, used already, or older than ten minutes: nobody is told which."""


class TooManyAttempts(ValueError):
    """Wait ten minutes."""


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    expires: datetime

    @property
    def groups(self) -> str:
        """ "K7PM 3XQD": four signs at a time are read aloud without a slip."""
        return " ".join(self.text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def make_code(request: HttpRequest) -> Code:
    """A new code for all that is kept about whoever asks; their former one ends."""
    drop_code(request)
    code, row = _open(collect(request))
    request.session[KEY] = row.pk
    return code


def code_for(data: dict[str, Any]) -> Code:
    """A code behind which data of the format in learners/FORMAT.md waits; for whoever has no session here."""
    return _open(data)[0]


def _open(data: dict[str, Any]) -> tuple[Code, Transfer]:
    Transfer.objects.expired().delete()
    code = Code("".join(secrets.choice(ALPHABET) for _sign in range(LENGTH)), timezone.now() + VALID_FOR)
    return code, Transfer.objects.create(digest=_digest(code.text), data=data, expires=code.expires)


def drop_code(request: HttpRequest) -> None:
    """End the code this device has open, if any."""
    key = request.session.get(KEY)
    if key is not None:
        Transfer.objects.filter(pk=key).delete()
        del request.session[KEY]


def redeem(request: HttpRequest, typed: str) -> Report:
    """Bring what waits behind a code to this device; the code is used then.

    Raises NoSuchCode, or TooManyAttempts whatever the code.
    """
    if _attempts(request) >= MOST_FROM_ONE or _attempts() >= MOST_IN_ALL:
        raise TooManyAttempts
    Transfer.objects.expired().delete()
    with transaction.atomic():
        row = Transfer.objects.filter(digest=_digest(_normal(typed))).first()
        # Of two who come at once, one deletes it.
        if row is not None and Transfer.objects.filter(pk=row.pk).delete()[0]:
            return merge(request, row.data)
    for scope in (_scope(request), _scope()):
        cache.add(scope, 0, VALID_FOR.total_seconds())
        cache.incr(scope)
    raise NoSuchCode


def _normal(typed: str) -> str:
    """The code as it was given out, however it was typed: spaces, hyphens and small letters do not matter."""
    return "".join(sign for sign in typed[:40].upper() if sign.isalnum())


def _digest(code: str) -> str:
    return salted_hmac("learners.transfers", code, algorithm="sha256").hexdigest()


def _attempts(request: HttpRequest | None = None) -> int:
    return cache.get(_scope(request), 0)


def _scope(request: HttpRequest | None = None) -> str:
    """Where failed attempts are counted; of a network address only a keyed digest, and only for ten minutes."""
    who = _digest(request.META.get("REMOTE_ADDR", "")) if request else "all"
    return f"learners.attempts.{who}"
