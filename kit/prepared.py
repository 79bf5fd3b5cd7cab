"""One row by its key, asked with a statement that is written once a process.

Django writes its SQL anew for every question. For a page, with its parents' tables and what is read along with it,
that costs several times what the database takes to answer.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connections, router
from django.db.models import Model
from django.db.models.query import get_related_populators


class RowByKey:
    """Rows of a model with the relations named in `along`, as `select_related(*along)` reads them."""

    def __init__(self, model: type[Model], along: tuple[str, ...], alias: str) -> None:
        found = model._default_manager.using(alias).select_related(*along).filter(pk=0).order_by()
        compiler = found.query.get_compiler(alias)
        self.sql, _key = compiler.as_sql()
        self.model, self.alias = model, alias
        # From here on what django.db.models.query.ModelIterable does with every answer.
        columns = compiler.klass_info["select_fields"]
        self.own = slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.own]]
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.related = get_related_populators(compiler.klass_info, compiler.select, alias)

    def __call__(self, key: Any) -> Model | None:
        """The row with this primary key; None where there is none (any more)."""
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [key])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        instance = self.model.from_db(self.alias, self.names, values[self.own])
        for populate in self.related:
            populate.populate(values, instance)
        return instance


_prepared = cache(RowByKey)


def row_by_key(model: type[Model], key: Any, along: tuple[str, ...] = ()) -> Any:
    """The model's row with this primary key and the relations named in `along`; None where there is none."""
    return _prepared(model, along, router.db_for_read(model))(key)
