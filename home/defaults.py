"""The home page's texts as the portal brings them (home/demo/pages/home.yaml), for what an editor leaves empty."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "demo" / "pages" / "home.yaml"
TEXTS = ("start_label", "explore_label", "steps_title", "doors_title", "promises_title")


@cache
def home_content() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def text(name: str, language: str) -> str:
    return home_content()[name][language]


def doors(language: str) -> list[dict[str, str]]:
    """icon, title, text and route of each door."""
    return [
        {"icon": door["icon"], "route": door["route"], "title": door["title"][language], "text": door["text"][language]}
        for door in home_content()["doors"]
    ]
