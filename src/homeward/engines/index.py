"""A register made ready in one DuckDB file: its rows, the words of its names, and where each word stands.

Linguistics is paid once per distinct word, never per row. The file holds the register itself: it stays at its desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.engines.columns import COLUMNS, ISO, birth_readings, source_sql
from homeward.errors import InputError, Spot
from homeward.match.compare.codes import FOLD_FROM, FOLD_TO
from homeward.match.keys import sounds, word_forms
from homeward.match.rarity import NAMED, Rarity, bucket
from homeward.record.names import read_name

if TYPE_CHECKING:
    import duckdb

VERSION = "1"
_TYPES: dict[type, str] = {bool: "BOOLEAN", int: "BIGINT", str: "VARCHAR"}
_MAGIC = b"DUCK"
# What a word is before anything is known of its script: a Chinese character, or a run of anything but gaps.
_GAPS = r"\s,،、.·•‧・_\-‐‑–—()（）@"
_WORDS = rf"\p{{Han}}|[^{_GAPS}\p{{Han}}]+"


@contextmanager
def open_register(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to the index at `path`; a CSV or Parquet register is indexed in memory first."""
    import duckdb

    if is_index(path):
        connection = duckdb.connect(str(path), read_only=True)
        _check(connection, path)
    else:
        connection = duckdb.connect()
        fill(connection, path)
    try:
        yield connection
    finally:
        connection.close()


def is_index(path: Path) -> bool:
    """Tell whether `path` is a DuckDB file."""
    if not path.is_file():
        raise InputError("input.missing-file", at=Spot(file=path.name))
    with path.open("rb") as file:
        return file.read(12)[8:] == _MAGIC


def _check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    if "about" not in tables or connection.execute("SELECT version FROM about").fetchall() != [(VERSION,)]:
        raise InputError("input.unknown-kind", f"an index of version {VERSION}", at=Spot(file=path.name))


def write_index(register: Path, index: Path) -> int:
    """Write the index of a register and return its number of rows; an older index is replaced when all is done."""
    import duckdb

    half = index.with_name(index.name + ".part")
    half.unlink(missing_ok=True)
    with duckdb.connect(str(half)) as connection:
        rows = fill(connection, register)
    half.replace(index)
    return rows


def fill(connection: duckdb.DuckDBPyConnection, register: Path) -> int:
    """Put a register and its keys into an open database and return its number of rows."""
    import duckdb

    source = source_sql(register)
    try:
        found = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]  # noqa: S608
        _need(found, register)
        columns = ", ".join(
            f'trim("{name}"::VARCHAR) AS {name}' if name in found else f"NULL::VARCHAR AS {name}"
            for name in ("id", *COLUMNS)
        )
        connection.execute(
            f"CREATE TABLE person AS SELECT (row_number() OVER ())::INTEGER AS row, {columns} FROM {source}"  # noqa: S608
        )
    except duckdb.Error as error:
        raise InputError("input.damaged", type(error).__name__, at=Spot(file=register.name)) from None
    rows = int(connection.execute("SELECT count(*) FROM person").fetchall()[0][0])
    if not rows:
        raise InputError("input.empty", at=Spot(file=register.name))
    _fill_births(connection)
    _fill_words(connection)
    _fill_codes(connection)
    connection.execute("CREATE TABLE about AS SELECT ? AS version, ?::BIGINT AS rows", [VERSION, rows])
    return rows


def _need(found: list[str], register: Path) -> None:
    if "id" not in found:
        raise InputError("input.missing-column", at=Spot(file=register.name, column="id"))
    if not {"name", "name_native"} & set(found):
        raise InputError("input.missing-column", at=Spot(file=register.name, column="name"))


def _fill_births(connection: duckdb.DuckDBPyConnection) -> None:
    """One row for each reading of a birth date: the day, or year only where no day is known."""
    connection.execute(
        f"CREATE TABLE birth AS SELECT row, born AS day, born[:4]::SMALLINT AS year FROM person "  # noqa: S608
        f"WHERE regexp_full_match(born, '{ISO}')"
    )
    odd = connection.execute(
        "SELECT DISTINCT born, coalesce(nationality, '') FROM person ANTI JOIN birth USING (row) WHERE born <> ''"
    ).fetchall()
    readings = [(text, home, reading) for text, home in odd for reading in birth_readings(text, home[:3])]
    if readings:
        put_rows(connection, "odd_birth", {"born": 0, "home": 1, "day": 2}, readings)
        connection.execute(
            "INSERT INTO birth SELECT p.row, o.day, o.day[:4]::SMALLINT FROM person p "
            "JOIN odd_birth o ON p.born = o.born AND coalesce(p.nationality, '') = o.home"
        )


