"""Reads and checks assessments/data/statements/<family>.yaml, written by hand: every fault is named.

Shape: skill slug -> list of {id, reversed, first: {fr, en}, third: {fr, en}}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "data" / "statements"
MAX_LENGTH = 200
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


class StatementFileError(ValueError):
    """A file that cannot be loaded; the message says which file, where, and what to change."""


@dataclass(frozen=True, slots=True)
class StatementText:
    """One statement as written. `where` is "file, skill, n. position" for messages."""

    slug: str
    skill: str
    order: int
    reversed: bool
    texts: dict[str, str]
    where: str


def read_statements(folder: Path = FOLDER) -> list[StatementText]:
    """Every statement of a folder's files, by file name and position.

    Raises StatementFileError for a folder without files, broken YAML, a missing or empty text, one
    of more than 200 characters, or an id used twice.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise StatementFileError(f"{folder}: no .yaml file here.")
    statements = [statement for path in paths for statement in _read_file(path)]
    seen: dict[str, str] = {}
    for statement in statements:
        if statement.slug in seen:
            raise StatementFileError(f"{statement.where}: id {statement.slug!r} is used by {seen[statement.slug]} too.")
        seen[statement.slug] = statement.where
    return statements


def _read_file(path: Path) -> Iterator[StatementText]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise StatementFileError(f"{path.name}, line {line}: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StatementFileError(f"{path.name}: {error}.") from error
    if not isinstance(content, dict):
        raise StatementFileError(f"{path.name}: skill slugs with their statements were expected.")
    for skill, items in content.items():
        if not isinstance(items, list) or not items:
            raise StatementFileError(f"{path.name}, {skill}: a list of statements was expected.")
        for order, item in enumerate(items):
            yield _read_statement(item, str(skill), order, f"{path.name}, {skill}, n. {order + 1}")


def _read_statement(item: Any, skill: str, order: int, where: str) -> StatementText:
    if not isinstance(item, dict):
        raise StatementFileError(f"{where}: id, reversed, first and third were expected.")
    slug, turned = item.get("id"), item.get("reversed")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise StatementFileError(f"{where}: id must be lower-case letters, figures and hyphens, got {slug!r}.")
    if not isinstance(turned, bool):
        raise StatementFileError(f"{where}: reversed must be true or false, got {turned!r}.")
    texts = {}
    for person in ("first", "third"):
        for language in ("fr", "en"):
            texts[f"{person}_{language}"] = _read_text(item.get(person), language, f"{where}, {person}.{language}")
    return StatementText(slug, skill, order, turned, texts, where)


def _read_text(texts: Any, language: str, where: str) -> str:
    text = texts.get(language) if isinstance(texts, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise StatementFileError(f"{where}: a text is missing.")
    if len(text) > MAX_LENGTH:
        raise StatementFileError(f"{where}: {len(text)} characters, at most {MAX_LENGTH}.")
    return text.strip()
