"""Sources of claims, registers and lists: any table becomes a relation with our columns, row by row in the database.

A source is a file (CSV, Parquet, a spreadsheet, SQLite, DuckDB) or anything that streams Arrow. Of CSV and Parquet
Python sees the headings and, where the order of birth dates is known, each distinct date; never each row.
The SQL is made of our own words, quoted headings and quoted paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from homeward.engines.columns import COLUMNS, SEVERAL
from homeward.engines.mapping import MANY, ColumnMapping, has_ids, read_column_mapping, take_columns
from homeward.engines.raw import LISTS, Raw, begins_with_headings, open_raw, quoted, reading
from homeward.errors import InputError, Spot
from homeward.intake import words
from homeward.record.dates import read_date_as

if TYPE_CHECKING:
    import duckdb

BESIDE = ".columns.toml"  # FILE + this is a mapping that is found by itself
_TRIMMED = "CASE WHEN {0} LIKE ' %' OR {0} LIKE '% ' THEN trim({0}) ELSE {0} END AS {1}"
_READ_LATER = ("sex", "born", "nationality")  # "unknown" is read as nothing there
_GUESSED_FROM = 100_000  # rows
_LONGEST = 6_000  # bytes in a cell that is taken
Columns = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """A relation on a connection with the columns `id` and all of `COLUMNS`, as text, NULL where nothing is said.

    `columns` are the headings that make each column, `not_taken` the headings left, `born` the order and calendar
    by which birth dates were read (empty: each by itself). Without an `id` column the rows' numbers are the ids.
    """

    name: str
    file: str
    columns: Mapping[str, tuple[str, ...]]
    not_taken: tuple[str, ...]
    born: str

    @property
    def is_plain(self) -> bool:
        """Whether every column bears our own name and none was left, so that nothing was guessed."""
        return "id" in self.columns and not self.not_taken and all(h == (n,) for n, h in self.columns.items())

    def payload(self) -> dict[str, object]:
        """Return what was understood, for JSON."""
        columns = {name: list(heads) for name, heads in self.columns.items()}
        return {"file": self.file, "columns": columns, "not_taken": list(self.not_taken), "born": self.born}

    def lines(self) -> list[str]:
        """Return what was understood, for people; nothing where nothing was guessed."""
        if self.is_plain:
            return []
        heard = "; ".join(f"{' + '.join(heads)} → {name}" for name, heads in self.columns.items())
        return [
            f"{self.file}: {heard}",
            *([] if "id" in self.columns else [f"{self.file}: no column of ids, so the rows' numbers are the ids"]),
            *([f"{self.file}: birth dates read as {self.born}"] if self.born else []),
            *([f"{self.file}: not taken: {'; '.join(self.not_taken)}"] if self.not_taken else []),
        ]


def mapping_beside(path: Path) -> Path | None:
    """Return the mapping that lies beside a source, if one does."""
    beside = path.with_name(path.name + BESIDE)
    return beside if beside.is_file() else None


def source_table(
    connection: duckdb.DuckDBPyConnection,
    source: object,
    *,
    mapping: ColumnMapping | None = None,
    name: str = "source",
) -> SourceTable:
    """Make a relation `name` of a source with our columns and return what was understood of it.

    `source` is a path, or anything with `__arrow_c_stream__`. Without a mapping the one beside the file counts, and
    without that the columns are guessed. The relation may read the file: query it inside `reading(file)`.
    """
    source = Path(source) if isinstance(source, str) else source
    file = source.name if isinstance(source, Path) else "table"
    if mapping is None:
        beside = mapping_beside(source) if isinstance(source, Path) else None
        mapping = read_column_mapping(beside) if beside else ColumnMapping()
    with reading(file):
        raw = open_raw(connection, source, mapping=mapping, name=f"{name}_raw")
        taken = take_columns(raw.headings, mapping, at=Spot(file=file))
        _refuse_formulas(raw, taken, file=file)
        rows = _rows(raw, taken)
        born = mapping.born or (_guess_order(connection, rows) if "born" in taken and not mapping.columns else "")
        if born:
            rows = _dated(connection, rows, born=born, name=name)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")
    left = set(raw.headings) - {head for heads in taken.values() for head in heads} - {""}
    not_taken = tuple(head for head in dict.fromkeys(raw.headings) if head in left)
    return SourceTable(name=name, file=file, columns=taken, not_taken=not_taken, born=born)


def read_source(source: object, *, mapping: ColumnMapping | None = None) -> tuple[SourceTable, Columns]:
    """Return what was understood of a source, and its rows as columns; refused where it has none."""
    import duckdb

    with duckdb.connect() as connection:
        table = source_table(connection, source, mapping=mapping)
        names = ("id", *(name for name in COLUMNS if name in table.columns))
        with reading(table.file):
            connection.execute(f"CREATE TEMP TABLE read AS SELECT * FROM {table.name}")  # noqa: S608
        check_rows(connection, "read", file=table.file)
        rows = connection.execute(f"SELECT {', '.join(names)} FROM read").fetchall()  # noqa: S608
    return table, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def read_table(path: Path) -> Columns:
    """Return the columns of a file by their own headings as text, None where nothing stands."""
    import duckdb

    with duckdb.connect() as connection, reading(path.name):
        raw = open_raw(connection, path, mapping=ColumnMapping(), name="read_raw")
        rows = connection.execute(f"SELECT {', '.join(cell for _, cell in raw.columns)} FROM {raw.sql}").fetchall()  # noqa: S608
    return {heading: [row[place] for row in rows] for place, heading in enumerate(raw.headings)}


def is_table(path: Path) -> bool:
    """Tell whether a file is a table of records rather than a list as registrars write them: Parquet, a database, a
    file with a mapping beside it, or one whose first row has a heading of ids and one of names."""
    if mapping_beside(path) or path.suffix.lower() not in LISTS:
        return True
    try:
        return has_ids(begins_with_headings(path))
    except InputError:
        return False


def _refuse_formulas(raw: Raw, taken: Mapping[str, tuple[str, ...]], *, file: str) -> None:
    heads = {head for names in taken.values() for head in names}
    for row, place in sorted(raw.formulas):
        if row < 0 or raw.headings[place] in heads:
            column = raw.headings[place] if row >= 0 else None
            raise InputError("input.formula", at=Spot(file=file, row=row + 1 or None, column=column))


def _rows(raw: Raw, taken: Mapping[str, tuple[str, ...]]) -> str:
    """Return the SQL of the rows with our columns; cells are trimmed once, below, and only those that need it."""
    cells = dict(raw.columns)
    places = {head: f"v{place}" for place, head in enumerate(dict.fromkeys(sum(taken.values(), ())))}
    trimmed = ", ".join(_TRIMMED.format(cells[head], place) for head, place in places.items())
    values = {column: _value(column, [places[head] for head in heads]) for column, heads in taken.items()}
    picked = [f"{values.get(column, 'NULL::VARCHAR')} AS {column}" for column in COLUMNS]
    identifier = values.get("id", "(row_number() OVER ())::VARCHAR")
    return f"SELECT {identifier} AS id, {', '.join(picked)} FROM (SELECT {trimmed} FROM {raw.sql})"  # noqa: S608


def _value(column: str, cells: list[str]) -> str:
    """Return the SQL of one column of ours from trimmed cells; nothing where one says "unknown" or the like."""
    if column == "id":
        return f"nullif({cells[0]}, '')"
    missing = ", ".join(sorted(quoted(word) for word in words().missing))
    form = "nullif({0}, '')" if column in _READ_LATER else "CASE WHEN lower({0}) IN ({1}) THEN NULL ELSE {0} END"
    said = [form.format(cell, missing) for cell in cells]
    if len(said) == 1:
        return said[0]
    if column == "born":
        return _joined_date(said)
    return f"nullif(concat_ws({quoted(SEVERAL if column in MANY else ' ')}, {', '.join(said)}), '')"


def _joined_date(said: list[str]) -> str:
    """Return the SQL of a date in parts, year first; ISO where the parts are numbers."""
    year, month, day = (*said, "NULL", "NULL")[:3]
    month, day = (f"nullif(ltrim({part}, '0'), '')" for part in (month, day))
    numbers = f"regexp_full_match(concat({month}, {day}), '[0-9]*')"
    days = f"CASE WHEN {month} IS NULL THEN NULL ELSE lpad({day}, 2, '0') END"
    iso = f"concat_ws('-', {year}, lpad({month}, 2, '0'), {days})"
    written = f"concat_ws(' ', {day}, {month}, {year})"
    return f"CASE WHEN {year} IS NULL THEN NULL WHEN {numbers} THEN {iso} ELSE {written} END"


def _guess_order(connection: duckdb.DuckDBPyConnection, rows: str) -> str:
    """Return the one order that a column of dates can be in; empty where several are left, or none fits all."""
    eight = "try_strptime(born, '%Y%m%d') BETWEEN TIMESTAMP '1850-01-01' AND TIMESTAMP '2100-01-01'"
    parted = r"regexp_extract(born, '^(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{4}$', ['a', 'b'])"
    total, compact, first, second = connection.execute(
        f"SELECT count(*), count(*) FILTER ({eight}), coalesce(max(nullif(p.a, '')::INTEGER), 0), "  # noqa: S608
        f"coalesce(max(nullif(p.b, '')::INTEGER), 0) FROM (SELECT born, {parted} AS p "
        f"FROM ({rows} LIMIT {_GUESSED_FROM}) WHERE born <> '')"
    ).fetchall()[0]
    if total and compact > 0.9 * total:  # the rest are slips of the pen
        return "ymd/"
    if max(first, second) <= 31 and (first > 12) != (second > 12):
        return "dmy/" if first > 12 else "mdy/"
    return ""


def _dated(connection: duckdb.DuckDBPyConnection, rows: str, *, born: str, name: str) -> str:
    """Return the rows with each birth date read by one order and calendar; what does not fit stays as written."""
    order, _, calendar = born.partition("/")
    if order and calendar in ("", "gregorian"):
        signs = [f"%{letter.replace('y', 'Y')}" for letter in order]
        formats = ", ".join(quoted(sign.join(signs)) for sign in ("/", "-", ".", " ", ""))
        day = f"try_strptime(born, [{formats}])::DATE"
        read = f"CASE WHEN {day} >= DATE '1850-01-01' THEN {day}::VARCHAR ELSE born END"
        return f"SELECT * REPLACE ({read} AS born) FROM ({rows})"  # noqa: S608
    written = connection.execute(f"SELECT DISTINCT born FROM ({rows}) WHERE born <> ''").fetchall()  # noqa: S608
    dates = [(text, read_date_as(text, order=order, calendar=calendar or "gregorian")) for (text,) in written]
    known = {text: date.iso for text, date in dates if date is not None}
    columns = "unnest(?::VARCHAR[]) AS written, unnest(?::VARCHAR[]) AS iso"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name}_born AS SELECT {columns}", [list(known), list(known.values())]
    )
    joined = f"({rows}) t LEFT JOIN {name}_born b ON t.born = b.written"
    return f"SELECT t.* REPLACE (coalesce(b.iso, t.born) AS born) FROM {joined}"  # noqa: S608


def check_rows(connection: duckdb.DuckDBPyConnection, table: str, *, file: str) -> int:
    """Return how many rows a table has; refuse none at all, an `id` that is empty or stands twice, and an endless cell.

    The row named is the first such, counted from 2 as below headings.
    """
    longest = f"greatest({', '.join(f'coalesce(strlen({name}), 0)' for name in COLUMNS)})"
    counts = f"SELECT count(*), count(id), count(DISTINCT hash(id)), max({longest}) FROM {table}"  # noqa: S608
    rows, filled, different, length = connection.execute(counts).fetchall()[0]
    if not rows:
        raise InputError("input.empty", at=Spot(file=file))
    numbered = f"SELECT *, row_number() OVER () AS number FROM {table}"  # noqa: S608
    if length > _LONGEST:
        row = _first(connection, numbered, where=f"{longest} > {_LONGEST}")
        raise InputError("input.too-large", f"{_LONGEST:,} bytes in a cell", at=Spot(file=file, row=row))
    if filled < rows:
        row = _first(connection, numbered, where="id IS NULL")
        raise InputError("input.bad-value", "an empty id", at=Spot(file=file, row=row, column="id"))
    if different < rows:
        firsts = f"SELECT number, min(number) OVER (PARTITION BY id) AS first FROM ({numbered})"  # noqa: S608
        if row := _first(connection, firsts, where="number > first"):
            raise InputError("input.bad-value", "an id that stands twice", at=Spot(file=file, row=row, column="id"))
    return int(rows)


def _first(connection: duckdb.DuckDBPyConnection, rows: str, *, where: str) -> int | None:
    found = connection.execute(f"SELECT min(number) + 1 FROM ({rows}) WHERE {where}").fetchall()[0][0]  # noqa: S608
    return None if found is None else int(found)
