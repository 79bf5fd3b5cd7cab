"""Rows of the public aggregator's JSON -> `ParsedMission`, `Withdrawn` or `Refusal`. Pure functions.

Takes what is clear, refuses what is not: the rules are those of the API Engagement format (2026-11),
the tolerated irregularities those seen in the wild.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import unescape
from typing import Any, TypeVar

from django.utils.text import slugify

from missions.choices import CompensationType, CompensationUnit, Domain, MissionType, Remote
from missions.feeds import values
from missions.feeds.countries import country_code
from missions.feeds.parsed import ParsedMission, ParsedOrganisation, ParsedPlace, Refusal, RowRefused, Why, Withdrawn, shorten
from missions.places.departments import department_of
from missions.text import clean_html, fold, html_to_text, looks_like_html, squeeze, text_to_html, unwrap

Row = Mapping[str, Any]
T = TypeVar("T")

DESCRIPTION_LIMIT = 20_000
TITLE_LIMIT = 250
LOCATIONS_LIMIT = 50
_REMOTE_WORDS = {
    "": Remote.NO, "no": Remote.NO, "non": Remote.NO, "false": Remote.NO, "oui": Remote.POSSIBLE, "yes": Remote.POSSIBLE,
    "true": Remote.POSSIBLE, "possible": Remote.POSSIBLE, "full": Remote.FULL, "local": Remote.LOCAL,
}  # fmt: skip
_DOMAINS, _TYPES = frozenset(Domain.values), frozenset(MissionType.values)
_UNITS, _PAY_TYPES = frozenset(CompensationUnit.values), frozenset(CompensationType.values)


def parse_row(row: Any) -> ParsedMission | Withdrawn | Refusal:
    """One row of the feed. Never raises for what a feed may hold."""
    if not isinstance(row, Mapping):
        return Refusal(Why.NOT_A_MISSION, "", shorten(row))
    client_id = values.text(row.get("clientId"))[:200]
    try:
        if is_withdrawn(row) and client_id:
            return Withdrawn(client_id)
        return _parse(row, client_id)
    except RowRefused as refused:
        return Refusal(refused.why, refused.field_name, refused.value, client_id)


def is_withdrawn(row: Row) -> bool:
    """Whether the platform says that the mission was refused or deleted."""
    return values.text(row.get("statusCode")).upper() == "REFUSED" or bool(row.get("deletedAt"))


def _parse(row: Row, client_id: str) -> ParsedMission:
    title = _title(row)
    if not client_id:
        raise RowRefused(Why.ID_MISSING, "clientId")
    html, plain = _description(row)
    starts, ends = _dates(row)
    low, high, unit, kind = _compensation(row)
    return ParsedMission(
        client_id=client_id,
        organisation=_organisation(row),
        title=title,
        description=plain,
        description_html=html,
        application_url=_application_url(row),
        platform=values.name(row.get("publisherName"))[:120],
        platform_url=values.web_address(row.get("publisherUrl"))[:500],
        domain=_domain(row),
        activity=values.text(row.get("activity") or row.get("activities"))[:120],
        type=_type(row),
        remote=_remote(row),
        schedule=values.text(row.get("schedule"))[:250],
        starts=starts,
        ends=ends,
        posted=_posted(row),
        places=_places(row),
        open_to_minors=values.yes_no(row.get("openToMinors")),
        reduced_mobility_accessible=values.yes_no(row.get("reducedMobilityAccessible")),
        compensation_amount=low,
        compensation_max=high,
        compensation_unit=unit,
        compensation_type=kind,
        audience=values.texts(row.get("audience")),
        requirements=values.texts(row.get("requirements")),
        soft_skills=values.texts(row.get("softSkills")),
        tags=values.texts(row.get("tags")),
        locations=_locations(row),
    )


def _title(row: Row) -> str:
    _refuse_broken_encoding(row, "title")
    written = values.text(row.get("title"))
    # Markup may take room, but not the time that cleaning megabytes of it takes.
    if len(written) > 10 * TITLE_LIMIT:
        raise RowRefused(Why.TITLE_TOO_LONG, "title", written)
    title = _without_markup(written)
    if not title:
        raise RowRefused(Why.TITLE_MISSING, "title")
    if len(title.split()) < 2:
        raise RowRefused(Why.TITLE_ONE_WORD, "title", title)
    if len(title) > TITLE_LIMIT:
        raise RowRefused(Why.TITLE_TOO_LONG, "title", title)
    return title


def _without_markup(line: str) -> str:
    """One line without tags, also those that were escaped, once or twice: "&amp;lt;b&amp;gt;"."""
    for _time in range(2):
        line = unescape(line)
        if looks_like_html(line):
            line = html_to_text(clean_html(line))
    return squeeze(line)


def _refuse_broken_encoding(row: Row, name: str) -> None:
    if "&#" in str(row.get(name) or ""):
        raise RowRefused(Why.ENCODING, name, row[name])


def _description(row: Row) -> tuple[str, str]:
    """(HTML of the tight list, plain text)."""
    _refuse_broken_encoding(row, "description")
    plain, html = values.block(row.get("description")), values.block(row.get("descriptionHtml"))
    if not plain:
        raise RowRefused(Why.DESCRIPTION_MISSING, "description")
    if len(plain) > DESCRIPTION_LIMIT:
        raise RowRefused(Why.DESCRIPTION_TOO_LONG, "description", plain)
    if len(html) > 4 * DESCRIPTION_LIMIT or not looks_like_html(html):
        html = plain if looks_like_html(plain) else text_to_html(unwrap(unescape(plain)))
    cleaned = clean_html(html)
    words = html_to_text(cleaned)
    if not words:
        raise RowRefused(Why.DESCRIPTION_MISSING, "description", plain)
    return cleaned, words


def _application_url(row: Row) -> str:
    written = str(row.get("applicationUrl") or "").strip()
    if not written:
        raise RowRefused(Why.ADDRESS_MISSING, "applicationUrl")
    address = values.web_address(written)
    if not address:
        raise RowRefused(Why.ADDRESS_INVALID, "applicationUrl", written)
    return address


def _organisation(row: Row) -> ParsedOrganisation:
    _refuse_broken_encoding(row, "organizationName")
    name = values.name(row.get("organizationName")) or values.name(row.get("publisherName")) or "?"
    given = values.text(row.get("organizationClientId"))
    return ParsedOrganisation(
        key=f"id:{given}"[:200] if given else f"name:{slugify(fold(name))}"[:200],
        name=name[:250],
        url=values.web_address(row.get("organizationUrl"))[:500],
        description=values.block(row.get("organizationDescription"))[:5000],
    )


def _domain(row: Row) -> str:
    written = values.text(row.get("domain"))
    slug = slugify(fold(written)) if written else Domain.OTHER
    if slug not in _DOMAINS:
        raise RowRefused(Why.DOMAIN, "domain", written)
    return slug


def _type(row: Row) -> str:
    written = fold(values.text(row.get("type"))) or MissionType.VOLUNTEERING
    if written not in _TYPES:
        raise RowRefused(Why.TYPE, "type", written)
    return written


def _remote(row: Row) -> str:
    written = fold(values.text(row.get("remote")))
    if written not in _REMOTE_WORDS:
        raise RowRefused(Why.REMOTE, "remote", row.get("remote"))
    return _REMOTE_WORDS[written]


def _read(row: Row, name: str, why: Why, reader: Callable[[Any], T]) -> T:
    try:
        return reader(row.get(name))
    except (ValueError, OverflowError, TypeError) as error:
        raise RowRefused(why, name, row.get(name)) from error


def _places(row: Row) -> int:
    count = _read(row, "places", Why.PLACES, lambda value: values.whole(value, default=1))
    if not 1 <= count <= 1_000_000:
        raise RowRefused(Why.PLACES, "places", row.get("places"))
    return count


def _dates(row: Row) -> tuple[Any, Any]:
    starts = _read(row, "startAt", Why.DATE, values.day)
    ends = _read(row, "endAt", Why.DATE, values.day)
    if starts and ends and ends < starts:
        raise RowRefused(Why.DATES_CONTRADICT, "endAt", f"{starts:%d/%m/%Y} > {ends:%d/%m/%Y}")
    return starts, ends


def _posted(row: Row) -> Any:
    name = "postedAt" if values.text(row.get("postedAt")) else "createdAt"
    return _read(row, name, Why.DATE, values.moment)


def _compensation(row: Row) -> tuple[Any, Any, str, str]:
    """(amount, maximum, unit, type), all of them empty when nothing is paid."""
    low = _read(row, "compensationAmount", Why.COMPENSATION, values.amount)
    high = _read(row, "compensationAmountMax", Why.COMPENSATION, values.amount)
    unit = fold(values.text(row.get("compensationUnit")))
    kind = fold(values.text(row.get("compensationType")))
    for name, wrong in (
        ("compensationAmount", low is not None and low < 0),
        ("compensationAmountMax", high is not None and (high < 0 or (low is not None and high < low))),
        ("compensationUnit", unit and unit not in _UNITS),
        ("compensationType", kind and kind not in _PAY_TYPES),
    ):
        if wrong:
            raise RowRefused(Why.COMPENSATION, name, row.get(name))
    return low, high, unit, kind


def _locations(row: Row) -> list[ParsedPlace]:
    """Every address, each once; the flat fields count when the list is missing."""
    listed = [entry for name in ("addresses", "adresses", "address", "adresse") for entry in _addresses(row.get(name))]
    places = [_place(entry) for entry in listed[:LOCATIONS_LIMIT]] or [_place(row)]
    return [place for place in dict.fromkeys(places) if place.city or place.postal_code or place.lat is not None]


def _addresses(value: Any, depth: int = 3) -> list[Row]:
    """The addresses in a list, alone, or inside an element named for one: {"address": [...], "adresse": {...}}."""
    if isinstance(value, list) and depth:
        return [entry for one in value for entry in _addresses(one, depth - 1)]
    if not isinstance(value, Mapping):
        return []
    inner = [value[name] for name in ("address", "adresse", "value") if isinstance(value.get(name), (list, Mapping))]
    return _addresses(inner, depth - 1) if inner and depth else [value]


def _place(entry: Row) -> ParsedPlace:
    country = country_code(values.text(entry.get("country")))
    if country is None:
        raise RowRefused(Why.COUNTRY, "country", entry.get("country"))
    where = values.point(entry.get("location")) or values.lonlat(entry.get("lonlat")) or values.point(entry)
    postcode = values.text(entry.get("postalCode"))[:10]
    given = values.text(entry.get("departmentCode")).upper()
    department = department_of(given, postcode)
    return ParsedPlace(
        street=values.text(entry.get("street") or entry.get("address") or entry.get("adresse"))[:250],
        postal_code=postcode,
        city=values.text(entry.get("city"))[:120],
        department_code=department.code if department else "",
        region=department.region if department else values.text(entry.get("region"))[:60],
        country=country,
        lat=where[0] if where else None,
        lon=where[1] if where else None,
    )
