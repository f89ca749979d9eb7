"""A newer version of a register put into its index: only entries that changed, appeared or went are keyed.

What comes out is what an index from scratch answers. Counts add up and are taken off; how a word may be called is
worked out again where one of the words that share a sound came or went for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import homeward.engines.packed as packed
from homeward.engines.columns import COLUMNS
from homeward.engines.keying import GAP, RARE, entry_sql, key_rows, post_keys, put_codes, voices_of

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
    connection.execute("DELETE FROM entry WHERE row IN (SELECT row FROM gone_row)")
    connection.execute(f"INSERT INTO entry SELECT row, {entry_sql()} FROM added")  # noqa: S608
    births, added, moved = _exchanged(connection)
    for table in ("birth", "posting"):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    packed.write_packed(connection, "birth", [births])
    post_keys(connection, sizes="code_size")
    new = [packed.Postings(key=part.key, place=added[part.place]) for part in packed.made_postings(connection)]
    both = packed.Postings(key=np.concatenate([p.key for p in new]), place=np.concatenate([p.place for p in new]))
    packed.write_packed(
        connection, "posting", packed.merged(packed.all_postings(connection, table="old_posting"), moved, both)
    )
    for table in ("birth", "posting"):
        connection.execute(f"DROP TABLE old_{table}")


def _exchanged(connection: duckdb.DuckDBPyConnection) -> tuple[packed.Births, packed.Narrow, packed.Narrow]:
    """Return all entries as they are now, and the places of those that were added and of the old (-1: gone)."""
    old = packed.read_packed(connection, packed.Births, table="birth")
    gone = connection.execute("SELECT row FROM gone_row").fetchnumpy()["row"]
    kept = np.flatnonzero(~np.isin(old.row, gone))
    parts = [*packed.made_births(connection)]
    joined = {
        name: np.concatenate([getattr(old, name)[kept], *(getattr(part, name) for part in parts)])
        for name in ("row", "day", "mark", "words", "kin")
    }
    order = np.argsort(joined["day"], kind="stable")  # rows of newcomers are higher than all others
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    moved = np.full(len(old.row), -1, dtype=np.int32)
    moved[kept] = place[: len(kept)]
    return packed.Births(**{name: values[order] for name, values in joined.items()}), place[len(kept) :], moved
