"""The other platforms that announce a mission shown here."""

from __future__ import annotations

from kit.prepared import rows_by
from missions.models import Mission


def elsewhere_of(mission: Mission) -> list[Mission]:
    """The announcements hidden behind this one that are offered still, one a platform, by its name. One query."""
    rows = rows_by(Mission, "duplicate_of", mission.pk, along=("source",))
    offered = sorted((row for row in rows if row.is_offered), key=lambda row: (row.publisher, row.pk))
    return list({row.publisher: row for row in reversed(offered) if row.publisher != mission.publisher}.values())[::-1]
