"""Reads partners/data/sessions/<session>.yaml, written by hand: every fault is named.

Shape: minutes, and title, text, leader_notes, each {fr, en}; the last two in the rich text's HTML.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kit.rich_text import tidy
from partners.workshop_models import SessionKey

FOLDER = Path(__file__).resolve().parent / "data" / "sessions"
RICH = ("text", "leader_notes")


class SessionFileError(ValueError):
    """A file that cannot be loaded; the message says which, and what to change."""


def read_sessions(folder: Path = FOLDER) -> dict[SessionKey, dict[str, Any]]:
    """Session -> the fields of its SessionMaterial. Raises SessionFileError."""
    return {key: _read(folder / f"{key.value}.yaml") for key in SessionKey}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SessionFileError(f"{path.name}: {error}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("minutes"), int):
        raise SessionFileError(f"{path.name}: minutes, title, text and leader_notes were expected.")
    fields: dict[str, Any] = {"minutes": content["minutes"]}
    for name in ("title", *RICH):
        for language in ("fr", "en"):
            texts = content.get(name)
            text = texts.get(language) if isinstance(texts, dict) else None
            if not isinstance(text, str) or not text.strip():
                raise SessionFileError(f"{path.name}: {name}.{language} is missing.")
            fields[f"{name}_{language}"] = tidy(text.strip()) if name in RICH else text.strip()
    return fields
