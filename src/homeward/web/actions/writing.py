"""Writing many rows at once, by one prepared statement run once a row.

Django's own `bulk_update` and `bulk_create` do the same by statements that name every value, and take several times as
long to build them: too long for the gates of some thousand people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import CharField, Field, FloatField, ForeignKey, IntegerField, Model, TextField

# What the database takes as it is; asking each of these fields about each value took most of the time.
_AS_IT_IS = (CharField, TextField, IntegerField, FloatField, ForeignKey)
# SQLite takes up to 32,766 values in one question.
MOST = 5000
T = TypeVar("T")


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield values in parts that one question to the database may name."""
    return (values[start : start + MOST] for start in range(0, len(values), MOST))


def rewrite(rows: Collection[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one table that are there already."""
    if not rows:
        return
    table = type(next(iter(rows)))
    written = _fields(table, fields)
    sets = ", ".join(f"{_quoted(field)} = %s" for field in written)
    key = next(field for field in table._meta.concrete_fields if field.primary_key)
    values = ([getattr(row, field.attname) for field in (*written, key)] for row in rows)
    _run(f"UPDATE {_name(table)} SET {sets} WHERE {_quoted(key)} = %s", [*written, key], values)  # noqa: S608 - our own names


def fill(table: type[Model], fields: Sequence[str], *, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table, each as the values of these fields; a person is given by key."""
    written = _fields(table, fields)
    columns = ", ".join(map(_quoted, written))
    marks = ", ".join(["%s"] * len(written))
    _run(f"INSERT INTO {_name(table)} ({columns}) VALUES ({marks})", written, rows)  # noqa: S608 - our own names


def _fields(table: type[Model], names: Sequence[str]) -> list[Field[Any, Any]]:
    known = {field.name: field for field in table._meta.concrete_fields}
    return [known[name] for name in names]


def _name(table: type[Model]) -> str:
    return str(connection.ops.quote_name(table._meta.db_table))


def _quoted(field: Field[Any, Any]) -> str:
    return str(connection.ops.quote_name(str(field.column)))


def _run(statement: str, fields: Sequence[Field[Any, Any]], rows: Iterable[Sequence[object]]) -> None:
    here = connections[DEFAULT_DB_ALIAS]
    prepared = [(n, field.get_db_prep_save) for n, field in enumerate(fields) if not isinstance(field, _AS_IT_IS)]

    def values() -> Iterator[list[Any]]:
        for row in rows:
            written = list(row)
            for place, prepare in prepared:
                if written[place] is not None:
                    written[place] = prepare(written[place], here)
            yield written

    with here.cursor() as cursor:
        cursor.executemany(statement, list(values()))
