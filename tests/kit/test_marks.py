"""What asks for the database is marked so, by itself: the PostgreSQL lane of `make test` runs nothing else."""

from __future__ import annotations

import pytest


def test_a_test_with_a_database_fixture_is_marked(request: pytest.FixtureRequest, db: None) -> None:
    assert request.node.get_closest_marker("database")


@pytest.mark.django_db
def test_a_test_with_the_database_mark_of_the_library_is_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database")


def test_others_are_not(request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("database")
