"""When this process looks again at what the engine has yet to hear of; see search.sync.after_page."""

from __future__ import annotations

import time

# After a failure: often enough to be soon right again, seldom enough to cost nothing.
AGAIN_SECONDS = 10.0
_state: dict[str, float] = {}


def look_again(seconds: float = 0.0) -> None:
    """So many seconds from now, or earlier if that was said before."""
    at = time.monotonic() + seconds
    _state["at"] = min(at, _state.get("at", at))


def is_due() -> bool:
    """True once when it is time; False until somebody says `look_again`."""
    if "at" not in _state or time.monotonic() < _state["at"]:
        return False
    return _state.pop("at", None) is not None


def forget() -> None:
    _state.clear()
