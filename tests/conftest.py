"""What every test may count on: the framework and its statements in the database, an empty index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command

from search.engine import SearchEngine, get_engine
from search.sync import rebuild


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The 45 skills and their statements, loaded once; every test's own rows are rolled back."""
    with django_db_blocker.unblock():
        call_command("load_framework", verbosity=0)
        call_command("load_statements", verbosity=0)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees what another left in the process's cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def engine(db: None) -> SearchEngine:
    """The real engine over an index that holds what the test's database holds now."""
    engine = get_engine()
    rebuild(engine)
    return engine
