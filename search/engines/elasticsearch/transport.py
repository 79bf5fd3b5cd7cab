"""Asked again: another host of the cluster at once, and after a pause when none could answer.

A question has no more pauses than its time allows (search/patience.py); what nobody waits for is given longer ones. A time-out
is never asked again: what was slow once would be slow twice.
"""

from __future__ import annotations

import random
import time
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TlsError, Transport, TransportApiResponse

from search import patience

# Too many requests, and what a proxy or a node says that cannot work right now.
RETRIED = (429, 502, 503, 504)
QUESTION_PAUSES = (0.05, 0.15)
PATIENT_PAUSES = (0.2, 0.5, 1.0)
# What must be left of a question's time for another try to be worth it.
_WORTH_SECONDS = 0.1


class PatientTransport(Transport):
    """The client's transport, with pauses that grow between its rounds over the hosts."""

    def perform_request(self, method: str, target: str, **options: Any) -> TransportApiResponse:
        somebody_waits = patience.left(float("inf")) != float("inf")
        for longest in QUESTION_PAUSES if somebody_waits else PATIENT_PAUSES:
            # Not all at the same moment, when many were turned away together.
            pause = longest * random.uniform(0.5, 1.0)  # noqa: S311
            worth_it = patience.left(float("inf")) > pause + _WORTH_SECONDS
            try:
                answer = super().perform_request(method, target, **options)
            except TlsError:
                raise
            except NoConnection:
                if not worth_it:
                    raise
            else:
                if answer.meta.status not in RETRIED or not worth_it:
                    return answer
            time.sleep(pause)
        return super().perform_request(method, target, **options)
