"""Single values as feeds write them, read without guessing: dates, yes and no, numbers, lists, addresses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from missions.text import fold, repair, squeeze

PARIS = ZoneInfo("Europe/Paris")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T,à]+(\d{1,2})[:h](\d{2})(?::\d{2})?)?$")
_IN_WORDS = re.compile(r"^(?:([a-z]+)\.? )?(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})$")
_MONTHS = ["jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"]
_WEEKDAYS = [("lun", "mon"), ("mar", "tue"), ("mer", "wed"), ("jeu", "thu"), ("ven", "fri"), ("sam", "sat"), ("dim", "sun")]
_YES, _NO = {"yes", "oui", "true", "1", "vrai", "y", "o"}, {"no", "non", "false", "0", "faux", "n"}
EARLIEST, LATEST = 1990, 2100
MOST_DIGITS = 7  # What the columns of amounts hold before the cents.


def text(value: Any) -> str:
    """One line of text; empty for nothing, lists joined by commas, lists in lists left out."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (text(part) for part in value if not isinstance(part, list))))
    return squeeze(repair(str(value)))


def name(value: Any) -> str:
    """One line of text whose entities are opened: "Sport &amp; nature"."""
    return squeeze(unescape(text(value)))


def block(value: Any) -> str:
    """A text that keeps its line breaks."""
    return "" if value is None or isinstance(value, (dict, list)) else repair(str(value)).strip()


def texts(value: Any) -> list[str]:
    """A list of short texts from a list, a `{"value": […]}` object or comma-separated text, even alone in a list."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    parts = value if isinstance(value, list) else re.split(r"[,;|\n]", block(value))
    return list(dict.fromkeys(filter(None, (text(part)[:250] for part in parts))))[:30]


def yes_no(value: Any) -> bool | None:
    """True, False, or None for anything that says neither."""
    if isinstance(value, bool):
        return value
    word = fold(text(value))
    return True if word in _YES else False if word in _NO else None


def moment(value: Any) -> datetime | None:
    """An aware datetime from ISO 8601, day-first French or RFC 822; None for nothing.

    Never month-first. Raises ValueError for what is impossible (31/02/2025), contradictory (lundi 1er novembre 2025,
    a Saturday), unclear (01/11/25) or unreadable.
    """
    written = text(value)
    if not written:
        return None
    parsed = _day_first(written) or _in_words(written) or _iso(written) or _rfc822(written)
    if not EARLIEST <= parsed.year <= LATEST:
        raise ValueError(f"year out of range: {written}")
    return parsed


def day(value: Any) -> date | None:
    """The day in Paris of `moment(value)`."""
    when = moment(value)
    return None if when is None else when.astimezone(PARIS).date()


def _day_first(written: str) -> datetime | None:
    if found := _DAY_FIRST.match(written):
        days, months, years, hours, minutes = (int(part or 0) for part in found.groups())
        return datetime(years, months, days, hours, minutes, tzinfo=PARIS)
    return None


def _in_words(written: str) -> datetime | None:
    found = _IN_WORDS.match(fold(written))
    month = found and next((n for n, name in enumerate(_MONTHS, 1) if found[3].startswith(name)), None)
    return _on(found[1], datetime(int(found[4]), month, int(found[2]), tzinfo=PARIS)) if found and month else None


def _on(weekday: str | None, when: datetime) -> datetime:
    """`when`, if it is the day of the week that stands beside it. Raises ValueError otherwise."""
    if weekday and not weekday.lower().startswith(_WEEKDAYS[when.weekday()]):
        raise ValueError(f"{when:%d/%m/%Y} is not on {weekday}")
    return when


def _iso(written: str) -> datetime | None:
    if not re.match(r"^\d{4}-\d{2}-\d{2}", written):
        return None
    parsed = datetime.fromisoformat(written)
    # A bare day is a day in Paris; a time without a zone is UTC, as the format says.
    zone = PARIS if len(written) == 10 else UTC
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _rfc822(written: str) -> datetime:
    found = re.match(r"^(?:([A-Za-z]{3}), )?\d{1,2} [A-Za-z]{3} \d{4}", written)
    if not found:
        raise ValueError(f"not a date: {written}")
    parsed = _on(found[1], parsedate_to_datetime(written))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def whole(value: Any, default: int) -> int:
    """An integer; `default` for nothing. Raises ValueError otherwise."""
    written = text(value)
    if isinstance(value, bool):
        raise ValueError("a truth value is not a number")
    if not written:
        return default
    number = float(written)
    if number != int(number):
        raise ValueError(f"not whole: {written}")
    return int(number)


def amount(value: Any) -> Decimal | None:
    """An amount of money with "," or ".", rounded to cents, of 7 digits before them; None for nothing. Raises ValueError."""
    written = text(value).replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".").removesuffix("€")
    if not written:
        return None
    try:
        number = Decimal(written)
        # Counted before any arithmetic, which overflows on "1e9999999".
        if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
            raise ValueError(f"not an amount: {written}")
        number = round(number, 2)
    except ArithmeticError as error:
        raise ValueError(f"not an amount: {written}") from error
    # Rounding may have added a digit: 9999999.999.
    if abs(number) >= 10**MOST_DIGITS:
        raise ValueError(f"not an amount: {written}")
    return number


def web_address(value: Any) -> str:
    """An http or https address with a host, or "". Spaces and control characters make it invalid."""
    written = str(value or "").strip()
    if len(written) > 1000 or re.search(r"[\s\x00-\x1f\ud800-\udfff<>\"\\]", written):
        return ""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    return written if parts.scheme in {"http", "https"} and parts.hostname else ""


def point(value: Any) -> tuple[float, float] | None:
    """(lat, lon) from `{lat, lon}`, `{"lonlat": …}` or GeoJSON coordinates (lon first); None when unclear."""
    if isinstance(value, dict):
        lat, lon = value.get("lat", value.get("latitude")), value.get("lon", value.get("lng", value.get("longitude")))
        if lat is None and (pair := value.get("lonlat") or value.get("coordinates")):
            return lonlat(pair)
        return _checked(lat, lon)
    return None


def lonlat(value: Any) -> tuple[float, float] | None:
    """(lat, lon) from a pair written longitude first: "4.83,45.76", [4.83, 45.76] or POINT(4.83 45.76)."""
    pair = value if isinstance(value, list) else re.findall(r"-?\d+(?:\.\d+)?", str(value or ""))
    return _checked(pair[1], pair[0]) if len(pair) == 2 else None


def _checked(lat: Any, lon: Any) -> tuple[float, float] | None:
    try:
        north, east = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        return None
    # 0, 0 is what platforms write when they do not know.
    valid = -90 <= north <= 90 and -180 <= east <= 180 and (north, east) != (0.0, 0.0)
    return (north, east) if valid else None
