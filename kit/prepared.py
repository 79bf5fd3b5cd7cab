"""Rows asked with statements that are written once a process.

Django writes its SQL anew for every question. For a page, with its parents' tables and what is read along with it,
that costs several times what the database takes to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

# A key that no database can count to, as an address may hold, names no row.
_LARGEST_KEY_BITS = 63


class Statement:
    """A queryset's SQL, written once; asked again and again with other values in the places of its first ones."""

    def __init__(self, found: QuerySet) -> None:
        self.alias = found.db
        compiler = found.query.get_compiler(self.alias)
        self.sql, self.values = compiler.as_sql()
        self.converters = compiler.get_converters([column[0] for column in compiler.select]).items()
        self._read(compiler)

    def _read(self, compiler: SQLCompiler) -> None:
        """More of what the question says; the compiler itself belongs to this thread's connection and is not kept."""

    def rows(self, values: Sequence[Any]) -> list[list[Any]]:
        """The columns of each row, as `values_list` gives them."""
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = [list(row) for row in cursor.fetchall()]
        for place, (converters, expression) in self.converters:
            for row in rows:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return rows


class Rows(Statement):
    """The same for a queryset of whole models, with what it reads along."""

    def _read(self, compiler: SQLCompiler) -> None:
        # What django.db.models.query.ModelIterable does with every answer.
        told, select = compiler.klass_info, compiler.select
        columns = told["select_fields"]
        self.model, self.own = told["model"], slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.related = get_related_populators(told, select, self.alias)

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        return [self._instance(row) for row in self.rows(values)]

    def _instance(self, row: list[Any]) -> Model:
        instance = self.model.from_db(self.alias, self.names, row[self.own])
        for populate in self.related:
            populate.populate(row, instance)
        return instance


@cache
def _rows(model: type[Model], field: str, along: tuple[str, ...], order: tuple[str, ...], alias: str) -> Rows:
    found = model._default_manager.using(alias).select_related(*along)
    return Rows(found.filter(**{field: 0}).order_by(*order))


def rows_by(model: type[Model], field: str, key: int, along: tuple[str, ...] = (), order: tuple[str, ...] = ()) -> list[Any]:
    """The model's rows whose `field`, a key, is this one, in an order, with the relations named in `along`."""
    if key.bit_length() > _LARGEST_KEY_BITS:
        return []
    return _rows(model, field, along, order, router.db_for_read(model))([key])


def row_by_key(model: type[Model], key: int, along: tuple[str, ...] = ()) -> Any:
    """The model's row with this primary key and the relations named in `along`; None where there is none."""
    return next(iter(rows_by(model, "pk", key, along)), None)
