"""Whether two announcements are the same mission. Pure functions; measured by `manage.py evaluate_duplicates`.

First what may not differ: kind, town, dates, session, organisation. Then how much of the one is told in the other: words
of the titles, words of the texts, neighbouring words. A shortened text is contained in the long one, hence containment
(Broder, "On the resemblance and containment of documents", 1997) beside resemblance.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

from missions.quality.listing import Listing

# Found on the tuning half of tests/missions/data/duplicate_pairs.jsonl; the other half only measures.
THRESHOLD = 0.45
UNSURE = 0.06
_WEEK, _FORTNIGHT = timedelta(days=7), timedelta(days=14)
_TEXT_WORDS, _SHORT_TEXT, _LONG_TEXT = 6, 25, 50
# Of all their words, nearly all the same: one text under two titles.
_ALL_BUT = 0.75


def is_same(a: Listing, b: Listing) -> bool:
    """Whether both announce one mission. On one platform, only what repeats itself word for word."""
    if conflict(a, b):
        return False
    if a.platform == b.platform:
        return _repeats(a, b)
    if _strangers(a, b):
        return len(a.text_stems & b.text_stems) >= _ALL_BUT * len(a.text_stems | b.text_stems)
    return likeness(a, b) >= THRESHOLD + UNSURE * doubts(a, b)


def conflict(a: Listing, b: Listing) -> str:
    """What of two announcements cannot both be true of one mission: its name, "" when nothing."""
    if a.type and b.type and a.type != b.type:
        return "type"
    if not _same_place(a, b):
        return "place"
    if not _same_dates(a, b):
        return "dates"
    if a.marks and b.marks and not (a.marks <= b.marks or b.marks <= a.marks):
        return "session"
    if _apart(a.days, b.days) or _apart(a.weekdays, b.weekdays):
        return "days"
    return "" if organisations(a, b) >= 0.5 else "organisation"


def _apart(a: Set, b: Set) -> bool:
    return bool(a and b and not a & b)


def _same_place(a: Listing, b: Listing) -> bool:
    if not a.towns or not b.towns:
        # Where one says nothing, the department it may know decides.
        return not _apart(a.departments, b.departments)
    for name, number in a.towns:
        if any(name == other and (not number or not district or number == district) for other, district in b.towns):
            return True
    return False


def _same_dates(a: Listing, b: Listing) -> bool:
    if a.ends and b.ends and abs(a.ends - b.ends) > _FORTNIGHT:
        return False
    if a.starts and b.starts:
        # Without an end, platforms put the day of writing for the beginning.
        both_end = bool(a.ends and b.ends)
        if both_end and abs(a.starts - b.starts) > _FORTNIGHT:
            return False
    first, last = max(filter(None, (a.starts, b.starts)), default=None), min(filter(None, (a.ends, b.ends)), default=None)
    return not (first and last and first > last + _WEEK)


def organisations(a: Listing, b: Listing) -> float:
    """0-1: how surely two names are one organisation's."""
    if a.names == b.names:
        return 1.0
    if _initials_meet(a, b) or _initials_meet(b, a):
        return 0.9
    mine, theirs = {name[:6] for name in a.names}, {name[:6] for name in b.names}
    shared = len(mine & theirs)
    if not shared:
        return 0.0
    return max(0.9 * shared / min(len(mine), len(theirs)), 2 * shared / (len(mine) + len(theirs)))


def _initials_meet(a: Listing, b: Listing) -> bool:
    """Whether one's initials are the other's name: "ADPC 13", "Association de Protection Civile des Bouches-du-Rhône"."""
    return bool(a.acronyms & (b.names | b.acronyms))


def _contained(a: Set[str], b: Set[str]) -> float:
    """The share of the smaller set found in the other; 0 when one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def likeness(a: Listing, b: Listing) -> float:
    """0-1: how much of one announcement stands in the other."""
    titles = _contained(a.title_stems, b.title_stems)
    if min(len(a.text_stems), len(b.text_stems)) < _TEXT_WORDS:
        # Too short a text proves nothing: both titles must say it.
        return min(titles, _told(a, b), _told(b, a)) * 0.7
    words = _contained(a.text_stems, b.text_stems)
    pairs = _contained(a.shingles, b.shingles)
    told = max(_told(a, b), _told(b, a))
    return 0.55 * words + 0.15 * pairs + 0.1 * titles + 0.2 * told


def _told(a: Listing, b: Listing) -> float:
    """The share of a's title that b tells, in its title or its text."""
    return len(a.title_stems & (b.title_stems | b.text_stems)) / len(a.title_stems) if a.title_stems else 0.5


def _strangers(a: Listing, b: Listing) -> bool:
    """Titles that share nothing and that the other's text hardly tells: shared words may be the organisation's own."""
    enough = min(len(a.text_stems), len(b.text_stems)) > _SHORT_TEXT
    return enough and not a.title_stems & b.title_stems and min(_told(a, b), _told(b, a)) < 0.35


def doubts(a: Listing, b: Listing) -> int:
    """What is not sure: each asks for more likeness."""
    one_ends = bool(a.ends) != bool(b.ends) and bool(a.starts and b.starts)
    # Long texts of one organisation share what it says of itself everywhere: then the titles must tell of each other too.
    long = min(len(a.text_stems), len(b.text_stems)) > _LONG_TEXT
    apart = long and min(_told(a, b), _told(b, a)) < 0.3
    return (organisations(a, b) < 0.85) + (not a.towns or not b.towns) + one_ends + 2 * long + 2 * apart


def _repeats(a: Listing, b: Listing) -> bool:
    same_frame = a.towns == b.towns and a.starts == b.starts and a.ends == b.ends and a.names == b.names
    return same_frame and a.title_stems == b.title_stems and a.sequence == b.sequence
