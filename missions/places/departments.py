"""French departments and overseas territories, from missions/data/departments.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "departments.csv"


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: str
    region: str


@cache
def departments() -> dict[str, Department]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Department(**row) for row in csv.DictReader(file)}


def code_of_postcode(postcode: str) -> str:
    """The department's code of a French postcode; "" when it is none. Corsica is told apart by its third digit."""
    if not re.fullmatch(r"\d{5}", postcode):
        return ""
    if postcode.startswith(("97", "98")):
        return postcode[:3]
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return postcode[:2]


def department_of(code: str, postcode: str = "") -> Department | None:
    """The department with `code` ("1" means "01"), or the one the postcode lies in."""
    known = departments()
    return known.get(code.zfill(2) if code else "") or known.get(code_of_postcode(postcode))
