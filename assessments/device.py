"""Whose answers: a random token in the session. It exists only once there is something to keep."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

SESSION_KEY = "assessments_device"


def device_of(request: HttpRequest) -> uuid.UUID | None:
    """The device's token, None for a visitor without one. Never creates a session."""
    try:
        return uuid.UUID(request.session.get(SESSION_KEY))
    except (TypeError, ValueError, AttributeError):
        return None


def remember_device(request: HttpRequest) -> uuid.UUID:
    """The device's token, made at the first call: from here on there is a session."""
    device = device_of(request)
    if device is None:
        device = uuid.uuid4()
        request.session[SESSION_KEY] = str(device)
    return device


def forget_device(request: HttpRequest) -> bool:
    """Drop the token, and the session with it when it holds nothing else. True when it went whole."""
    request.session.pop(SESSION_KEY, None)
    if list(request.session.keys()):
        return False
    request.session.flush()
    return True
