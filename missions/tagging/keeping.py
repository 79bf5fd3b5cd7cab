"""What the tagger said, kept on a mission as plain data, and the rows made of it.

{"trained": [{skill, level, weight, sentence, confidence}], "required": [{skill, sentence}]}. Kept when an editor
corrects the rows, so that both can be compared (`export_skill_examples`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from missions.choices import Origin
from missions.models import Mission, MissionSkill
from missions.tagging.tagger import Tagging, tag, tagger_version


def tag_mission(mission: Mission) -> None:
    """Write on a mission what the tagger says of it now; nothing is saved."""
    mission.tagging = as_data(tag(mission.title, mission.description, mission.soft_skills))
    mission.tagger_version = tagger_version()


def as_data(tagging: Tagging) -> dict[str, Any]:
    trained = [
        {"skill": one.slug, "level": one.level, "weight": one.weight, "sentence": one.evidence, "confidence": one.confidence}
        for one in tagging.trained
    ]
    return {"trained": trained, "required": [{"skill": one.slug, "sentence": one.evidence} for one in tagging.required]}


def rows_of(mission: Mission, skill_ids: Mapping[str, int]) -> list[MissionSkill]:
    """Unsaved rows for what the tagger said of a mission. `skill_ids`: slug -> primary key of the skills that exist."""
    return [
        MissionSkill(
            mission=mission,
            skill_id=skill_ids[one["skill"]],
            level=one["level"],
            weight=one["weight"],
            evidence=one["sentence"],
            confidence=one["confidence"],
            origin=Origin.RULE,
        )
        for one in mission.tagging.get("trained", [])
        if one["skill"] in skill_ids
    ]


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
    kept = set(MissionSkill.objects.filter(mission__in=pks).values_list("mission_id", "skill_id"))
    rows = [row for mission in touched for row in rows_of(mission, skill_ids) if (mission.pk, row.skill_id) not in kept]
    MissionSkill.objects.bulk_create(rows, batch_size=400)
    return pks
