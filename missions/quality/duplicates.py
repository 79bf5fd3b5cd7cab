"""Missions that several platforms announce, shown once: the others point to the shown one (`Mission.duplicate_of`).

`regroup(ids)` looks at missions just written and at whatever they may repeat, wherever it comes from; it may be called
again at any time with the same end. What a person decided of two missions (PairDecision) counts more than any likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Count, F, Max, Min
from django.utils import timezone

from kit.bulk import insert, remove
from missions.choices import Status
from missions.models import Mission, MissionKey, MissionPlace, PairDecision
from missions.quality.listing import Listing, listing_of
from missions.quality.minhash import MEETINGS, keys_of, repeat_key
from missions.quality.similarity import conflict, is_same, likeness
from missions.receivers import announce

# A key that so many missions share tells nothing; their other keys will.
CROWD = 150
CHUNK = 500
LOCK = 0x7452_0005
Pair = tuple[int, int]
_FACTS = ("title", "description", "starts", "ends", "type", "remote", "platform", "status", "duplicate_of_id", "held")


def regroup(ids: Sequence[int]) -> None:
    """Find again what the missions `ids` repeat, and show one of each group. Tells the index what changed."""
    for start in range(0, len(ids), CHUNK):
        _regroup_chunk(list(ids[start : start + CHUNK]))


@transaction.atomic
def _regroup_chunk(ids: list[int]) -> None:
    _one_at_a_time()
    work = _Work()
    work.load(ids)
    work.renew_keys(ids)
    pairs = work.meeting(ids)
    work.load({pk for pair in pairs for pk in pair})
    edges = {pair for pair in pairs if work.same(pair)}
    touched = {*ids, *(pk for pair in edges for pk in pair)}
    # Old groups of everything touched come along: one of theirs may have to take another's place.
    touched |= _members(touched)
    decisions = _decisions(touched)
    touched |= {pk for pair, same in decisions.items() if same for pk in pair}
    touched |= _members(touched)
    work.load(touched)
    together = _together(touched)
    edges |= {pair for pair in together if work.same(pair)}
    work.write(touched, groups_of(touched, edges, decisions, work))


def _one_at_a_time() -> None:
    """Two imports at once would each hide the other's mission; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _members(ids: Iterable[int]) -> set[int]:
    """The groups, as they are, of these missions."""
    shown = set(ids) | set(
        Mission.objects.filter(pk__in=ids, duplicate_of__isnull=False).values_list("duplicate_of_id", flat=True)
    )
    return shown | set(Mission.objects.filter(duplicate_of__in=shown).values_list("pk", flat=True))


def _together(ids: Iterable[int]) -> set[Pair]:
    """Every two of these missions that stand in one group now."""
    groups = defaultdict(list)
    for pk, shown in Mission.objects.filter(pk__in=ids).values_list("pk", "duplicate_of_id"):
        groups[shown or pk].append(pk)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _decisions(ids: Iterable[int]) -> dict[Pair, bool]:
    known = list(ids)
    rows = PairDecision.objects.filter(first__in=known) | PairDecision.objects.filter(second__in=known)
    return {(first, second): same for first, second, same in rows.values_list("first_id", "second_id", "same")}


def _pairs(mine: set[int], block: Mapping[int, int]) -> set[Pair]:
    return {(min(a, b), max(a, b)) for a in mine.intersection(block) for b in block if a != b}


