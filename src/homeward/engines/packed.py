"""What of an index is read as arrays: every entry by its birth date, and which entries have a key.

Both stand in the index as blobs, part by part. An entry's *place* is its place among all by birth date: those born
within some days stand together, and so do their places among all that have a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import duckdb

Ints = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint16]
_ONCE = 1 << 20  # rows that are at hand at once
_SLICES = 12  # of the keys of a large register, each sorted by itself
SPAN = 512  # parts that are read at once where many are


@dataclass(frozen=True, slots=True, kw_only=True)
class Births:
    """Every entry in the order of birth dates: its row, day and mark, sixteen bits of each word of its names, and of
    some of its father's, mother's and home place's."""

    row: Narrow
    day: Narrow
    mark: Narrow
    words: Codes
    kin: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Keys in their order, and beside each the place of an entry that has it."""

    key: Ints
    place: Narrow


Packed = TypeVar("Packed", Births, Postings)
_WIDE = {"words": 8, "kin": 4}
_TYPES = {"key": np.int64, "words": np.uint16, "kin": np.uint16}  # the others have 32 bits
SIZES = {"birth": 1 << 16, "posting": 1 << 11}  # of one part


def write_packed(connection: duckdb.DuckDBPyConnection, table: str, chunks: Iterable[Births | Postings]) -> None:
    """Write entries or postings as a new table of parts, chunk after chunk in their order.

    `first` is the first value of each part's first column.
    """
    of = fields({"birth": Births, "posting": Postings}[table])
    columns = ", ".join(f"{field.name} BLOB USING COMPRESSION uncompressed" for field in of)
    connection.execute(f"CREATE TABLE {table} (part INTEGER, first BIGINT, {columns})")
    done = 0
    for chunk in chunks:
        values = {field.name: getattr(chunk, field.name) for field in of}
        first = next(iter(values.values()))[:: SIZES[table]].copy()
        parts: dict[str, Any] = {"part": np.arange(done, done + len(first)), "first": first}
        for name, column in values.items():
            cut = [column[start : start + SIZES[table]].tobytes() for start in range(0, len(column), SIZES[table])]
            parts[name] = np.array(cut, dtype=object)
        connection.register("parts", parts)
        connection.execute(f"INSERT INTO {table} SELECT * FROM parts")  # noqa: S608 - own names
        done += len(first)


def read_packed(
    connection: duckdb.DuckDBPyConnection, kind: type[Packed], *, table: str, where: str = "true"
) -> Packed:
    """Return entries or postings of an open index as one."""
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(kind)):
        parts = connection.execute(f"SELECT part, {name} FROM {table} WHERE {where}").fetchall()  # noqa: S608
        parts.sort()  # they come in their order nearly always, and DuckDB's sorting would copy them
        joined = np.frombuffer(b"".join([part for _, part in parts]), dtype=_TYPES.get(name, np.int32))
        found[name] = joined.reshape(-1, _WIDE[name]) if name in _WIDE else joined
    return kind(**found)


def made_births(connection: duckdb.DuckDBPyConnection) -> Iterator[Births]:
    """Yield the entries that were keyed, chunk by chunk in their order."""
    rows = connection.execute("SELECT count(*) FROM made_birth").fetchall()[0][0]
    for start in range(0, rows, _ONCE):
        found = connection.execute(_MADE, [start, start + _ONCE]).fetchnumpy()
        words = np.stack([found.pop("words"), found.pop("more")], axis=1).view(np.uint16)
        yield Births(words=words, kin=found.pop("kin").view(np.uint16).reshape(-1, 4), **found)


_MADE = "SELECT row, day, mark, words, more, kin FROM made_birth WHERE rowid >= ? AND rowid < ? ORDER BY rowid"


def made_postings(connection: duckdb.DuckDBPyConnection) -> Iterator[Postings]:
    """Yield the keys of the entries that were keyed and who has them, in the order of keys and places."""
    count = connection.execute("SELECT count(*) FROM posted").fetchall()[0][0]
    # About equal slices, by keys of some places; where exactly they begin changes nothing.
    cuts = connection.execute(
        f"SELECT quantile_disc(key, [n / {_SLICES}.0 FOR n IN range(1, {_SLICES})]) FROM posted WHERE place % 64 = 0"  # noqa: S608
    ).fetchall()[0][0]
    edges = [None, *(sorted(set(cuts or ())) if count > _ONCE else []), None]
    for first, last in pairwise(edges):
        where = [f"key >= {first}"] * (first is not None) + [f"key < {last}"] * (last is not None) or ["true"]
        query = f"SELECT key, place FROM posted WHERE {' AND '.join(where)} ORDER BY key, place"  # noqa: S608
        yield Postings(**connection.execute(query).fetchnumpy())


def merged(old: Iterable[Postings], moved: Narrow, added: Postings) -> Iterator[Postings]:
    """Yield the postings `old`, each entry at the place to which it `moved` (-1: it is gone), and those `added`."""
    done = 0
    for chunk in old:
        until = int(np.searchsorted(added.key, chunk.key[-1], "right"))
        key = np.concatenate([chunk.key, added.key[done:until]])
        place = np.concatenate([moved[chunk.place], added.place[done:until]])
        kept = np.lexsort((place, key))
        kept = kept[place[kept] >= 0]
        yield Postings(key=key[kept], place=place[kept])
        done = until
    yield Postings(key=added.key[done:], place=added.place[done:])


def read_postings(connection: duckdb.DuckDBPyConnection, parts: Sequence[int]) -> list[Postings]:
    """Return these parts of the postings, a few that are looked up one by one, in their order."""
    # Parts were written in their order, so that each lies where its number says.
    query = " UNION ALL ".join(f"SELECT part, key, place FROM posting WHERE rowid = {part}" for part in parts)  # noqa: S608
    found = sorted(connection.execute(query).fetchall()) if parts else []
    return [Postings(key=np.frombuffer(k, np.int64), place=np.frombuffer(p, np.int32)) for _, k, p in found]


def all_postings(connection: duckdb.DuckDBPyConnection, *, table: str) -> Iterator[Postings]:
    """Yield all postings in their order."""
    last = connection.execute(f"SELECT coalesce(max(part), -1) FROM {table}").fetchall()[0][0]  # noqa: S608 - own names
    for start in range(0, last + 1, SPAN):
        yield read_packed(connection, Postings, table=table, where=f"part >= {start} AND part < {start + SPAN}")
