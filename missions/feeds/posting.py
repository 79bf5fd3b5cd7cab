"""A schema.org JobPosting, VolunteerAction or Event -> a row in the fields of the aggregator's format.

Source: schema.org 29 (JobPosting, VolunteerAction, Event, Place, PostalAddress, MonetaryAmount). Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from missions.choices import Domain, MissionType
from missions.feeds import values
from missions.feeds.aggregator import parse_row
from missions.feeds.parsed import ParsedMission, Refusal, Withdrawn
from missions.text import fold

Node = Mapping[str, Any]

_OFFERS = frozenset({"JobPosting", "VolunteerAction", "Event"})
_ENDED = frozenset({"EventCancelled", "EventPostponed", "FailedActionStatus", "CompletedActionStatus"})
# What employmentType says of paid work. A mission is not a job.
_PAID = frozenset({"full_time", "part_time", "contractor", "intern", "per_diem", "temporary"})
_UNITS = {"hour": "hour", "hur": "hour", "day": "day", "month": "month", "mon": "month", "year": "year", "ann": "year"}
# Our field -> theirs, for refusals.
_THEIR_NAMES = {
    "clientId": "identifier",
    "title": "title / name",
    "applicationUrl": "url",
    "organizationName": "hiringOrganization.name",
    "startAt": "jobStartDate / startDate",
    "endAt": "endDate / validThrough",
    "postedAt": "datePosted",
    "places": "totalJobOpenings",
    "type": "employmentType",
    "country": "addressCountry",
    "compensationAmount": "baseSalary",
    "compensationAmountMax": "baseSalary",
    "compensationUnit": "baseSalary.unitText",
}


def types_of(node: Any) -> set[str]:
    """The names of a node's types, without "https://schema.org/"."""
    written = node.get("@type") if isinstance(node, Mapping) else None
    names = written if isinstance(written, list) else [written]
    return {re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)}


def is_offer(node: Any) -> bool:
    """Whether a node is a mission: one of the three types, or a kind of Event ("SportsEvent")."""
    return any(name in _OFFERS or name.endswith("Event") for name in types_of(node))


def parse_posting(row: Any) -> ParsedMission | Withdrawn | Refusal:
    """`parse_row` for a row from `to_row`; a refusal names schema.org's field."""
    result = parse_row(row)
    if isinstance(result, Refusal) and result.field in _THEIR_NAMES:
        return replace(result, field=_THEIR_NAMES[result.field])
    return result


def to_row(offer: Any, nodes: Node) -> Any:
    """The row an offer says; never raises. `nodes` are those that the offer may point to, by `@id`."""
    if not isinstance(offer, Mapping):
        return offer
    organisation = _resolved(_first(offer, "hiringOrganization", "organizer", "agent", "provider", "publisher"), nodes)
    places, virtual = _places(_first(offer, "jobLocation", "location"), nodes)
    row = {
        "clientId": _identifier(offer),
        "title": _first(offer, "title", "name"),
        "description": offer.get("description"),
        "applicationUrl": _address(offer),
        "domain": _domain(offer),
        "activity": _words(_first(offer, "industry", "occupationalCategory")),
        "type": _type(offer),
        "remote": _remote(offer, bool(places), virtual),
        "schedule": _words(offer.get("workHours")),
        "postedAt": _first(offer, "datePosted", "datePublished", "dateCreated"),
        "places": _first(offer, "totalJobOpenings", "maximumAttendeeCapacity"),
        "openToMinors": _open_to_minors(offer.get("typicalAgeRange")),
        "requirements": _list(_first(offer, "qualifications", "experienceRequirements")),
        "softSkills": _list(offer.get("skills")),
        "tags": _list(offer.get("keywords")),
        "addresses": places,
        **_dates(offer),
        **_organisation(organisation),
        **_pay(offer.get("baseSalary")),
    }
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _first(node: Node, *names: str) -> Any:
    return next((node[name] for name in names if node.get(name) not in (None, "", [])), None)


def _one(value: Any) -> Any:
    """The first of a list, or the value itself; None for an empty list."""
    while isinstance(value, list):
        value = value[0] if value else None
    return value


def _resolved(value: Any, nodes: Node) -> Any:
    """A node instead of a bare reference to it."""
    value = _one(value)
    if isinstance(value, Mapping) and set(value) <= {"@id", "@type"}:
        name = value.get("@id")
        return nodes.get(name, value) if isinstance(name, str) else value
    return value


def _words(value: Any) -> Any:
    """The name of a thing, of each thing in a list, or the text itself."""
    if isinstance(value, list):
        return [_words(one) for one in value if not isinstance(one, list)]
    return _first(value, "name", "value", "@value") if isinstance(value, Mapping) else value


def _list(value: Any) -> list[Any]:
    words = _words(value)
    return words if isinstance(words, list) else values.texts(words)


def _identifier(offer: Node) -> Any:
    given = _one(offer.get("identifier"))
    return _words(given) or offer.get("@id") or _address(offer)


def _address(offer: Node) -> Any:
    """Where one applies: the offer's own page, or the one it names itself by."""
    written = _one(_first(offer, "url", "sameAs"))
    if isinstance(written, Mapping):
        written = _first(written, "@id", "url")
    return written or (offer.get("@id") if values.web_address(offer.get("@id")) else None)


