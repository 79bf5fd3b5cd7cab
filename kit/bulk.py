"""Many rows of one table at once, without an object for each: objects cost several times what the database does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

# What databases want in a form of their own; whatever else is stored goes as it is.
_ADAPTED = (models.JSONField, models.DecimalField, models.DateField, models.UUIDField)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each the values of the fields `names`; fields not named get their default, the same in every row.

    Values are of the fields' Python types, a foreign key's is the key itself. Nothing is validated, no signal is sent.
    Raises IntegrityError.
    """
    given = [model._meta.get_field(name) for name in names]
    others = [field for field in model._meta.concrete_fields if field not in given and not field.primary_key]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    adapted = [(at, field) for at, field in enumerate(given) if isinstance(field, _ADAPTED)]
    ready = []
    for row in rows:
        values = [*row, *defaults]
        for at, field in adapted:
            values[at] = field.get_db_prep_save(values[at], connection)
        ready.append(values)
    if ready:
        _write(model._meta.db_table, [field.column for field in (*given, *others)], ready)


def remove(rows: models.QuerySet) -> None:
    """Delete rows that nothing points to by one statement, without reading them first. No signal is sent."""
    rows._raw_delete(rows.db)


def _write(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})", rows)  # noqa: S608
