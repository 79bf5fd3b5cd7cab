"""How often an item is opened, kept, done or refused: a number a day, and nothing of who.

No person, no session, no address, no time of day. Openings come from a small script once a page (static/js/seen.js),
so pages may be cached and robots that run no scripts are left out. A browser that asks not to be followed
(Global Privacy Control, Do Not Track) is not counted. Only editors see these numbers.
"""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils import timezone

from kit.counting import may_count
from missions.models import Mission
from resources.models import Resource
from search.contract import Kind
from search.models import Figure

_ITEM = re.compile(r"(article|video|course|mission):([1-9]\d{0,9})")


def count(request: HttpRequest, item_id: str, what: str) -> bool:
    """Add one for today, if it may be counted and anybody may see the item; True when added."""
    if not may_count(request) or not _is_published(item_id):
        return False
    Figure.objects.add_one(day=timezone.localdate(), item=item_id, what=what)
    return True


def _is_published(item_id: str) -> bool:
    found = _ITEM.fullmatch(item_id)
    if not found:
        return False
    kind, key = found[1], int(found[2])
    if kind == Kind.MISSION:
        return Mission.objects.published(timezone.localdate()).filter(pk=key).exists()
    return Resource.objects.published().of_kind(kind).filter(pk=key).exists()
