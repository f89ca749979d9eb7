"""A source as it is: whatever kind of file, one relation of DuckDB, its headings, and where its rows begin."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.engines.mapping import ColumnMapping, find_headings
from homeward.errors import InputError, Spot
from homeward.intake import Sheet, delimiter, identify, read_sheets, tell_encoding
from homeward.policy import standard_policy

if TYPE_CHECKING:
    import duckdb

KINDS = ".csv, .tsv, .txt, .parquet, .xlsx, .xls, .ods, .json, an SQLite file, a DuckDB file"
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_SHEETS = frozenset({".xlsx", ".xls", ".ods", ".json"})
LISTS = _TEXT | _SHEETS  # what a registrar's list may be too
_BLOCK = 1 << 22
_SAMPLE = 1 << 20
_BATCH = 50_000
_TITLES = 20  # rows among which the headings are looked for
_LINE = re.compile(r"CSV Error on Line: (\d+)")
# A value as text, by the beginning of its column's type.
_AS_TEXT = {
    # A moment is kept as of Greenwich: midnight of another zone is the day that is nearest.
    "TIMESTAMP WITH TIME ZONE": "make_timestamp(epoch_us({0}) + 43200000000)::DATE::VARCHAR",
    "TIMESTAMP": "{0}::DATE::VARCHAR",
    "DOUBLE": r"regexp_replace({0}::VARCHAR, '\.0$', '')",
    "FLOAT": r"regexp_replace({0}::VARCHAR, '\.0$', '')",
    "VARCHAR[]": "array_to_string({0}, ' | ')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A relation as SQL, and for each heading the SQL of its cells as text. `formulas` are cells (row and column
    from 0) of which only the last shown value is known, `above` the rows above the headings."""

    sql: str
    columns: tuple[tuple[str, str], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    above: int = 0

    @property
    def headings(self) -> list[str]:
        """The headings in their order."""
        return [heading for heading, _ in self.columns]


def open_raw(connection: duckdb.DuckDBPyConnection, source: object, *, mapping: ColumnMapping, name: str) -> Raw:
    """Return a source as a relation on `connection`; what is no CSV or Parquet file is copied there as table `name`."""
    if not isinstance(source, Path):
        connection.register("arrow_source", source)
        return _copied(connection, "SELECT * FROM arrow_source", name=name)
    at = Spot(file=source.name)
    if not source.is_file():
        raise InputError("input.missing-file", at=at)
    with source.open("rb") as file:
        head = file.read(_BLOCK)
    kind = source.suffix.lower()
    if not head.strip(b"\0 \t\r\n"):
        raise InputError("input.empty", at=at)
    if head.startswith(b"PAR1"):
        return _described(connection, f"read_parquet({quoted(source)})")
    if head.startswith(b"SQLite format 3\0"):
        return _sqlite(connection, source, mapping=mapping, name=name)
    if head[8:12] == b"DUCK":
        return _duckdb(connection, source, mapping=mapping, name=name)
    if kind in _SHEETS:
        return _sheet(connection, source, mapping=mapping, name=name)
    if kind in _TEXT:
        return _text(connection, source, head, mapping=mapping, name=name)
    raise InputError("input.disguised" if kind == ".parquet" else "input.unknown-kind", KINDS, at=at)


def quoted(text: object) -> str:
    """Return a text as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Turn what DuckDB says about a source into a refusal that names file and row, and nothing that stands there."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        row = _LINE.search(said)
        rule = "a row with more or fewer columns than headings" if "Expected Number of Columns" in said else ""
        rule = rule or ("a quotation that does not end" if "unterminated quote" in said else type(error).__name__)
        code = "input.too-large" if "Maximum line size" in said else "input.damaged"
        raise InputError(code, rule, at=Spot(file=file, row=int(row[1]) if row else None)) from None


def _described(connection: duckdb.DuckDBPyConnection, sql: str) -> Raw:
    """Return a relation whose columns have their headings as names."""
    columns = []
    for heading, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall():  # noqa: S608
        cell = '"' + heading.replace('"', '""') + '"'
        form = next((form for start, form in _AS_TEXT.items() if kind.startswith(start)), "{0}::VARCHAR")
        columns.append((heading, form.format(cell)))
    return Raw(sql=sql, columns=tuple(columns))


def _copied(connection: duckdb.DuckDBPyConnection, query: str, *, name: str) -> Raw:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    return _described(connection, name)


def _numbered(sql: str, headings: Sequence[str]) -> Raw:
    """Return a relation whose columns are c0, c1, ... whatever stands above them."""
    return Raw(sql=sql, columns=tuple((heading, f"c{place}") for place, heading in enumerate(headings)))


# ---- text ------------------------------------------------------------------------------------------------------------


def _text(connection: duckdb.DuckDBPyConnection, path: Path, head: bytes, *, mapping: ColumnMapping, name: str) -> Raw:
    """Return a CSV file; one that is not plain UTF-8 with one kind of line end is written anew first, and copied."""
    at = Spot(file=path.name)
    # A packed file is known by all of it, anything else by how it begins.
    identify(path.read_bytes() if head.startswith(b"PK\3\4") else head, path.name, policy=standard_policy())
    encoding = mapping.encoding or _encoding(path, head)
    if encoding == "utf-8":
        return _delimited(path, at=at, mapping=mapping)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.csv"
        try:
            with path.open(encoding=encoding) as old, plain.open("w", encoding="utf-8", newline="\n") as new:
                while block := old.read(_BLOCK):
                    if "\0" in block:
                        raise InputError("input.encoding", "NUL bytes", at=at)
                    new.write(block)
        except (UnicodeError, LookupError):
            raise InputError("input.encoding", encoding, at=at) from None
        raw = _delimited(plain, at=at, mapping=mapping)
        with reading(path.name):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {raw.sql}")  # noqa: S608
    return _numbered(name, raw.headings)


def _encoding(path: Path, head: bytes) -> str:
    """Return "utf-8" where DuckDB can read the file as it is, else the encoding to read it by."""
    at = Spot(file=path.name)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:_SAMPLE]:
        return tell_encoding(head[:_SAMPLE], at=at)
    decoder = codecs.getincrementaldecoder("utf-8")()
    ends = [0, 0, 0]
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise InputError("input.encoding", "NUL bytes", at=at)
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return tell_encoding(_lines(head) + (_lines(block) if block != head else b""), at=at)
            pairs = block.count(b"\r\n")
            ends = [old + new for old, new in zip(ends, (pairs, block.count(b"\n"), block.count(b"\r")), strict=True)]
    both, line_feeds, returns = ends
    return "utf-8" if both in (line_feeds, 0) and both in (returns, 0) else "utf-8-sig"


def _lines(block: bytes) -> bytes:
    """Return the whole lines of a block's first part, for a sign of several bytes may be cut at its ends."""
    return block if len(block) < _BLOCK else block[block.find(b"\n") + 1 : _SAMPLE].rpartition(b"\n")[0]


def _delimited(path: Path, *, at: Spot, mapping: ColumnMapping) -> Raw:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            sample = file.read(_SAMPLE)
            sign = mapping.delimiter or delimiter(sample)
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=sign, strict=True)
            rows = [(next(reader, []), reader.line_num)]
            with suppress(csv.Error):  # what is wrong further down is found when it is read
                rows.extend((cells, reader.line_num) for cells in islice(reader, _TITLES))
        except UnicodeDecodeError:
            raise InputError("input.encoding", at=at) from None
        except (csv.Error, TypeError) as error:
            raise InputError("input.damaged", "the headings cannot be read", at=at) from error
    above = find_headings([cells for cells, _ in rows], mapping)
    heads, lines = rows[above]
    headings = [head.strip() for head in heads]
    columns = "{" + ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(headings))) + "}"
    options = f"auto_detect = false, header = false, skip = {lines}, delim = {quoted(sign)}, columns = {columns}"
    return replace(
        _numbered(f"""read_csv({quoted(path)}, {options}, quote = '"', escape = '"')""", headings), above=above
    )


