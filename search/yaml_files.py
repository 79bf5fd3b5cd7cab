"""The product's own YAML files, each read once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

# In C it takes a tenth of the time, which the first question of each process waits for.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_yaml(path: Path) -> dict[str, Any]:
    """What the file holds. Raises OSError and yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are the safe one)
