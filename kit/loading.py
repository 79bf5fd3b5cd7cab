"""Texts that come from files and belong to editors once changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import models


def digest(value: Any) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:16]


def load_texts(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Set `values` on `row` (a model with a `loaded` JSON field), keeping what an editor changed.

    True when something was changed; saving is the caller's.
    """
    changed = False
    for name, value in values.items():
        known = row.loaded.get(name)
        if known is not None and known != digest(getattr(row, name)):
            continue
        if getattr(row, name) != value or known is None:
            setattr(row, name, value)
            row.loaded[name] = digest(value)
            changed = True
    return changed