class _Work:
    """Missions and their listings, each read once a chunk."""

    def __init__(self) -> None:
        self.facts: dict[int, dict[str, Any]] = {}
        self.listings: dict[int, Listing] = {}
        self.keys: dict[int, list[int]] = {}
        self.repeats: set[int] = set()
        self.today = timezone.localdate()

    def load(self, ids: Iterable[int]) -> None:
        new = [pk for pk in ids if pk not in self.facts]
        columns = (
            "pk",
            *_FACTS,
            "organisation__name",
            "source__priority",
            "source__active",
            "source__name",
            "posted",
            "reduced_mobility_accessible",
        )
        places = defaultdict(list)
        for row in MissionPlace.objects.filter(mission__in=new).values("mission_id", "city", "postal_code", "department_code"):
            places[row["mission_id"]].append(row)
        for row in Mission.objects.filter(pk__in=new).values(*columns):
            pk = row["pk"]
            row["organisation"], row["places"] = row["organisation__name"], len(places[pk])
            row["platform"] = row["platform"] or row["source__name"]
            self.facts[pk], self.listings[pk] = row, listing_of(row, places[pk])

    def renew_keys(self, ids: list[int]) -> None:
        open_ones = [pk for pk in ids if pk in self.facts and self.facts[pk]["status"] == Status.OPEN]
        repeats = {pk: repeat_key(self.listings[pk]) for pk in open_ones}
        self.repeats = set(repeats.values())
        self.keys = {pk: [*keys_of(self.listings[pk]), repeats[pk]] for pk in open_ones}
        remove(MissionKey.objects.filter(mission__in=ids))
        voices = {pk: crc32(self.listings[pk].platform.encode()) >> 1 for pk in self.keys}
        insert(
            MissionKey, ("mission_id", "key", "voice"), ((pk, key, voices[pk]) for pk, keys in self.keys.items() for key in keys)
        )

    def meeting(self, ids: list[int]) -> set[Pair]:
        """Pairs of one of `ids` with another mission that share enough keys: of two voices, or repeated word for word."""
        mine = set(ids)
        shared: Counter[Pair] = Counter()
        repeated: set[Pair] = set()
        for key, block in self._blocks().items():
            if key in self.repeats:
                repeated |= _pairs(mine, block)
            # Most that meet are one platform's, and need no comparing.
            elif len(set(block.values())) > 1:
                shared.update(pair for pair in _pairs(mine, block) if block[pair[0]] != block[pair[1]])
        return repeated | {pair for pair, number in shared.items() if number >= MEETINGS}

    def _blocks(self) -> dict[int, dict[int, int]]:
        """Who shares each key and whose voice it is, where that is two voices or a repetition, and no crowd."""
        keys = sorted({key for found in self.keys.values() for key in found})
        blocks: dict[int, dict[int, int]] = defaultdict(dict)
        for start in range(0, len(keys), 5000):
            rows = MissionKey.objects.filter(key__in=keys[start : start + 5000]).order_by()
            # Crowds, and what one platform alone says, are counted and not read.
            counted = rows.values("key").annotate(number=Count("pk"), low=Min("voice"), high=Max("voice"))
            several = counted.filter(number__lte=CROWD, low__lt=F("high")).values_list("key", flat=True)
            wanted = {*several, *self.repeats.intersection(keys[start : start + 5000])}
            for key, pk, voice in MissionKey.objects.filter(key__in=wanted).values_list("key", "mission_id", "voice").order_by():
                blocks[key][pk] = voice
        return {key: block for key, block in blocks.items() if len(block) <= CROWD}

    def same(self, pair: Pair) -> bool:
        one, other = (self.facts.get(pk) for pk in pair)
        if not one or not other or one["status"] != Status.OPEN or other["status"] != Status.OPEN:
            return False
        return is_same(self.listings[pair[0]], self.listings[pair[1]])

    def rank(self, pk: int) -> tuple:
        """The one shown comes first: what is set aside keeps all of its group aside; then priority, most complete, newest."""
        row = self.facts[pk]
        over = row["ends"] is not None and row["ends"] < self.today
        complete = min(len(row["description"]), 1500) // 300 + bool(row["places"]) + bool(row["starts"]) + bool(row["ends"])
        posted = row["posted"].date().toordinal() if row["posted"] else 0
        return (not row["held"], over or not row["source__active"], -row["source__priority"], -complete, -posted, pk)

    def write(self, touched: Iterable[int], groups: list[list[int]]) -> None:
        target = dict.fromkeys(touched)
        for group in groups:
            shown = min(group, key=self.rank)
            target |= {pk: shown for pk in group if pk != shown}
        changed = defaultdict(list)
        for pk, shown in target.items():
            if pk in self.facts and self.facts[pk]["duplicate_of_id"] != shown:
                changed[shown].append(pk)
        for shown, pks in changed.items():
            Mission.objects.filter(pk__in=pks).update(duplicate_of=shown)
        announce([pk for pks in changed.values() for pk in pks])


def groups_of(ids: Iterable[int], edges: set[Pair], decisions: dict[Pair, bool], work: _Work) -> list[list[int]]:
    """Groups of two and more: what a person joined, then what is alike, surest first, never across a contradiction."""
    group = {pk: {pk} for pk in ids if pk in work.facts and work.facts[pk]["status"] == Status.OPEN}
    apart = {pair for pair, same in decisions.items() if not same}
    joined = [pair for pair, same in decisions.items() if same]
    rest = sorted(edges - apart, key=lambda pair: (-likeness(work.listings[pair[0]], work.listings[pair[1]]), pair))
    for pair in [*sorted(joined), *rest]:
        if not all(pk in group for pk in pair):
            continue
        one, other = group[pair[0]], group[pair[1]]
        if one is other or (decisions.get(pair) is not True and not _fit(one, other, apart, work)):
            continue
        one |= other
        for pk in other:
            group[pk] = one
    unique = {id(members): members for members in group.values() if len(members) > 1}
    return [sorted(members) for members in unique.values()]


def _fit(one: set[int], other: set[int], apart: set[Pair], work: _Work) -> bool:
    """Whether no two of two groups contradict each other: a vague announcement must not tie two sessions together."""
    pairs = [(min(a, b), max(a, b)) for a in one for b in other]
    return not any(pair in apart or conflict(work.listings[pair[0]], work.listings[pair[1]]) for pair in pairs)


@transaction.atomic
def decide(first: int, second: int, same: bool, user: Any = None) -> None:
    """Keep what a person says of two missions, and regroup. Raises ValueError for a mission and itself."""
    if first == second:
        raise ValueError("a mission is the same as itself")
    one, other = sorted((first, second))
    PairDecision.objects.update_or_create(first_id=one, second_id=other, defaults={"same": same, "decided_by": user})
    regroup([one, other])


@transaction.atomic
def split(pk: int, user: Any = None) -> None:
    """Take a mission out of its group for good: not the same as any of the others."""
    one = {pk}
    others = _members(one) - one
    shown = Mission.objects.filter(pk=pk).values_list("duplicate_of_id", flat=True).first()
    others |= _members([shown]) - one if shown else set()
    for other in others:
        low, high = sorted((pk, other))
        PairDecision.objects.update_or_create(first_id=low, second_id=high, defaults={"same": False, "decided_by": user})
    regroup([pk, *others])
