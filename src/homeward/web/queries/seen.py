"""From rows to values: a page gets what a value's class names, and nothing else that a row holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)
PAGE = 50


def seen(kind: type[T], row: object, given: Mapping[str, object] | None = None) -> T:
    """Return a value of `kind`: what is `given`, and each other field as the row has it under the same name.

    A list that a row keeps becomes a tuple. Without a row (None) the fields that are not given keep their defaults.
    """
    values: dict[str, Any] = dict(given or {})
    if row is not None:
        for name in {field.name for field in fields(kind)} - values.keys():  # type: ignore[arg-type]
            value = getattr(row, name)
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[Row]):
    """One page of many rows; `page` counts from 1, and whoever asks for one that is not there gets the nearest."""

    rows: QuerySet[Row]
    total: int
    page: int
    pages: int


def leaf(rows: QuerySet[Row], page: int) -> Leaf[Row]:
    """Return one page of these rows."""
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    return Leaf(rows=rows[(number - 1) * PAGE : number * PAGE], total=total, page=number, pages=pages)