def _fill_words(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE rarity (attribute VARCHAR, word VARCHAR, times INTEGER)")
    for attribute in NAMED:
        written = "concat_ws(' ', name, name_native)" if attribute == "name" else attribute
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE chunk AS SELECT row, unnest(list_distinct(regexp_extract_all({written}, "  # noqa: S608
            f"'{_WORDS}'))) AS chunk FROM person WHERE {written} <> ''"
        )
        counted = connection.execute("SELECT chunk, count(*) FROM chunk WHERE chunk <> '' GROUP BY chunk").fetchall()
        put_rows(connection, "counted", {"word": 0, "times": 1}, list(_count(counted).items()))
        connection.execute(f"INSERT INTO rarity SELECT '{attribute}', word, times FROM counted")  # noqa: S608
        if attribute == "name":
            _fill_postings(connection, [chunk for chunk, _ in counted])
    connection.execute(
        "INSERT INTO rarity SELECT 'nationality', nationality, count(*) FROM person WHERE nationality <> '' GROUP BY 2 "
        "UNION ALL SELECT 'postcode', postcode, count(*) FROM person WHERE postcode <> '' GROUP BY 2"
    )
    connection.execute("DROP TABLE IF EXISTS chunk")


def _count(counted: Iterable[tuple[str, int]]) -> Counter[str]:
    words: Counter[str] = Counter()
    for chunk, times in counted:
        for text in {token.text for name in read_name(chunk) for token in name.tokens}:
            words[text] += times
    return words


def _fill_postings(connection: duckdb.DuckDBPyConnection, chunks: list[str]) -> None:
    found = [(chunk, form) for chunk in chunks for form in _forms_of(chunk)]
    put_rows(connection, "form", {"chunk": 0, "form": 1}, found)
    connection.execute(
        "CREATE TABLE posting AS SELECT DISTINCT f.form, c.row, b.year FROM chunk c JOIN form f USING (chunk) "
        "LEFT JOIN birth b USING (row) ORDER BY f.form, b.year"
    )
    connection.execute("CREATE TABLE form_size AS SELECT form, count(DISTINCT row) AS times FROM posting GROUP BY form")


def _forms_of(chunk: str) -> set[str]:
    names = read_name(chunk)
    if len(chunk) == 1:
        return {form for name in names for token in name.tokens for form in sounds(token.text, token.script)}
    return {form for group in word_forms(names) for form in group}


def _fill_codes(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE TABLE code AS SELECT row, 'f' || translate(regexp_replace(upper(document), '[^A-Z0-9]', '', 'g'), "  # noqa: S608
        f"'{FOLD_FROM}', '{FOLD_TO}') AS code FROM person WHERE document <> '' "
        "UNION ALL SELECT row, 't' || right(regexp_replace(phone, '[^0-9]', '', 'g'), 8) FROM person WHERE phone <> ''"
    )


def put_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, int], rows: list[tuple[Any, ...]]
) -> None:
    """Write rows into a temporary table of that name."""
    kinds = [_TYPES[type(rows[0][place])] if rows else "VARCHAR" for place in columns.values()]
    picked = [f"unnest(?::{kind}[]) AS {name}" for name, kind in zip(columns, kinds, strict=True)]
    values = [[row[place] for row in rows] for place in columns.values()]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(picked)}", values)


def read_rarity(connection: duckdb.DuckDBPyConnection, words: Iterable[str] | None = None) -> Rarity:
    """Return how common words are in the register: all of them, or those of `words`."""
    counts: dict[str, dict[str, int]] = {}
    query = "SELECT attribute, word, times FROM rarity"
    if words is not None:
        put_rows(connection, "wanted", {"word": 0}, [(word,) for word in sorted(set(words))] or [("",)])
        query += " SEMI JOIN wanted USING (word)"
    for attribute, word, times in connection.execute(query).fetchall():
        counts.setdefault(attribute, {})[word] = times
    return Rarity(size=bucket(register_size(connection)), counts=counts)


def register_size(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many entries the register has."""
    return int(connection.execute("SELECT rows FROM about").fetchall()[0][0])
