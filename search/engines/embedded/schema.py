"""What an item looks like inside Tantivy: the fields, and the document made of them."""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from search.codec import encode, fingerprint_of
from search.contract import CatalogueItem, FacetName, Kind
from search.engines.common import analysis
from search.engines.common.fields import as_json, facet_values, texts, whole_keywords
from search.engines.common.sketches import MOST_SKILLS, NO_SKETCH, sketch_of
from search.engines.embedded.cells import cell_keys, spot_key
from search.engines.embedded.points import MOST_POINTS, numbers_of

# Raise it when `to_document` or an analyser changes while the fields below stay.
VERSION = 6
LONGEST_START = 24
SEPARATOR = "\x1f"
LONG_AGO, FAR_FUTURE = date.min.toordinal(), date.max.toordinal()
NO_AGE = 999
_LAST = 10**15

# name -> (cut at, what is kept of each word). Text arrives analysed, words separated by spaces.
_ANALYSED = {
    **{
        f"{field}_{language}": ("whitespace", kept)
        for language in analysis.LANGUAGES
        for field, kept in {"text": "position", "title": "freq", "keywords": "freq", "opening": "freq"}.items()
    },
    "words": ("whitespace", "position"),
    "title_words": ("whitespace", "position"),
    "title_whole": ("raw", "basic"),
    "keyword_whole": ("raw", "basic"),
    "title_start": ("starts", "basic"),
    "trains": ("raw", "basic"),
    "cell": ("raw", "basic"),
    "spot": ("raw", "basic"),
    "located": ("raw", "basic"),
}
# Single values that results are sorted by; `stamp` is the id and the item's fingerprint.
_SORTED = ("id", "by_newest", "by_shortest", "stamp")
# `newest` orders as `by_newest` does, save what was published in one second: numbers are sorted many times quicker.
_NUMBERS = ("starts", "ends", "min_age", "max_age", "newest")
# What candidates for a learner are made of (common/sketches.py), points (points.py) and the order of ids, in numbers
# that are read by the hundred without a document.
TRAINED = tuple(f"trained_{place}" for place in range(MOST_SKILLS))
POINTS = tuple(f"point_{place}" for place in range(MOST_POINTS))
_READ_ONLY = ("by_id", "about", "twin", *TRAINED, *POINTS)
QUALITY = "quality"
# Every beginning of a folded title, to complete what is being typed.
_STARTS = TextAnalyzerBuilder(Tokenizer.ngram(min_gram=1, max_gram=LONGEST_START, prefix_only=True)).build()
FACETS = {name: f"facet_{name}" for name in FacetName}


def layout() -> str:
    """A name for this schema: an index of another name cannot be read."""
    described = repr((VERSION, _ANALYSED, _SORTED, _NUMBERS, _READ_ONLY, QUALITY, sorted(FACETS.values())))
    return f"layout-{blake2b(described.encode(), digest_size=4).hexdigest()}"


@cache
def schema() -> Schema:
    builder = SchemaBuilder()
    for name, (analyser, kept) in _ANALYSED.items():
        builder.add_text_field(name, tokenizer_name=analyser, index_option=kept)
    for name in (*_SORTED, *FACETS.values()):
        builder.add_text_field(name, stored=name == "id", fast=True, tokenizer_name="raw", index_option="basic")
    for name in (*_NUMBERS, *_READ_ONLY):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field(QUALITY, fast=True)
    return builder.add_bytes_field("item", stored=True).build()


def create_index(directory: Path) -> Index:
    """A new, empty index. Documents lie in the order of their ids within each segment, which
    ranking.py relies on for ties."""
    return _prepared(Index(schema(), str(directory), reuse=False, sort_by_field="id"))


def open_index(directory: Path) -> Index:
    """The index in a directory; ValueError when there is none or it cannot be read."""
    return _prepared(Index.open(str(directory)))


def _prepared(index: Index) -> Index:
    index.register_tokenizer("starts", _STARTS)
    index.config_reader("manual")
    return index


def trained_term(skill: str, level: int, weight: float) -> str:
    return f"{skill}{SEPARATOR}{level}{SEPARATOR}{weight!r}"


def parse_trained(term: str) -> tuple[str, int, float]:
    skill, level, weight = term.split(SEPARATOR)
    return skill, int(level), float(weight)


def to_document(item: CatalogueItem) -> bytes:
    """The JSON that Tantivy is given: any process can make it, and pass it on."""
    encoded = encode(item)
    fields = {
        "stamp": f"{item.id}{SEPARATOR}{fingerprint_of(encoded)}",
        "keyword_whole": whole_keywords(item),
        **{FACETS[name]: sorted(values) for name, values in facet_values(item).items() if values},
        **_orders(item),
        **_places(item),
        **_sketch(item),
        "trains": [trained_term(taught.skill, taught.level, float(taught.weight)) for taught in item.skills],
        "starts": item.starts.toordinal() if item.starts else LONG_AGO,
        "ends": item.ends.toordinal() if item.ends else FAR_FUTURE,
        "min_age": item.min_age,
        "max_age": NO_AGE if item.max_age is None else item.max_age,
    }
    # Bytes are written in base64.
    return as_json(fields, {**texts(item), "item": b64encode(encoded).decode()})


def _orders(item: CatalogueItem) -> dict[str, str | int]:
    published = int(item.published.timestamp()) if item.published else -_LAST
    minutes = _LAST if item.minutes is None else item.minutes
    return {
        "id": item.id,
        "newest": _LAST - published,
        "by_id": order_of(item.id),
        "by_newest": f"{_LAST - published:016d}{SEPARATOR}{item.id}",
        "by_shortest": f"{minutes:016d}{SEPARATOR}{item.id}",
    }


def _places(item: CatalogueItem) -> dict[str, Any]:
    spots = sorted({spot_key(point) for point in item.points})
    return {
        "cell": sorted({key for spot in spots for key in cell_keys(spot)}),
        "spot": spots,
        "located": "yes" if item.points or item.remote else "no",
        **dict(zip(POINTS, numbers_of(item.points), strict=False)),
    }


def _sketch(item: CatalogueItem) -> dict[str, int | float]:
    sketch = sketch_of(item)
    if not sketch.fits:
        return {"about": NO_SKETCH}
    known = {"about": sketch.about, "twin": sketch.twin, QUALITY: float(sketch.quality)}
    return {**known, **dict(zip(TRAINED, sketch.trained, strict=False))}


_ID_STARTS = sorted(f"{kind}:" for kind in Kind)
_TELLING_BYTES = 7


def order_of(item_id: str) -> int:
    """A number that never falls as ids rise; the same for a few of them only (keys of more than seven signs)."""
    place = bisect_right(_ID_STARTS, item_id)
    start = _ID_STARTS[place - 1] if place else ""
    # Odd: among the ids that start so. Even: between those and the ones of the next start.
    among, key = (2 * place - 1, item_id.removeprefix(start)) if place and item_id.startswith(start) else (2 * place, "")
    told = key.encode("utf-8", "replace")[:_TELLING_BYTES]
    return among << 8 * _TELLING_BYTES | int.from_bytes(told.ljust(_TELLING_BYTES, b"\0"))
