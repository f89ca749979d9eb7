"""A register made ready in one DuckDB file: its rows and the keys under which they are found (`keying`).

The file holds the register itself: it stays at its desk.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from homeward.engines.given import ArrowTable
from homeward.engines.keying import SCHEMA, entry_sql, key_rows, post_keys
from homeward.engines.mapping import ColumnMapping
from homeward.engines.packed import made_births, made_postings, write_packed
from homeward.engines.raw import reading
from homeward.engines.sources import SourceTable, check_rows, source_table
from homeward.engines.update import update
from homeward.errors import InputError, Spot

if TYPE_CHECKING:
    import duckdb

VERSION = "5"  # of the tables, and of how words are heard
_MAGIC = b"DUCK"
_MEMORY, _BUILD_MEMORY = "400MB", "2000MB"
_KEPT = "4GB"  # as much as is used stays ours until all is done: getting it back time and again took a tenth
_BLOCK = 1 << 16  # bytes that are read at once: few, since one claim looks up a few things far apart
_ORDER = {"voice": "form", "heard": "word", "code_size": "code", "rarity": "attribute, word"}
Step = Callable[[str], None]
Heard = Callable[[SourceTable], None]


def _silent(step: str | SourceTable) -> None:
    return None


@contextmanager
def open_index(
    register: Path | ArrowTable, *, mapping: ColumnMapping | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to the index at a path; any other kind of register is indexed in memory first."""
    import duckdb

    if isinstance(register, Path) and is_index(register):
        connection = duckdb.connect(str(register), read_only=True, config={"memory_limit": _MEMORY})
        _check(connection, register)
    else:
        connection = duckdb.connect()
        fill(connection, register, mapping=mapping)
    try:
        yield connection
    finally:
        connection.close()


def is_index(path: Path) -> bool:
    """Tell whether `path` is a DuckDB file that has an index or nothing else that could be a register."""
    if not path.is_file():
        raise InputError("input.missing-file", at=Spot(file=path.name))
    with path.open("rb") as file:
        return file.read(12)[8:] == _MAGIC


def _check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    about = "SELECT version, hashed = hash('homeward') FROM about"
    if "about" not in tables or connection.execute(about).fetchall() != [(VERSION, True)]:
        raise InputError("input.unknown-kind", f"an index of version {VERSION}", at=Spot(file=path.name))


def write_index(
    register: Path, index: Path, *, mapping: ColumnMapping | None = None, shown: Step = _silent, heard: Heard = _silent
) -> int:
    """Write the index of a register and return its number of rows; an older index is replaced when all is done.

    Of an index of an earlier version of the register, only what changed is done again. `shown` is told each step,
    `heard` what was understood of the register's headings.
    """
    half = index.with_name(index.name + ".part")
    try:
        is_old = _is_current(index)
        rows = _write_changes(register, index, half, mapping=mapping, shown=shown, heard=heard) if is_old else 0
        if not rows:
            with _new(half) as connection:
                rows = fill(connection, register, mapping=mapping, shown=shown, heard=heard)
        half.replace(index)
    finally:  # nothing half-made stays, nor its log
        half.unlink(missing_ok=True)
        half.with_name(half.name + ".wal").unlink(missing_ok=True)
    return rows


def _new(path: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    path.unlink(missing_ok=True)
    return duckdb.connect(
        str(path),
        config={"memory_limit": _BUILD_MEMORY, "default_block_size": _BLOCK, "allocator_flush_threshold": _KEPT},
    )


def _is_current(index: Path) -> bool:
    """Tell whether there is an index already, of this version."""
    import duckdb

    if not index.is_file() or not is_index(index):
        return False
    try:
        with duckdb.connect(str(index), read_only=True) as connection:
            _check(connection, index)
    except (InputError, duckdb.Error):
        return False
    return True


def _write_changes(
    register: Path, index: Path, half: Path, *, mapping: ColumnMapping | None, shown: Step, heard: Heard
) -> int:
    """Write a copy of an index with what changed in the register; return its rows, 0 where too much has changed."""
    import duckdb

    shutil.copyfile(index, half)
    with duckdb.connect(str(half), config={"memory_limit": _BUILD_MEMORY}) as connection:
        rows = read_rows(connection, register, mapping=mapping, shown=shown, heard=heard)
        shown("changes")
        return rows if update(connection, rows=rows) else 0


def fill(
    connection: duckdb.DuckDBPyConnection,
    register: Path | ArrowTable,
    *,
    mapping: ColumnMapping | None = None,
    shown: Step = _silent,
    heard: Heard = _silent,
) -> int:
    """Put a register and its keys into an open database and return its number of rows."""
    rows = read_rows(connection, register, mapping=mapping, shown=shown, heard=heard)
    shown("words")
    key_rows(connection, "fresh")
    shown("keys")
    write_tables(connection, rows=rows)
    return rows


def write_tables(connection: duckdb.DuckDBPyConnection, *, rows: int) -> None:
    """Write the index of the entries in `fresh`, which are keyed, as those of a register of so many `rows`."""
    connection.execute("CREATE TABLE entry (row INTEGER, text VARCHAR USING COMPRESSION uncompressed)")
    connection.execute(f"INSERT INTO entry SELECT row, {entry_sql()} FROM fresh")  # noqa: S608
    connection.execute("DROP VIEW fresh; DROP TABLE fresh_row")  # what nobody asks again would be put aside on the disk
    for table in SCHEMA:
        order = _ORDER[table]
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM made_{table} ORDER BY {order}")  # noqa: S608
    write_packed(connection, "birth", made_births(connection))
    post_keys(connection, sizes="made_code_size")
    write_packed(connection, "posting", made_postings(connection))
    connection.execute(
        "CREATE TABLE about AS SELECT ? AS version, ?::BIGINT AS rows, hash('homeward') AS hashed", [VERSION, rows]
    )


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    register: Path | ArrowTable,
    *,
    mapping: ColumnMapping | None,
    shown: Step = _silent,
    heard: Heard = _silent,
) -> int:
    """Make `fresh`: the rows of a register by their numbers, each with an id of its own."""
    shown("rows")
    table = source_table(connection, register, mapping=mapping)
    _need(table)
    heard(table)
    with reading(table.file):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_row AS SELECT * FROM {table.name}")  # noqa: S608
    rows = check_rows(connection, "fresh_row", file=table.file)
    connection.execute("CREATE OR REPLACE TEMP VIEW fresh AS SELECT (rowid + 1)::INTEGER AS row, * FROM fresh_row")
    return rows


def _need(table: SourceTable) -> None:
    if "id" not in table.columns:
        raise InputError("input.missing-column", at=Spot(file=table.file, column="id"))
    if not {"name", "name_native"} & set(table.columns):
        raise InputError("input.missing-column", at=Spot(file=table.file, column="name"))
