"""Records as a caller has them: as they are, or in anything that streams Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from homeward.engines.columns import to_records
from homeward.engines.sources import read_source
from homeward.errors import InputError
from homeward.record import PersonRecord


@runtime_checkable
class ArrowTable(Protocol):
    """Anything that streams Arrow: a table of pyarrow, a frame of polars or pandas, a relation of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream as a capsule."""


Records = Sequence[PersonRecord] | ArrowTable | Sequence[ArrowTable] | Mapping[str, ArrowTable]


def as_register(given: str | Path | ArrowTable) -> Path | ArrowTable:
    """Return a register as it is opened: where it is, or a table."""
    if isinstance(given, str | Path):
        return Path(given)
    if not isinstance(given, ArrowTable):
        raise InputError("input.bad-value", "a register is a file, or one table that streams Arrow")
    return given


def as_records(given: Records) -> Sequence[PersonRecord]:
    """Return records as they are, or those of a table or of several.

    The ids of several tables get the table's name, or its number from 1, and a colon in front.
    """
    if isinstance(given, ArrowTable):
        return to_records(read_source(given)[1], list_id="table", file="table")
    several = list(given) if isinstance(given, Iterable) and not isinstance(given, Mapping) else None
    if several is not None and all(isinstance(each, PersonRecord) for each in several):
        return cast(Sequence[PersonRecord], several)
    named = given if isinstance(given, Mapping) else enumerate(several or (), start=1)
    tables = {str(name): cast(ArrowTable, table) for name, table in dict(named).items()}
    if not tables or not all(isinstance(table, ArrowTable) for table in tables.values()):
        raise InputError("input.bad-value", "records, or tables that stream Arrow")
    records: list[PersonRecord] = []
    for name, table in tables.items():
        _, columns = read_source(table)
        columns["id"] = [f"{name}:{key}" if key else None for key in columns["id"]]
        records += to_records(columns, list_id=name, file=name)
    return records