# ---- sheets and databases --------------------------------------------------------------------------------------------


def _sheet(connection: duckdb.DuckDBPyConnection, path: Path, *, mapping: ColumnMapping, name: str) -> Raw:
    sheet, above = _first_sheet(path, mapping)
    headings = [str(cell).strip() for cell in sheet.rows[above]]
    filled = [row for row in sheet.rows[above + 1 :] if any(row)]
    _insert(connection, iter(filled), headings=headings, name=name)
    return replace(_numbered(name, headings), formulas=sheet.formulas, above=above)


def begins_with_headings(path: Path) -> list[str]:
    """Return the headings of a list in the first row of a file; empty where that has none."""
    mapping = ColumnMapping()
    if path.suffix.lower() in _SHEETS:
        sheet, above = _first_sheet(path, mapping)
        return [] if above else [str(cell).strip() for cell in sheet.rows[0]]
    import duckdb

    with duckdb.connect() as connection:
        raw = open_raw(connection, path, mapping=mapping, name="source_raw")
    return [] if raw.above else raw.headings


def _first_sheet(path: Path, mapping: ColumnMapping) -> tuple[Sheet, int]:
    """Return the sheet of a file that is meant, and how many rows stand above its headings."""
    policy, at = standard_policy(), Spot(file=path.name)
    if path.stat().st_size > policy.list_max_bytes:
        raise InputError("input.too-large", f"{policy.list_max_bytes:,} bytes; CSV and Parquet have no limit", at=at)
    for sheet in read_sheets(path.read_bytes(), path.name, policy=policy):
        if mapping.sheet in ("", sheet.name):
            return sheet, find_headings(sheet.rows[:_TITLES], mapping)
    raise InputError("input.unknown-column", f"sheet {mapping.sheet}", at=at)


