"""Columns in and out: CSV and Parquet files as columns, and a row of them as a record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.errors import HomewardError, InputError, Spot
from homeward.intake import fold, words
from homeward.record import Attribute, Claim, PersonRecord, Source
from homeward.record.dates import homes_of_several, read_dates
from homeward.record.places import read_nationality

if TYPE_CHECKING:
    import duckdb

# The columns of claims and registers, and what each claims; any may be missing but `id` and one name.
COLUMNS: dict[str, Attribute] = {
    "name": Attribute.NAME,
    "name_native": Attribute.NAME,
    "sex": Attribute.SEX,
    "born": Attribute.BORN,
    "nationality": Attribute.NATIONALITY,
    "document": Attribute.DOCUMENT,
    "father": Attribute.FATHER,
    "mother": Attribute.MOTHER,
    "place": Attribute.PLACE,
    "postcode": Attribute.POSTCODE,
    "phone": Attribute.PHONE,
}
SEVERAL = " | "  # between the values of one cell
# A birth date in ISO's form is Gregorian where its year can be no other calendar's; the rest is read as any other text.
ISO = r"(1[5-9]\d\d|200\d|201[0-2])(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_LIKE_ISO = re.compile(r"(?:1[5-9]|20)\d\d-\d{2}-\d{2}")
_ISO = re.compile(ISO)
_ALPHA3 = re.compile("[A-Z]{3}")


def read_parquet(path: str | Path) -> dict[str, list[object]]:
    """Return the columns of a Parquet file, values as they are."""
    import duckdb

    with duckdb.connect() as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in result.description]
        rows = result.fetchall()
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def write_parquet(path: str | Path, columns: Mapping[str, Sequence[object]]) -> None:
    """Write columns of one length to a Parquet file; a column of numbers stays one, the rest is text."""
    import duckdb

    with duckdb.connect() as connection:
        connection.register("table_out", as_arrays(columns, file=Path(path).name))
        _copy(connection, Path(path), how="FORMAT parquet, COMPRESSION zstd")


def as_arrays(columns: Mapping[str, Sequence[object]], *, file: str) -> dict[str, Any]:
    """Return columns of one length as arrays that DuckDB reads: numbers as such, the rest as text."""
    import numpy

    dtypes: dict[str, Any] = {"BIGINT": "int64", "DOUBLE": "float64", "VARCHAR": object}
    return {
        name: numpy.array(_plain(values, kind=kind), dtype=dtypes[kind])
        for name, values, kind in _with_kinds(columns, file)
    }


def write_csv(path: str | Path, columns: Mapping[str, Sequence[object]]) -> None:
    """Write columns of one length to a CSV file with a header."""
    import duckdb

    kept = _with_kinds(columns, Path(path).name)
    picked = ", ".join(f'unnest(?::{kind}[]) AS "{name}"' for name, _, kind in kept)
    with duckdb.connect() as connection:
        # Lists, not arrays: loading numpy would take longer than most such files.
        values = [_plain(values, kind=kind) for _, values, kind in kept]
        connection.execute(f"CREATE TEMP TABLE table_out AS SELECT {picked}", values)
        _copy(connection, Path(path), how="FORMAT csv, HEADER")


def _with_kinds(columns: Mapping[str, Sequence[object]], file: str) -> list[tuple[str, Sequence[object], str]]:
    if len({len(values) for values in columns.values()}) > 1:
        raise InputError("input.bad-value", "columns of different length", at=Spot(file=file))
    return [(name, values, _kind(values)) for name, values in columns.items()]


def _kind(values: Sequence[object]) -> str:
    if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "BIGINT"
    return "DOUBLE" if values and all(isinstance(value, float) for value in values) else "VARCHAR"


def _plain(values: Sequence[object], *, kind: str) -> list[object]:
    if kind != "VARCHAR":
        return list(values)
    return [None if value is None else str(value) for value in values]


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, *, how: str) -> None:
    """Write the table beside `path` first, so that a half-written file never bears its name."""
    import duckdb

    half = path.with_name(path.name + ".part")
    quoted = str(half).replace("'", "''")
    try:
        connection.execute(f"COPY (SELECT * FROM table_out) TO '{quoted}' ({how})")  # noqa: S608 - a quoted path
        half.replace(path)
    except (duckdb.Error, OSError) as error:
        raise InputError("input.not-writable", type(error).__name__, at=Spot(file=path.name)) from None
    finally:
        half.unlink(missing_ok=True)


def to_records(columns: Mapping[str, Sequence[str | None]], *, list_id: str, file: str) -> tuple[PersonRecord, ...]:
    """Return a record for each row; needs the columns `id` and `name` or `name_native`, and an id in every row."""
    if "id" not in columns:
        raise InputError("input.missing-column", at=Spot(file=file, column="id"))
    if "name" not in columns and "name_native" not in columns:
        raise InputError("input.missing-column", at=Spot(file=file, column="name"))
    known = [(name, columns[name]) for name in COLUMNS if name in columns]
    records = []
    seen: set[str] = set()
    for place, identifier in enumerate(columns["id"]):
        if not identifier or identifier in seen:
            rule = "an id that stands twice" if identifier else "an empty id"
            raise InputError("input.bad-value", rule, at=Spot(file=file, row=place + 2, column="id"))
        seen.add(identifier)
        row = {name: values[place] for name, values in known}
        records.append(to_record(identifier, row, source=Source(list_id=list_id, row=place + 2)))
    return tuple(records)


def to_record(identifier: str, row: Mapping[str, str | None], *, source: Source) -> PersonRecord:
    """Return the record of one row; what cannot be read is kept as written and read as nothing."""
    home = _nationality((row.get("nationality") or "").strip())
    claims = []
    for name, attribute in COLUMNS.items():
        text = row.get(name)
        if not text:
            continue
        for value in text.split(SEVERAL):
            if value := value.strip():
                read = readings(attribute, value, home=home)
                claims.append(Claim(attribute=attribute, value=value, readings=read, source=source))
    return PersonRecord(id=identifier, claims=tuple(claims))


def readings(attribute: Attribute, value: str, *, home: str = "") -> tuple[str, ...]:
    """Return the readings of a value as `Claim` defines them; empty where it cannot be read or needs none."""
    if attribute is Attribute.BORN:
        return birth_readings(value, home)
    if attribute is Attribute.SEX:
        found = words().sex.get(fold(value), "")
        return (found,) if found else ()
    if attribute is Attribute.NATIONALITY:
        code = _nationality(value)
        return (code,) if code else ()
    return ()


@lru_cache(maxsize=100_000)
def birth_readings(value: str, home: str) -> tuple[str, ...]:
    """Return the ISO readings of a birth date as written, the likeliest first."""
    if _ISO.fullmatch(value) and home not in homes_of_several():
        return (value,)
    try:
        return tuple(reading.iso for reading in read_dates(value, home=home))
    except HomewardError:
        return (value,) if _LIKE_ISO.fullmatch(value) else ()  # a slip in a digit still leaves the others


@lru_cache(maxsize=10_000)
def _nationality(value: str) -> str:
    if not value or _ALPHA3.fullmatch(value):
        return value
    try:
        return read_nationality(value)
    except HomewardError:
        return ""
