"""schema.org for a mission: a JobPosting whose employmentType is VOLUNTEER, the one type made for such offers.

No salary is stated for volunteering, and `directApply` is false: one applies on the platform's own page.
"""

from __future__ import annotations

from typing import Any

from missions.choices import Remote
from missions.models import Mission, MissionPlace, MissionSkill

DESCRIPTION_LENGTH = 500


def job_posting(mission: Mission, url: str, places: list[MissionPlace], skills: list[MissionSkill]) -> dict[str, Any]:
    """schema.org/JobPosting without empty values."""
    data = {
        "@type": "JobPosting",
        "title": mission.title,
        "description": mission.index_text[:DESCRIPTION_LENGTH],
        "url": url,
        "employmentType": "VOLUNTEER",
        "directApply": False,
        "datePosted": mission.posted.date().isoformat() if mission.posted else None,
        "jobStartDate": mission.starts.isoformat() if mission.starts else None,
        "validThrough": mission.ends.isoformat() if mission.ends else None,
        "hiringOrganization": {"@type": "Organization", "name": mission.organisation.name},
        "jobLocation": [_place(place) for place in places] or None,
        "jobLocationType": "TELECOMMUTE" if mission.remote == Remote.FULL else None,
        "skills": [row.skill.name for row in skills] or None,
    }
    return {name: value for name, value in data.items() if value is not None}


def _place(place: MissionPlace) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "postalCode": place.postal_code,
        "addressLocality": place.city,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
    return {"@type": "Place", "address": {name: value for name, value in address.items() if value}}
