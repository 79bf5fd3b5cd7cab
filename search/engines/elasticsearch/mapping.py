"""What an item looks like inside Elasticsearch: analysis, mapping, and the document made of it.

The embedded engine's fields (search/engines/embedded/schema.py) under the same names. Words are cut
at everything that is neither letter nor digit, so elided articles fall off at the apostrophe, and
folded after stemming, which needs the accents. Small words stay in the index, for quoted phrases and
"savoir-être"; search/stopwords.py drops them from questions.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from elasticsearch.dsl import Index, Mapping, analyzer, token_filter, tokenizer

from search.codec import encode, fingerprint_of
from search.contract import CatalogueItem, FacetName
from search.engines.common import analysis
from search.engines.common.fields import facet_values, texts_of, whole_keywords
from search.relevance import halves

# Raise it when `to_document` changes while settings and mapping stay.
VERSION = 1
# Results that can be paged through.
WINDOW = 10_000
LONGEST_START = 24

# --- analysis ---------------------------------------------------------------------------------
_WORDS = tokenizer("words", "pattern", pattern=r"[^\p{L}\p{N}]+")
_SHORTENED = token_filter("shortened", "truncate", length=analysis.LONGEST_WORD)
# Brought to the singular first: Snowball's French parts some words from their plural and feminine.
_AUX_TO_AL = token_filter("aux_to_al", "pattern_replace", pattern="^(.+[^e])aux$", replacement="$1al")
_NO_PLURAL = token_filter("no_plural", "pattern_replace", pattern="^(.{3,})[sx]$", replacement="$1")
_AISE_TO_AI = token_filter("aise_to_ai", "pattern_replace", pattern="^(.{2,})aise$", replacement="$1ai")
_STEM_FR = token_filter("stem_fr", "stemmer", language="french")
_STEM_EN = token_filter("stem_en", "stemmer", language="porter2")
# Every beginning of a word, or of a whole title, to complete what is being typed.
_BEGINNINGS = token_filter("beginnings", "edge_ngram", min_gram=1, max_gram=LONGEST_START)

FRENCH = analyzer(
    "tremplin_fr",
    tokenizer=_WORDS,
    filter=["lowercase", _SHORTENED, _AUX_TO_AL, _NO_PLURAL, _AISE_TO_AI, _STEM_FR, "asciifolding"],
)
ENGLISH = analyzer("tremplin_en", tokenizer=_WORDS, filter=["lowercase", _SHORTENED, _STEM_EN, "asciifolding"])
AS_TYPED = analyzer("tremplin_typed", tokenizer=_WORDS, filter=["lowercase", _SHORTENED, "asciifolding"])
WORD_BEGINNINGS = analyzer("tremplin_beginnings", tokenizer=_WORDS, filter=["lowercase", _SHORTENED, "asciifolding", _BEGINNINGS])
TITLE_BEGINNINGS = analyzer("tremplin_title_beginnings", tokenizer="keyword", filter=[_BEGINNINGS])
_ANALYSERS = {"fr": FRENCH, "en": ENGLISH}

# --- mapping ----------------------------------------------------------------------------------
FACETS = {name: f"facet_{name}" for name in FacetName}


@cache
def mapping() -> Mapping:
    fields = Mapping()
    fields.meta("dynamic", "strict")
    # What was indexed as text need not be kept: the item is, whole.
    fields.meta("_source", includes=["item"])
    fields.field("id", "keyword")
    fields.field("stamp", "keyword", index=False)
    fields.field("item", "object", enabled=False)
    for language, analyser in _ANALYSERS.items():
        fields.field(f"text_{language}", "text", analyzer=analyser)
        for name in ("title", "keywords", "opening"):
            fields.field(f"{name}_{language}", "text", analyzer=analyser, index_options="freqs")
    fields.field("words", "text", analyzer=AS_TYPED)
    fields.field("title_words", "text", analyzer=AS_TYPED)
    for name in ("title_whole", "keyword_whole"):
        fields.field(name, "keyword", doc_values=False, ignore_above=8_000)
    for name, analyser in {"title_start": TITLE_BEGINNINGS, "title_beginnings": WORD_BEGINNINGS}.items():
        fields.field(name, "text", analyzer=analyser, search_analyzer="keyword", index_options="docs", norms=False)
    for name in FACETS.values():
        fields.field(name, "keyword")
    fields.field("trains", "keyword", doc_values=False)
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
    # A second copy where there is a second node to hold it.
    index.settings(max_result_window=WINDOW, auto_expand_replicas="0-1")
    index.mapping(mapping())
    return index.to_dict()


@cache
def layout() -> str:
    """Eight hexadecimal digits that change with the settings, the mapping or the documents."""
    described = json.dumps([VERSION, body()], sort_keys=True)
    return blake2b(described.encode(), digest_size=4).hexdigest()


# --- documents --------------------------------------------------------------------------------


def trained_term(skill: str, level: int, weight_in_halves: int) -> str:
    return f"{skill}:{level}:{weight_in_halves}"


def to_document(item: CatalogueItem) -> dict[str, Any]:
    stored = encode(item)
    return {
        "id": valid(item.id),
        "stamp": fingerprint_of(stored),
        "item": json.loads(stored),
        **_texts(item),
        **{FACETS[name]: [valid(value) for value in sorted(values)] for name, values in facet_values(item).items() if values},
        "trains": [trained_term(valid(one.skill), one.level, halves(one.weight)) for one in item.skills],
        "points": [{"lat": point.lat, "lon": (point.lon + 180.0) % 360.0 - 180.0} for point in item.points],
        "located": bool(item.points or item.remote),
        "published": item.published and datetime.fromtimestamp(int(item.published.timestamp()), UTC).isoformat(),
        "starts": item.starts and item.starts.isoformat(),
        "ends": item.ends and item.ends.isoformat(),
        "minutes": item.minutes,
        "min_age": item.min_age,
        "max_age": item.max_age,
    }


def _texts(item: CatalogueItem) -> dict[str, str | list[str]]:
    texts = texts_of(item)
    fields = {"title": texts.title, "keywords": texts.keywords, "opening": texts.opening, "text": texts.everything}
    title = analysis.folded(analysis.words(texts.title))
    return {
        **({f"{name}_{item.language}": text for name, text in fields.items()} if item.language in _ANALYSERS else {}),
        "words": f"{texts.everything}\n{analysis.folded(analysis.joined(texts.everything))}",
        "title_words": texts.title,
        "title_whole": title,
        "keyword_whole": whole_keywords(item),
        "title_start": title,
        "title_beginnings": texts.title,
    }


def valid(value: str) -> str:
    """Half a surrogate pair can be typed into a form but not written as UTF-8: it becomes a "?"."""
    return value.encode("utf-8", "replace").decode()
