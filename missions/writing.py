"""Parsed missions into the database, many rows a statement. Telling the index is the caller's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from kit.bulk import insert
from missions.choices import Origin, Status
from missions.feeds.parsed import ParsedMission, ParsedOrganisation, ParsedPlace
from missions.models import ImportRun, Mission, MissionEvent, MissionPlace, MissionSkill, Organisation, Source
from missions.places.completing import CommuneIndex
from missions.reading import ReadRow
from missions.signals import missions_written
from missions.tagging.keeping import add_rows, insert_rows
from missions.tagging.tagger import tagger_version
from skills.models import Skill

# Raised when parsing changes, so that the next import renews what it would read otherwise now.
PARSER_VERSION = "3"
# What platforms renew at every export without saying anything new.
_VOLATILE = {"updatedAt", "lastSyncAt", "lastExportAt", "_id", "priority", "metadata"}
COPIED = [f.name for f in fields(ParsedMission) if f.name not in {"client_id", "organisation", "locations"}]
# What `_facts` says of a row, in its order.
_FACTS = [*COPIED, "organisation_id", "min_age", "content_hash", "last_seen", "kept_open", "exact_texts"]
_TAGGED = ["tagging", "tagger_version"]
_UPDATED = [*(name.removesuffix("_id") for name in _FACTS), *_TAGGED, "status"]
_INSERTED = [*_FACTS, *_TAGGED, "status", "client_id", "source_id", "first_seen"]
_PLACE = [f.name for f in fields(ParsedPlace)]


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

    def create(self, rows: Sequence[tuple[ReadRow, str]]) -> list[int]:
        """Insert missions with their places and skills; their ids."""
        ids = self._organisation_ids(read.parsed.organisation for read, _digest in rows)
        insert(Mission, _INSERTED, (self._inserted(read, digest, ids) for read, digest in rows))
        new = Mission.objects.filter(source=self.source, client_id__in=[read.parsed.client_id for read, _digest in rows])
        keys = dict(new.values_list("client_id", "pk"))
        said = {keys[read.parsed.client_id]: read for read, _digest in rows}
        self._add_places((pk, read.parsed) for pk, read in said.items())
        insert_rows({pk: read.tagging for pk, read in said.items()}, self.skill_ids)
        return [*said]

    def change(self, rows: Mapping[int, tuple[ReadRow, str]]) -> list[int]:
        """Renew missions, by their keys; what editors said of their skills, and what the team withdrew, stays."""
        if not rows:
            return []
        ids = self._organisation_ids(read.parsed.organisation for read, _digest in rows.values())
        known = Mission.objects.only("client_id", "status", "skills_reviewed", "tagging", "tagger_version").in_bulk([*rows])
        missions = [known[pk] for pk in rows if pk in known]
        back = [mission.pk for mission in missions if mission.status == Status.CLOSED]
        for mission in missions:
            self._fill(mission, *rows[mission.pk], ids)
        unreviewed = [mission for mission in missions if not mission.skills_reviewed]
        self._remember(back, MissionEvent.Kind.REOPENED)
        Mission.objects.bulk_update(missions, _UPDATED, batch_size=100)
        pks = [mission.pk for mission in missions]
        MissionPlace.objects.filter(mission__in=pks).delete()
        MissionSkill.objects.filter(mission__in=unreviewed, origin=Origin.RULE).delete()
        self._add_places((pk, rows[pk][0].parsed) for pk in pks)
        add_rows(unreviewed, self.skill_ids)
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

    def _facts(self, read: ReadRow, digest: str, organisations: Mapping[str, int]) -> list[Any]:
        """The values of `_FACTS`."""
        parsed = read.parsed
        said = [getattr(parsed, name) for name in COPIED]
        return [*said, organisations[parsed.organisation.key], read.min_age, digest, self.now, False, None]

    def _inserted(self, read: ReadRow, digest: str, organisations: Mapping[str, int]) -> list[Any]:
        """The values of `_INSERTED`."""
        ours = (read.tagging, tagger_version(), Status.OPEN, read.parsed.client_id, self.source.pk, self.now)
        return [*self._facts(read, digest, organisations), *ours]

    def _fill(self, mission: Mission, read: ReadRow, digest: str, organisations: Mapping[str, int]) -> None:
        for name, value in zip(_FACTS, self._facts(read, digest, organisations), strict=True):
            setattr(mission, name, value)
        # What an editor corrected stays, with what the tagger had said.
        if not mission.skills_reviewed:
            mission.tagging, mission.tagger_version = read.tagging, tagger_version()
        if mission.status != Status.WITHDRAWN:
            mission.status = Status.OPEN

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

    def _add_places(self, rows: Iterable[tuple[int, ParsedMission]]) -> None:
        pairs = [(pk, place) for pk, parsed in rows for place in parsed.locations]
        located = zip((pk for pk, _place in pairs), self.communes.completed(place for _pk, place in pairs), strict=True)
        insert(MissionPlace, ["mission_id", *_PLACE], ((pk, *(getattr(place, name) for name in _PLACE)) for pk, place in located))
