"""The demo missions' skills as an association's team would have read them: demo/missions_skills.yaml."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.db import transaction

from missions.choices import Origin
from missions.models import Mission, MissionSkill, Source
from missions.receivers import announce
from skills.models import Skill

READ_SKILLS = Path(__file__).resolve().parent / "demo" / "missions_skills.yaml"
# From the most central to the last: MissionSkill.weight.
_WEIGHTS = (3.0, 2.5, 2.0, 2.0, 1.5, 1.5)


@transaction.atomic
def write_skills(source: Source) -> int:
    """Give missions nobody has read yet the skills a person read in them; how many. What editors corrected stays."""
    read = yaml.safe_load(READ_SKILLS.read_text(encoding="utf-8"))
    ids = dict(Skill.objects.values_list("slug", "pk"))
    missions = list(source.missions.filter(client_id__in=read, skills_reviewed=False))
    MissionSkill.objects.filter(mission__in=missions, origin=Origin.RULE).delete()
    kept = set(MissionSkill.objects.filter(mission__in=missions).values_list("mission_id", "skill_id"))
    rows = [
        MissionSkill(mission=mission, skill_id=ids[skill], level=level, weight=weight, evidence=sentence)
        for mission in missions
        for weight, (skill, level, sentence) in zip(_WEIGHTS, read[mission.client_id], strict=False)
        if (mission.pk, ids[skill]) not in kept
    ]
    MissionSkill.objects.bulk_create(rows)
    keys = [mission.pk for mission in missions]
    Mission.objects.filter(pk__in=keys).update(skills_reviewed=True)
    announce(keys)
    return len(keys)
