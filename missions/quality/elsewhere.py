"""The other platforms that announce a mission shown here."""

from __future__ import annotations

from missions.models import Mission


def elsewhere_of(mission: Mission) -> list[Mission]:
    """The announcements hidden behind this one that are offered still, one a platform, by its name. One query."""
    rows = mission.duplicates.select_related("source").defer("description", "description_html")
    offered = sorted((row for row in rows if row.is_offered), key=lambda row: (row.publisher, row.pk))
    return list({row.publisher: row for row in reversed(offered) if row.publisher != mission.publisher}.values())[::-1]
