"""Labelled missions, one JSON object a line: title, text, train: [{skill, span}], required: [skill]."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """`trained`: skill -> the words that show it, most central first."""

    title: str
    text: str
    trained: dict[str, str]
    required: frozenset[str]


class BadLine(ValueError):
    """A line that is no labelled mission; its message says which line and why."""


def parse(lines: Iterable[str], skills: frozenset[str]) -> Iterator[Labelled | BadLine]:
    """A mission or what is wrong with it, for every line that is not empty. `skills`: the slugs that exist."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _row(json.loads(line), skills)
        except json.JSONDecodeError as error:
            yield BadLine(f"line {number}: not JSON ({error.msg}, column {error.colno})")
        except ValueError as error:
            yield BadLine(f"line {number}: {error}")


def _row(data: Any, skills: frozenset[str]) -> Labelled:
    if not isinstance(data, dict):
        raise ValueError("not an object")
    title, text = _text(data, "title"), _text(data, "text")
    trained = {}
    for label in _list(data, "train"):
        if not isinstance(label, dict) or not isinstance(label.get("skill"), str):
            raise ValueError("train: a label is not {skill, span}")
        span = label.get("span", "")
        if not isinstance(span, str) or (span not in text and span not in title):
            raise ValueError(f"train: the span of {label['skill']} is not in the text")
        trained[_known(label["skill"], skills)] = span
    required = [entry.get("skill") if isinstance(entry, dict) else entry for entry in _list(data, "required")]
    return Labelled(title, text, trained, frozenset(_known(skill, skills) for skill in required))


def _text(data: dict[str, Any], name: str) -> str:
    if not isinstance(data.get(name), str) or not data[name].strip():
        raise ValueError(f"{name}: no text")
    return data[name]


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name}: not a list")
    return value


def _known(skill: Any, skills: frozenset[str]) -> str:
    if skill not in skills:
        raise ValueError(f"no skill is called « {skill} »")
    return skill
