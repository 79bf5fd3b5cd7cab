"""Single fields of the file people take along: taken as they should be, or refused with the reason."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import KEPT

# Clocks differ a little between machines.
AHEAD = timedelta(minutes=10)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class BadRow(ValueError):
    """One row cannot be taken; its text says why."""


def only_fields(row: Any, names: set[str]) -> None:
    """A row has exactly these fields."""
    if not isinstance(row, dict) or row.keys() != names:
        raise BadRow(_("Il manque un champ, ou il y en a un de trop."))


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise BadRow(_("Un identifiant est abîmé."))
    return value


def moment(value: Any, now: datetime) -> datetime:
    """An ISO 8601 date with its time zone, of the last thirteen months."""
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadRow(_("Une date est abîmée.")) from None
    if when.tzinfo is None or when > now + AHEAD:
        raise BadRow(_("Une date est abîmée."))
    if when < now - KEPT:
        raise BadRow(_("C'est vieux de plus de treize mois : on ne le garde plus."))
    return when
