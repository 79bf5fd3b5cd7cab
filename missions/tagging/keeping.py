"""What the tagger said, kept on a mission as plain data, and the rows made of it.

{"trained": [{skill, level, weight, sentence, confidence}], "required": [{skill, sentence}]}. Kept when an editor
corrects the rows, so that both can be compared (`export_skill_examples`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from kit.bulk import insert
from missions.choices import Origin
from missions.models import Mission, MissionSkill
from missions.tagging.tagger import as_data, tag, tagger_version


def tag_mission(mission: Mission) -> None:
    """Write on a mission what the tagger says of it now; nothing is saved."""
    mission.tagging = as_data(tag(mission.title, mission.description, mission.soft_skills))
    mission.tagger_version = tagger_version()


_COLUMNS = ("mission_id", "skill_id", "level", "weight", "evidence", "confidence", "origin")


def add_rows(missions: Iterable[Mission], skill_ids: Mapping[str, int]) -> None:
    """Write the rows for what the tagger said of missions, but for skills that a mission has. `skill_ids`: slug -> primary key."""
    said = {mission.pk: mission.tagging for mission in missions}
    kept = MissionSkill.objects.filter(mission__in=said).values_list("mission_id", "skill_id")
    insert_rows(said, skill_ids, frozenset(kept))


def insert_rows(
    said: Mapping[int, Mapping[str, Any]], skill_ids: Mapping[str, int], kept: Container[tuple[int, int]] = frozenset()
) -> None:
    """The same from the data alone, by the missions' keys, but for the pairs of mission and skill in `kept`."""
    rows = (
        (pk, skill_ids[one["skill"]], one["level"], one["weight"], one["sentence"], one["confidence"], Origin.RULE.value)
        for pk, tagging in said.items()
        for one in tagging.get("trained", [])
        if one["skill"] in skill_ids
    )
    insert(MissionSkill, _COLUMNS, (row for row in rows if row[:2] not in kept))


def retag(missions: Iterable[Mission], skill_ids: Mapping[str, int]) -> list[int]:
    """Say anew which skills unreviewed missions train; primary keys of those touched. Rows of editors stay.

    To be called in a transaction; the caller announces the missions to the index.
    """
    touched = [mission for mission in missions if not mission.skills_reviewed]
    for mission in touched:
        tag_mission(mission)
    Mission.objects.bulk_update(touched, ["tagging", "tagger_version"], batch_size=200)
    pks = [mission.pk for mission in touched]
    MissionSkill.objects.filter(mission__in=pks, origin=Origin.RULE).delete()
    add_rows(touched, skill_ids)
    return pks
