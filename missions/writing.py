"""Parsed missions into the database, many rows a statement. Telling the index is the caller's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from missions import ages
from missions.choices import Origin, Status
from missions.feeds.parsed import ParsedMission, ParsedOrganisation, ParsedPlace
from missions.models import ImportRun, Mission, MissionEvent, MissionPlace, MissionSkill, Organisation, Source
from missions.places.completing import CommuneIndex
from missions.quality.preparing import prepared
from missions.signals import missions_written
from missions.tagging.keeping import rows_of, tag_mission
from missions.tagging.tagger import tagger_version
from skills.models import Skill

# Raised when parsing changes, so that the next import renews what it would read otherwise now.
PARSER_VERSION = "3"
# What platforms renew at every export without saying anything new.
_VOLATILE = {"updatedAt", "lastSyncAt", "lastExportAt", "_id", "priority", "metadata"}
COPIED = [f.name for f in fields(ParsedMission) if f.name not in {"client_id", "organisation", "locations"}]
_OURS = [
    "organisation",
    "min_age",
    "tagging",
    "tagger_version",
    "exact_texts",
    "content_hash",
    "status",
    "kept_open",
    "last_seen",
]
_UPDATED = [*COPIED, *_OURS]


def row_hash(row: dict[str, Any]) -> str:
    """Digest of what a row says and of the rules that read it; equal digests need no work."""
    said = {key: value for key, value in row.items() if key not in _VOLATILE}
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(f"{PARSER_VERSION}:{tagger_version()}:{text}".encode()).hexdigest()[:32]


class MissionWriter:
    """Writes into one source at one moment, `now`; `run` is named in the missions' histories."""

    def __init__(self, source: Source, now: datetime, run: ImportRun | None = None) -> None:
        self.source, self.now, self.run = source, now, run
        self.organisations: dict[str, tuple[int, ParsedOrganisation | None]] = {}
        self.skill_ids: dict[str, int] = dict(Skill.objects.values_list("slug", "pk"))
        self.communes = CommuneIndex()

    def create(self, rows: Sequence[tuple[ParsedMission, str]]) -> list[int]:
        """Insert missions with their places and skills; their ids."""
        rows = [(prepared(parsed), digest) for parsed, digest in rows]
        ids = self._organisation_ids(parsed.organisation for parsed, _digest in rows)
        missions = [self._fill(self._new(), parsed, digest, ids) for parsed, digest in rows]
        Mission.objects.bulk_create(missions, batch_size=200)
        self._add_details([(mission, parsed) for mission, (parsed, _digest) in zip(missions, rows, strict=True)])
        return [mission.pk for mission in missions]

    def change(self, rows: Sequence[tuple[Mission, ParsedMission, str]]) -> list[int]:
        """Renew missions; what editors said of their skills, and what the team withdrew, stays."""
        if not rows:
            return []
        rows = [(mission, prepared(parsed), digest) for mission, parsed, digest in rows]
        ids = self._organisation_ids(parsed.organisation for _mission, parsed, _digest in rows)
        back = [mission.pk for mission, _parsed, _digest in rows if mission.status == Status.CLOSED]
        missions = [self._fill(mission, parsed, digest, ids) for mission, parsed, digest in rows]
        self._remember(back, MissionEvent.Kind.REOPENED)
        Mission.objects.bulk_update(missions, _UPDATED, batch_size=100)
        pks = [mission.pk for mission in missions]
        MissionPlace.objects.filter(mission__in=pks).delete()
        open_to_rules = [mission.pk for mission in missions if not mission.skills_reviewed]
        MissionSkill.objects.filter(mission__in=open_to_rules, origin=Origin.RULE).delete()
        self._add_details([(mission, parsed) for mission, parsed, _digest in rows])
        return pks

    def touch(self, ids: Sequence[int]) -> None:
        """Note that unchanged missions were seen again."""
        Mission.objects.filter(pk__in=ids).update(last_seen=self.now, kept_open=False)

    def close(self, ids: Sequence[int], why: MissionEvent.Kind) -> list[int]:
        """Close missions: kept, hidden, with the reason in their history; their ids."""
        for start in range(0, len(ids), 500):
            Mission.objects.filter(pk__in=ids[start : start + 500]).update(status=Status.CLOSED)
        self._remember(ids, why)
        return list(ids)

    def tell(self, ids: Sequence[int]) -> None:
        """Let whoever completes missions (`missions_written`) do so within the same transaction."""
        if ids:
            missions_written.send(sender=Mission, ids=list(ids), source=self.source)

    def _remember(self, ids: Sequence[int], kind: MissionEvent.Kind) -> None:
        events = (MissionEvent(mission_id=pk, kind=kind, at=self.now, run=self.run) for pk in ids)
        MissionEvent.objects.bulk_create(events, batch_size=500)

    def _new(self) -> Mission:
        return Mission(source_id=self.source.pk, first_seen=self.now)

    def _fill(self, mission: Mission, parsed: ParsedMission, digest: str, organisations: dict[str, int]) -> Mission:
        mission.client_id = parsed.client_id
        for name in COPIED:
            setattr(mission, name, getattr(parsed, name))
        mission.organisation_id = organisations[parsed.organisation.key]
        mission.min_age = ages.min_age(mission.type, mission.open_to_minors, mission.age_text)
        # What an editor corrected stays, with what the tagger had said.
        if not mission.skills_reviewed:
            tag_mission(mission)
        mission.content_hash, mission.last_seen, mission.kept_open = digest, self.now, False
        mission.exact_texts = None
        if mission.status != Status.WITHDRAWN:
            mission.status = Status.OPEN
        return mission

    def _organisation_ids(self, parsed: Iterable[ParsedOrganisation]) -> dict[str, int]:
        wanted = {organisation.key: organisation for organisation in parsed}
        if missing := [key for key in wanted if key not in self.organisations]:
            self._load_organisations(missing)
        new = [key for key in missing if key not in self.organisations]
        created = Organisation.objects.bulk_create(self._organisation(wanted[key]) for key in new)
        self.organisations |= {row.key: (row.pk, wanted[row.key]) for row in created}
        self._renew_organisations(wanted)
        return {key: self.organisations[key][0] for key in wanted}

    def _load_organisations(self, keys: list[str]) -> None:
        for row in Organisation.objects.filter(source=self.source, key__in=keys):
            self.organisations[row.key] = (row.pk, ParsedOrganisation(row.key, row.name, row.url, row.description))

    def _organisation(self, parsed: ParsedOrganisation) -> Organisation:
        return Organisation(source=self.source, **{f.name: getattr(parsed, f.name) for f in fields(parsed)})

    def _renew_organisations(self, wanted: dict[str, ParsedOrganisation]) -> None:
        for key, parsed in wanted.items():
            pk, known = self.organisations[key]
            if known != parsed:
                Organisation.objects.filter(pk=pk).update(name=parsed.name, url=parsed.url, description=parsed.description)
                self.organisations[key] = (pk, parsed)

    def _add_details(self, rows: Sequence[tuple[Mission, ParsedMission]]) -> None:
        places = [self._place(mission, place) for mission, parsed in rows for place in parsed.locations]
        MissionPlace.objects.bulk_create(places, batch_size=200)
        tagged = [mission.pk for mission, _parsed in rows]
        kept = set(MissionSkill.objects.filter(mission__in=tagged).values_list("mission_id", "skill_id"))
        skills = [
            row
            for mission, _parsed in rows
            if not mission.skills_reviewed
            for row in rows_of(mission, self.skill_ids)
            if (row.mission_id, row.skill_id) not in kept
        ]
        MissionSkill.objects.bulk_create(skills, batch_size=400)

    def _place(self, mission: Mission, place: ParsedPlace) -> MissionPlace:
        located = self.communes.completed(place)
        return MissionPlace(mission=mission, **{f.name: getattr(located, f.name) for f in fields(located)})
