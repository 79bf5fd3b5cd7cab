"""What an item looks like inside Elasticsearch: mapping, and the document made of it.

The embedded engine's fields (search/engines/embedded/schema.py) under the same names. French and English are analysed by
common/analysis.py for both engines: what arrives are the words as they are found, singular, stemmed and folded, with a
space between. So both know the same words, and each is worked out once for a whole rebuild: Elasticsearch's own filters
were a quarter of what it spent on a document. Small words stay in the index, for quoted phrases and "savoir-être";
search/stopwords.py drops them from questions.
"""

from __future__ import annotations

import json
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from elasticsearch.dsl import Index, Mapping, analyzer, token_filter

from search.codec import encode, fingerprint_of, to_json
from search.contract import CatalogueItem, FacetName, Point
from search.engines.common.analysis import LANGUAGES
from search.engines.common.fields import as_json, facet_values, texts, whole_keywords
from search.engines.common.sketches import Sketch, sketch_of
from search.relevance import halves

# Raise it when `to_document` changes while settings and mapping stay.
VERSION = 3
# Results that can be paged through.
WINDOW = 10_000
LONGEST_START = 24

# Every beginning of a word, or of a whole title, to complete what is being typed.
_BEGINNINGS = token_filter("beginnings", "edge_ngram", min_gram=1, max_gram=LONGEST_START)
WORD_BEGINNINGS = analyzer("tremplin_beginnings", tokenizer="whitespace", filter=[_BEGINNINGS])
TITLE_BEGINNINGS = analyzer("tremplin_title_beginnings", tokenizer="keyword", filter=[_BEGINNINGS])

# A request's wish for columns and no documents: they would be read and parsed for nothing.
ONLY_COLUMNS: dict[str, Any] = {"_source": False, "stored_fields": "_none_"}
# And for the item of each document.
ITEM = {"_source": ["item"]}

# --- mapping ----------------------------------------------------------------------------------
FACETS = {name: f"facet_{name}" for name in FacetName}


@cache
def mapping() -> Mapping:
    fields = Mapping()
    fields.meta("dynamic", "strict")
    # The whole document is kept, though only the item is read: of a pruned one, Elasticsearch keeps the rest beside it
    # (`_recovery_source`), so as to send it to other copies, until the segments are merged a good while later.
    fields.field("id", "keyword")
    fields.field("stamp", "keyword", index=False)
    fields.field("item", "object", enabled=False)
    for language in LANGUAGES:
        fields.field(f"text_{language}", "text", analyzer="whitespace")
        for name in ("title", "keywords", "opening"):
            fields.field(f"{name}_{language}", "text", analyzer="whitespace", index_options="freqs")
    for name in ("words", "title_words"):
        fields.field(name, "text", analyzer="whitespace")
    for name in ("title_whole", "keyword_whole"):
        fields.field(name, "keyword", doc_values=False, ignore_above=8_000)
    for name, analyser in {"title_start": TITLE_BEGINNINGS, "title_beginnings": WORD_BEGINNINGS}.items():
        fields.field(name, "text", analyzer=analyser, search_analyzer="keyword", index_options="docs", norms=False)
    for name in FACETS.values():
        fields.field(name, "keyword")
    fields.field("trains", "keyword", doc_values=False)
    # What a candidate for a learner is made of, and what a suggestion shows: read from columns, without the document.
    fields.field("sketch", "binary", doc_values=True)
    fields.field("shown", "binary", doc_values=True)
    fields.field("points", "geo_point")
    fields.field("located", "boolean")
    fields.field("published", "date", format="strict_date_time_no_millis")
    for name in ("starts", "ends"):
        fields.field(name, "date", format="strict_date")
    for name in ("minutes", "min_age", "max_age"):
        fields.field(name, "integer")
    return fields


@cache
def body() -> dict[str, Any]:
    """Settings and mapping of a new index, as Elasticsearch is sent them."""
    index = Index("any")
    index.settings(max_result_window=WINDOW, **_copies())
    if settings.SEARCH_SHARDS > 1:
        index.settings(number_of_shards=settings.SEARCH_SHARDS)
    index.mapping(mapping())
    return index.to_dict()


def _copies() -> dict[str, Any]:
    """So many copies beside the first one; without a number, a second where there is a second node to hold it."""
    if settings.SEARCH_REPLICAS is None:
        return {"auto_expand_replicas": "0-1"}
    return {"number_of_replicas": settings.SEARCH_REPLICAS}


@cache
def layout() -> str:
    """Eight hexadecimal digits that change with the settings, the mapping or the documents."""
    described = body()
    # Copies are no part of it: they can change under an index.
    shape = {name: value for name, value in described["settings"].items() if name not in _copies()}
    described = json.dumps([VERSION, {**described, "settings": shape}], sort_keys=True)
    return blake2b(described.encode(), digest_size=4).hexdigest()


# --- documents --------------------------------------------------------------------------------


def trained_term(skill: str, level: int, weight_in_halves: int) -> str:
    return f"{skill}:{level}:{weight_in_halves}"


def to_document(item: CatalogueItem) -> bytes:
    """The JSON that Elasticsearch is sent. The item within is encoded once, for its fingerprint too."""
    stored = encode(item)
    found = texts(item)
    fields = as_json(_fields(item, fingerprint_of(stored)), {**found, "title_beginnings": found["title_words"]})
    return b"".join((fields[:-1], b',"item":', stored, b"}"))


def _fields(item: CatalogueItem, stamp: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "stamp": stamp,
        "keyword_whole": whole_keywords(item),
        **{FACETS[name]: sorted(values) for name, values in facet_values(item).items() if values},
        "trains": [trained_term(one.skill, one.level, halves(one.weight)) for one in item.skills],
        "sketch": packed_sketch(item),
        "shown": _packed([item.title, item.kind, item.url]),
        "points": [{"lat": point.lat, "lon": (point.lon + 180.0) % 360.0 - 180.0} for point in item.points],
        "located": bool(item.points or item.remote),
        "published": item.published and datetime.fromtimestamp(int(item.published.timestamp()), UTC).isoformat(),
        "starts": item.starts and item.starts.isoformat(),
        "ends": item.ends and item.ends.isoformat(),
        "minutes": item.minutes,
        "min_age": item.min_age,
        "max_age": item.max_age,
    }


def packed_sketch(item: CatalogueItem) -> str:
    """The item's sketch and its exact points (those of a geo_point are rounded), as a binary field is written."""
    points = [(point.lat, point.lon) for point in item.points]
    return _packed([*sketch_of(item), points])


def _packed(values: list[Any]) -> str:
    return b64encode(to_json(values)).decode()


def unpacked_sketches(stored: Iterable[str]) -> Iterator[tuple[Sketch, list[Point]]]:
    """What `packed_sketch` wrote, for many at once: read as one text, which costs a third of reading each."""
    for about, twin, quality, trained, points in json.loads(b"[%s]" % b",".join(map(a2b_base64, stored))):
        yield Sketch(about, twin, quality, trained), [Point(*point) for point in points]


def valid(value: str) -> str:
    """Half a surrogate pair can be typed into a form but not written as UTF-8: it becomes a "?"."""
    return value.encode("utf-8", "replace").decode()
