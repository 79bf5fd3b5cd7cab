"""A parsed mission made fit to store: contacts apart, a summary of its own. Pure; importers call it on every row."""

from __future__ import annotations

from dataclasses import replace

from missions.feeds.parsed import ParsedMission, ParsedOrganisation, ParsedPlace
from missions.quality.contact_data import bare_line, clean_of_contacts, contacts, without_contacts
from missions.quality.summaries import summary_of
from missions.text import html_to_text

_LINES, _LISTS = ("schedule", "activity"), ("requirements", "audience", "soft_skills", "tags")


def prepared(parsed: ParsedMission) -> ParsedMission:
    """`parsed` with `contact_data` and `summary`, and no contact in any text."""
    organisation = parsed.organisation
    texts = [parsed.title, parsed.description, organisation.name, organisation.description]
    texts += [getattr(parsed, name) for name in _LINES]
    texts += [str(value) for name in _LISTS for value in getattr(parsed, name)]
    texts += [line for place in parsed.locations for line in (place.street, place.city)]
    found = list(dict.fromkeys([*parsed.contact_data, *(contact for text in texts for contact in contacts(text))]))
    changes = _without(parsed) if found or contacts(html_to_text(parsed.description_html)) else {}
    clean = replace(parsed, contact_data=found, **changes)
    return replace(clean, summary=summary_of(clean.description))


def _without(parsed: ParsedMission) -> dict[str, object]:
    html, _found = clean_of_contacts(parsed.description_html)
    changes: dict[str, object] = {
        "title": bare_line(parsed.title) or "Mission",
        "description": without_contacts(parsed.description),
        "description_html": html,
        "organisation": _organisation(parsed.organisation),
        "locations": [_place(place) for place in parsed.locations],
    }
    changes |= {name: without_contacts(getattr(parsed, name)) for name in _LINES}
    return changes | {name: [without_contacts(str(value)) for value in getattr(parsed, name)] for name in _LISTS}


def _organisation(parsed: ParsedOrganisation) -> ParsedOrganisation:
    return replace(parsed, name=bare_line(parsed.name) or "Association", description=without_contacts(parsed.description))


def _place(parsed: ParsedPlace) -> ParsedPlace:
    return replace(parsed, street=bare_line(parsed.street), city=bare_line(parsed.city))
