"""Management commands as processes of their own, on a copy of what the test's database holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the test's database into a file")


def copy_database(path: Path) -> None:
    """The test's database, also what it has not committed, as a file."""
    path.write_bytes(connection.connection.serialize())


def manage(database: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command that runs on that file, with an index beside it."""
    urls = {"DATABASE_URL": f"sqlite:///{database}", "SEARCH_URL": f"embedded:///{database.with_suffix('.index')}"}
    env = {
        **os.environ,
        **urls,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "tests-only",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
