"""A catalogue item as bytes and back, for engines that store it whole; and its fingerprint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

import orjson

from search.contract import CatalogueItem, Commitment, Kind, Point, Remote, TaughtSkill


def encode(item: CatalogueItem) -> bytes:
    """UTF-8 JSON, the same bytes for equal items."""
    data: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "url": item.url,
        "language": item.language,
        "summary": item.summary,
        "body": item.body,
        "keywords": item.keywords,
        "skills": [(taught.skill, taught.family, taught.level, taught.weight) for taught in item.skills],
        "minutes": item.minutes,
        "published": item.published and _moment(item.published),
        "starts": item.starts and item.starts.isoformat(),
        "ends": item.ends and item.ends.isoformat(),
        "points": [(point.lat, point.lon) for point in item.points],
        "towns": item.towns,
        "departments": item.departments,
        "mentions": item.mentions,
        "areas": item.areas,
        "place": item.place,
        "remote": item.remote,
        "domain": item.domain,
        "form": item.form,
        "commitment": item.commitment,
        "accessible": item.accessible,
        "min_age": item.min_age,
        "max_age": item.max_age,
        "organisation": item.organisation,
        "source": item.source,
        "quality": item.quality,
        "work": item.work,
    }
    return to_json(data)


def to_json(data: Any) -> bytes:
    """UTF-8 JSON of plain values.

    Half a surrogate pair can be typed into a form but not written as UTF-8: it becomes a "?". That, and what is more than
    64 bits, is left to Python's own encoder, which takes five times as long.
    """
    try:
        return orjson.dumps(data)
    except orjson.JSONEncodeError:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _moment(when: datetime) -> str:
    """The same text for the same instant, whatever the time zone it was read in."""
    return (when.astimezone(UTC) if when.tzinfo else when).isoformat()


def decode(data: bytes) -> CatalogueItem:
    """The item `encode` wrote."""
    return from_fields(orjson.loads(data))


def from_fields(stored: Mapping[str, Any]) -> CatalogueItem:
    """The item whose encoding, read as JSON, is this object."""
    fields = dict(stored)
    fields["kind"] = Kind(fields["kind"])
    fields["keywords"] = tuple(fields["keywords"])
    fields["mentions"], fields["areas"] = tuple(fields["mentions"]), tuple(fields["areas"])
    fields["skills"] = tuple(TaughtSkill(*taught) for taught in fields["skills"])
    fields["published"] = fields["published"] and datetime.fromisoformat(fields["published"])
    fields["starts"] = fields["starts"] and date.fromisoformat(fields["starts"])
    fields["ends"] = fields["ends"] and date.fromisoformat(fields["ends"])
    fields["points"] = tuple(Point(*point) for point in fields["points"])
    fields["towns"] = tuple(fields["towns"])
    fields["departments"] = tuple(fields["departments"])
    fields["remote"] = fields["remote"] and Remote(fields["remote"])
    fields["commitment"] = fields["commitment"] and Commitment(fields["commitment"])
    return CatalogueItem(**fields)


def fingerprint(item: CatalogueItem) -> str:
    """Sixteen hexadecimal digits that change whenever anything in the item does."""
    return fingerprint_of(encode(item))


def fingerprint_of(encoded: bytes) -> str:
    return blake2b(encoded, digest_size=8).hexdigest()
