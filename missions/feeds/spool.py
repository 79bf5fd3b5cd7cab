"""Rows kept in a temporary file, so that nothing is believed before the last one has been read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any


class Spool:
    """JSON values, one a line. The file goes with the object."""

    def __init__(self, rows: Iterable[Any], change: Callable[[Any], Any] = lambda row: row) -> None:
        """Reads `rows` to the end. `change` is applied each time a row is read back."""
        self.count = 0
        self.change = change
        # Closed and deleted with the object.
        self.file = tempfile.NamedTemporaryFile("w+", encoding="ascii", prefix="missions-", suffix=".jsonl")  # noqa: SIM115
        for row in rows:
            self.file.write(json.dumps(row) + "\n")
            self.count += 1
        self.file.flush()

    def rows(self) -> Iterator[Any]:
        """The rows from the start; several readers do not disturb each other."""
        with Path(self.file.name).open(encoding="ascii") as lines:
            for line in lines:
                yield self.change(json.loads(line))
