"""A newer version of a register put into its index: only entries that changed, appeared or went are keyed.

What comes out is what an index from scratch answers. Counts add up and are taken off; how a word may be called is
worked out again where one of the words that share a sound came or went for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeward.engines.columns import COLUMNS
from homeward.engines.keying import GAP, RARE, SCHEMA, entry_sql, key_rows, put_codes, singles_sql, voices_of

if TYPE_CHECKING:
    import duckdb

_MOST_CHANGED = 0.2  # of the entries; beyond that an index from scratch is quicker
_COUNTED = {"rarity": "attribute, word", "heard": "word, code", "code_size": "code"}


def update(connection: duckdb.DuckDBPyConnection, *, rows: int) -> bool:
    """Make the open index that of the entries in `fresh` and tell whether it could: not where too much has changed."""
    _tell_apart(connection)
    counts = "SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM added)"
    changed = sum(connection.execute(counts).fetchall()[0])
    if changed > _MOST_CHANGED * rows:
        return False
    if changed:
        key_rows(connection, "gone")
        for table in _COUNTED:
            connection.execute(f"CREATE TEMP TABLE gone_{table} AS SELECT * FROM made_{table}")  # noqa: S608
        key_rows(connection, "added")
        for table, key in _COUNTED.items():
            connection.execute(_SUMMED.format(table=table, key=key))
        if connection.execute(_RARER, [2 * RARE]).fetchall():
            return False
        _hear_again(connection)
        _exchange(connection)
    connection.execute("UPDATE about SET rows = ?", [rows])
    return True


_TOLD_APART = """
CREATE TEMP TABLE fresh_hash AS SELECT row, hash({entry}) AS hashed FROM fresh;
CREATE TEMP TABLE gone_row AS SELECT row, text FROM entry WHERE hash(text) NOT IN (SELECT hashed FROM fresh_hash);
CREATE TEMP TABLE added_row AS SELECT row FROM fresh_hash WHERE hashed NOT IN (SELECT hash(text) FROM entry);
CREATE TEMP VIEW gone AS SELECT row, {columns} FROM (SELECT row, string_split(text, '{gap}') AS part FROM gone_row);
CREATE TEMP TABLE added AS SELECT f.* REPLACE ((f.row + first)::INTEGER AS row)
FROM fresh f SEMI JOIN added_row USING (row), (SELECT max(row) AS first FROM entry)
"""
_SUMMED = """
CREATE TABLE new_{table} AS SELECT {key}, sum(times)::INTEGER AS times FROM (
    SELECT * FROM {table} UNION ALL SELECT * FROM made_{table}
    UNION ALL SELECT * REPLACE (-times AS times) FROM gone_{table}
) GROUP BY ALL HAVING sum(times) > 0 ORDER BY {key}
"""
# Words that were too common to be keyed alone, and no longer are.
_RARER = """
SELECT code FROM code_size o LEFT JOIN new_code_size n USING (code) WHERE o.times > $1 AND coalesce(n.times, 0) <= $1
"""


def _tell_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `gone` and `added`, the entries that are only in the index and those that are only in `fresh`."""
    columns = ", ".join(f"part[{place}] AS {name}" for place, name in enumerate(("id", *COLUMNS), start=1))
    connection.execute(_TOLD_APART.format(entry=entry_sql(), columns=columns, gap=GAP))


def _hear_again(connection: duckdb.DuckDBPyConnection) -> None:
    """Work out again what the words are called by that share a code with one that came or went."""
    connection.execute(
        "CREATE TEMP TABLE touched AS SELECT DISTINCT code FROM "
        "(SELECT word, code FROM heard EXCEPT SELECT word, code FROM new_heard) "
        "UNION SELECT code FROM (SELECT word, code FROM new_heard EXCEPT SELECT word, code FROM heard)"
    )
    codes = {code for (code,) in connection.execute("SELECT code FROM touched").fetchall()}
    words = connection.execute("SELECT DISTINCT word FROM new_heard SEMI JOIN touched USING (code)").fetchall()
    voices = {(form, code) for (word,) in words for form, code in voices_of(word) if code in codes}
    put_codes(connection, "voice_again", "form", sorted(voices))
    connection.execute("DELETE FROM voice WHERE code IN (SELECT code FROM touched)")
    connection.execute("INSERT INTO voice SELECT * FROM voice_again")


def _exchange(connection: duckdb.DuckDBPyConnection) -> None:
    """Take what is gone out of the index and put what was added in."""
    for table in _COUNTED:
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    for table in ("entry", "birth", "posting"):
        connection.execute(f"DELETE FROM {table} WHERE row IN (SELECT row FROM gone_row)")  # noqa: S608 - own names
    connection.execute(f"INSERT INTO entry SELECT row, {entry_sql()} FROM added")  # noqa: S608
    connection.execute(f"INSERT INTO birth SELECT {_names('birth')} FROM made_birth ORDER BY day")  # noqa: S608
    single = singles_sql(sizes="code_size", most=2 * RARE)
    postings = f"SELECT * FROM made_posting UNION ALL {single}"  # noqa: S608
    connection.execute(f"INSERT INTO posting SELECT {_names('posting')} FROM ({postings}) ORDER BY key, day")  # noqa: S608


def _names(table: str) -> str:
    return ", ".join(column.split()[0] for column in SCHEMA[table].split(", "))
