"""Cells that a spreadsheet opens as text, never as a formula.

A cell that starts with =, +, -, @, a tab or a line end may be run by the program that opens the file; an apostrophe
before it makes it text (OWASP, "CSV Injection").
"""

from __future__ import annotations

from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralised(value: Any) -> Any:
    """Text that no program takes for a formula; anything but text as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value