def _domain(offer: Node) -> str | None:
    """One of our domains where the offer uses its word; anybody else's word is kept as the activity only."""
    for name in ("industry", "occupationalCategory", "about", "keywords"):
        words = _words(offer.get(name))
        for word in words if isinstance(words, list) else [words]:
            slug = slugify(fold(values.text(word)))
            if slug in Domain.values:
                return slug
    return None


def _type(offer: Node) -> str:
    """Volunteering; or what employmentType says where that is neither volunteering nor ours, to be refused."""
    said = {fold(word) for word in values.texts(offer.get("employmentType"))}
    ours = [word for word in said if word in MissionType.values]
    if ours:
        return ours[0]
    paid = sorted(word for word in said if word.replace("-", "_").replace(" ", "_") in _PAID)
    return paid[0] if paid and "volunteer" not in said else MissionType.VOLUNTEERING


def _remote(offer: Node, on_site: bool, virtual: bool) -> str | None:
    mode = values.text(offer.get("eventAttendanceMode"))
    if mode.endswith("MixedEventAttendanceMode"):
        return "possible"
    telework = "TELECOMMUTE" in values.text(offer.get("jobLocationType")).upper()
    if telework or virtual or mode.endswith("OnlineEventAttendanceMode"):
        return "possible" if on_site else "full"
    return None


def _dates(offer: Node) -> dict[str, Any]:
    """Start and end; what is no longer offered counts as deleted by its platform.

    `validThrough` is the last day to apply. It is taken for the end only where no end is given and it is not
    before the start.
    """
    starts, ends = _first(offer, "jobStartDate", "startDate", "startTime"), _first(offer, "endDate", "endTime")
    last = offer.get("validThrough")
    last_day, first_day = _day(last), _day(starts)
    row = {"startAt": starts, "endAt": ends}
    if last and not ends and not (last_day and first_day and last_day < first_day):
        row["endAt"] = last
    status = values.text(_first(offer, "eventStatus", "actionStatus")).rpartition("/")[2]
    if status in _ENDED or (last_day and last_day < timezone.localdate()):
        row["deletedAt"] = last or status
    return row


def _day(value: Any) -> date | None:
    try:
        return values.day(value)
    except (ValueError, OverflowError, TypeError):
        return None


def _open_to_minors(written: Any) -> str | None:
    """From typicalAgeRange: "16-25" and "16-" are open to minors, "18-" is not."""
    found = re.match(r"\s*(\d{1,2})\s*(?:-|$)", values.text(written))
    return None if not found else "yes" if int(found[1]) < 18 else "no"


def _organisation(node: Any) -> dict[str, Any]:
    if not isinstance(node, Mapping):
        return {"organizationName": node}
    return {
        "organizationClientId": _words(_one(node.get("identifier"))) or node.get("@id"),
        "organizationName": _first(node, "name", "legalName"),
        "organizationUrl": _one(_first(node, "url", "sameAs")),
        "organizationDescription": node.get("description"),
    }


def _places(value: Any, nodes: Node) -> tuple[list[dict[str, Any]], bool]:
    """(addresses, whether one of the places is online)."""
    places, virtual = [], False
    for one in value if isinstance(value, list) else [value]:
        node = _resolved(one, nodes)
        if "VirtualLocation" in types_of(node):
            virtual = True
        elif isinstance(node, Mapping):
            places.append(_place(node, nodes))
        elif node:
            places.append({"city": node})
    return [place for place in places if place], virtual


def _place(node: Node, nodes: Node) -> dict[str, Any]:
    address = _resolved(node.get("address"), nodes)
    geo = _resolved(node.get("geo"), nodes)
    if not isinstance(address, Mapping):
        # A line of text is shown as it is; its parts are not guessed.
        address = node if "addressLocality" in node else {"streetAddress": address}
    place = {
        "street": address.get("streetAddress"),
        "postalCode": address.get("postalCode"),
        "city": address.get("addressLocality"),
        "region": _words(address.get("addressRegion")),
        "country": _words(address.get("addressCountry")),
        "location": dict(geo) if isinstance(geo, Mapping) else None,
    }
    return {name: value for name, value in place.items() if value not in (None, "", [])}


def _pay(salary: Any) -> dict[str, Any]:
    """From a MonetaryAmount in euros; other currencies are left out, as nobody here is paid in them."""
    salary = _one(salary)
    if not isinstance(salary, Mapping) or values.text(salary.get("currency")).upper() not in {"", "EUR"}:
        return {}
    amount = _one(salary.get("value"))
    facts = amount if isinstance(amount, Mapping) else {"value": amount}
    low, high = _first(facts, "minValue", "value"), facts.get("maxValue")
    unit = fold(values.text(_first({**salary, **facts}, "unitText", "unitCode")))
    # Zero is how volunteering is written where a salary is obligatory.
    paid = values.text(low) not in {"", "0", "0.0", "0.00"} or bool(high)
    return {"compensationAmount": low, "compensationAmountMax": high, "compensationUnit": _UNITS.get(unit, unit)} if paid else {}
