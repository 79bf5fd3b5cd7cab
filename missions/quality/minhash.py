"""Few numbers under which announcements that may be one mission meet, so that not every two need comparing. Pure.

The smallest hashes of a text's word pairs are its MinHash (Broder 1997, bottom-k): two texts share one about as often as
their word pairs overlap. With them, words of the organisation's name and of the title. Keys hold the town: a network's
template meets itself in one town, not in forty. Ours in forty lines, because `datasketch` brings
numpy and scipy (100 MB) for what `zlib.crc32` and `heapq.nsmallest` do here.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

from missions.quality.listing import Listing

TEXT_KEYS, TITLE_KEYS, NAME_KEYS, AREAS = 3, 2, 2, 3
# So many shared keys make a pair worth comparing: one alone is often a common word.
MEETINGS = 2


def sketch(values: Iterable[str], size: int) -> list[int]:
    """The `size` smallest hashes of some words, the same in every process."""
    return nsmallest(size, {crc32(value.encode()) for value in values})


def keys_of(listing: Listing) -> list[int]:
    """The keys of an announcement, 62 bits each, once each, in order."""
    longest = sorted(listing.names, key=lambda name: (-len(name), name))[:NAME_KEYS]
    whole = f"w{''.join(sorted(name[:6] for name in longest))}"
    texts = [f"d{number}" for number in sketch(listing.shingles, TEXT_KEYS)]
    said = [f"o{name[:6]}" for name in longest] + [f"a{name[:4]}" for name in sorted(listing.acronyms)[:2]]
    said += [f"a{name[:4]}" for name in longest if 3 <= len(name) <= 6]
    said += [f"t{number}" for number in sketch(listing.title_stems, TITLE_KEYS)]
    said += [whole, *texts]
    departments = sorted(listing.departments)[:AREAS] or [""]
    towns = sorted({name for name, _number in listing.towns})[:AREAS]
    keys = {_number(f"{town}:{words}") for town in towns for words in said}
    # Where an announcement names no town, name and text alone must lead to it.
    common = [whole, *texts[:1]] if towns else [*said]
    return sorted(keys | {_number(f"{code}:{words}") for code in departments for words in common})


def repeat_key(listing: Listing) -> int:
    """The key that only an announcement repeated word for word by one platform shares."""
    return _number(
        f"x{listing.platform}:{listing.starts}:{listing.ends}:{' '.join(sorted(listing.title_stems))}:{' '.join(listing.sequence)}"
    )


def _number(text: str) -> int:
    data = text.encode()
    return (crc32(data) << 31 | crc32(data[::-1]) >> 1) & 0x7FFFFFFFFFFFFFFF