def _insert(
    connection: duckdb.DuckDBPyConnection, rows: Iterator[Sequence[Any]], *, headings: Sequence[str], name: str
) -> None:
    columns = ", ".join(f"c{place} VARCHAR" for place in range(len(headings)))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    picked = ", ".join("unnest(?::VARCHAR[])" for _ in headings)
    while batch := list(islice(rows, _BATCH)):
        values = [[_plain(row[place]) for row in batch] for place in range(len(headings))]
        connection.execute(f"INSERT INTO {name} SELECT {picked}", values)


def _plain(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else None if value is None else str(value)


def _sqlite(connection: duckdb.DuckDBPyConnection, path: Path, *, mapping: ColumnMapping, name: str) -> Raw:
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise InputError("input.damaged", type(error).__name__, at=Spot(file=path.name)) from None
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        rows = database.execute(_query([str(row[0]) for row in tables], mapping=mapping, at=Spot(file=path.name)))
        headings = [column[0] for column in rows.description]
        _insert(connection, rows, headings=headings, name=name)
    except sqlite3.Error as error:
        raise InputError("input.damaged", type(error).__name__, at=Spot(file=path.name)) from None
    finally:
        database.close()
    return _numbered(name, headings)


def _duckdb(connection: duckdb.DuckDBPyConnection, path: Path, *, mapping: ColumnMapping, name: str) -> Raw:
    home = connection.execute("SELECT current_catalog()").fetchall()[0][0]
    with reading(path.name):
        connection.execute(f"ATTACH {quoted(path)} AS source_file (READ_ONLY)")
        try:
            connection.execute("USE source_file")
            tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'source_file'")
            query = _query([row[0] for row in tables.fetchall()], mapping=mapping, at=Spot(file=path.name))
            return _copied(connection, query, name=f"temp.{name}")
        finally:
            connection.execute(f'USE "{home}"')
            connection.execute("DETACH source_file")


def _query(tables: Sequence[str], *, mapping: ColumnMapping, at: Spot) -> str:
    """Return the query of a database: the mapping's own, or the one table that is there or that it names."""
    if mapping.query:
        return f"SELECT * FROM ({mapping.query.strip().rstrip(';')}) AS asked"  # noqa: S608
    wanted = [table for table in tables if mapping.table in ("", table)]
    if len(wanted) != 1:
        rule = f"a mapping must say [source] table or query; tables are {', '.join(sorted(tables))}"
        raise InputError("input.bad-value", rule, at=at)
    return 'SELECT * FROM "' + wanted[0].replace('"', '""') + '"'  # noqa: S608
