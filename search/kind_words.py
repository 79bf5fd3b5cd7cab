"""Words that ask for a kind of thing: "vidéo gestion du stress", "a course on speaking"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from search.contract import Kind
from search.synonyms import key
from search.yaml_files import read_yaml

_FILE = Path(__file__).resolve().parent / "data" / "kinds.yaml"


def kind_asked(word: str, language: str) -> Kind | None:
    """The kind that a typed word asks for, whatever its number, case and accents; None for any other word."""
    return _table(language).get(key([word]))


@cache
def _table(language: str) -> Mapping[str, Kind]:
    return {key([word]): Kind(kind) for kind, words in read_yaml(_FILE).items() for word in words.get(language, ())}
