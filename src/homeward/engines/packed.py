"""What of an index is read as arrays: every entry by its birth date, and which entries have a key.

Both stand in the index as blobs, part by part. An entry's *place* is its place among all by birth date: those born
within some days stand together, and so do their places among all that have a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import duckdb

Ints = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint16]
_BIRTHS, _POSTINGS = 1 << 16, 1 << 11  # in one part
_ONCE = 1 << 20  # rows that are at hand at once
SPAN = 512  # parts that are read at once where many are
_FEW = 40  # parts that are asked for one by one
_BLOB = "BLOB USING COMPRESSION uncompressed"


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


_WIDE = {"words": 8, "kin": 4}
_TYPES = {"row": np.int32, "day": np.int32, "mark": np.int32, "words": np.uint16, "kin": np.uint16}


def write_births(connection: duckdb.DuckDBPyConnection, births: Iterable[Births]) -> None:
    """Write all entries, chunk after chunk in their order."""
    names = [field.name for field in fields(Births)]
    _make(connection, "birth", names)
    for chunk in births:
        cuts = [slice(start, start + _BIRTHS) for start in range(0, len(chunk.row), _BIRTHS)]
        _add(connection, "birth", {name: [getattr(chunk, name)[cut] for cut in cuts] for name in names})


def read_births(connection: duckdb.DuckDBPyConnection) -> Births:
    """Return all entries of an open index."""
    names = [field.name for field in fields(Births)]
    found: dict[str, Any] = {}
    for name in names:
        parts = connection.execute(f"SELECT {name} FROM birth ORDER BY part").fetchall()  # noqa: S608 - own names
        joined = np.frombuffer(b"".join([part for (part,) in parts]), dtype=_TYPES[name])
        found[name] = joined.reshape(-1, _WIDE[name]) if name in _WIDE else joined
    return Births(**found)


def made_births(connection: duckdb.DuckDBPyConnection) -> Iterator[Births]:
    """Yield the entries that were keyed, chunk by chunk in their order."""
    for _, found in _chunks(connection, "made_birth"):
        wide = {
            name: np.ascontiguousarray(np.stack([found[part] for part in parts], axis=1)).view(np.uint16)
            for name, parts in (("words", ("words", "more")), ("kin", ("kin",)))
        }
        yield Births(row=found["row"], day=found["day"], mark=found["mark"], **wide)


def made_postings(connection: duckdb.DuckDBPyConnection) -> Iterator[Postings]:
    """Yield the keys of the entries that were keyed and who has them, in the order of keys and places."""
    count, cuts = connection.execute(
        "SELECT count(*), quantile_disc(key, [n / 32.0 FOR n IN range(1, 32)]) FROM posted"
    ).fetchall()[0]
    edges = [None, *(sorted(set(cuts)) if count > _ONCE else []), None]
    for first, last in pairwise(edges):
        where = [f"key >= {first}"] * (first is not None) + [f"key < {last}"] * (last is not None) or ["true"]
        query = f"SELECT key, place FROM posted WHERE {' AND '.join(where)} ORDER BY key, place"  # noqa: S608
        yield Postings(**connection.execute(query).fetchnumpy())


def write_postings(connection: duckdb.DuckDBPyConnection, postings: Iterable[Postings]) -> None:
    """Write keys and who has them, chunk after chunk in their order."""
    _make(connection, "posting", ("key", "place"))
    connection.execute("CREATE TABLE fence (part INTEGER, first BIGINT)")
    for chunk in postings:
        cuts = [slice(start, start + _POSTINGS) for start in range(0, len(chunk.key), _POSTINGS)]
        columns = {name: [getattr(chunk, name)[cut] for cut in cuts] for name in ("key", "place")}
        first = _add(connection, "posting", columns)
        firsts = {"part": np.arange(first, first + len(cuts)), "first": chunk.key[::_POSTINGS].copy()}
        connection.register("firsts", firsts)
        connection.execute("INSERT INTO fence SELECT * FROM firsts")


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


def read_fence(connection: duckdb.DuckDBPyConnection) -> Ints:
    """Return the first key of each part of the postings."""
    found: Ints = connection.execute("SELECT first FROM fence ORDER BY part").fetchnumpy()["first"]
    return found


def read_postings(connection: duckdb.DuckDBPyConnection, parts: Sequence[int]) -> dict[int, Postings]:
    """Return these parts of the postings by their numbers."""
    columns = "SELECT part, key, place FROM posting WHERE part"
    if len(parts) <= _FEW:
        query = " UNION ALL ".join(f"{columns} = {part}" for part in parts)
    else:
        query = f"{columns} BETWEEN {min(parts)} AND {max(parts)}"
    found = connection.execute(query).fetchall() if parts else []
    return {part: Postings(key=np.frombuffer(k, np.int64), place=np.frombuffer(p, np.int32)) for part, k, p in found}


def all_postings(connection: duckdb.DuckDBPyConnection, *, table: str) -> Iterator[Postings]:
    """Yield all postings in their order."""
    last = connection.execute(f"SELECT coalesce(max(part), -1) FROM {table}").fetchall()[0][0]  # noqa: S608
    for start in range(0, last + 1, SPAN):
        where = f"WHERE part >= {start} AND part < {start + SPAN} ORDER BY part"
        found = connection.execute(f"SELECT key, place FROM {table} {where}").fetchall()  # noqa: S608 - own names
        key, place = (b"".join(column) for column in zip(*found, strict=True))
        yield Postings(key=np.frombuffer(key, np.int64), place=np.frombuffer(place, np.int32))


def _chunks(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608 - own names
    for start in range(0, rows, _ONCE):
        query = f"SELECT * FROM {table} WHERE rowid >= {start} AND rowid < {start + _ONCE} ORDER BY rowid"  # noqa: S608
        yield start, connection.execute(query).fetchnumpy()


def _make(connection: duckdb.DuckDBPyConnection, table: str, names: Iterable[str]) -> None:
    columns = ", ".join(f"{name} {_BLOB}" for name in names)
    connection.execute(f"CREATE TABLE {table} (part INTEGER, {columns})")


def _add(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[npt.NDArray[Any]]]) -> int:
    """Write parts behind those that are there and return the first one's number."""
    first = int(connection.execute(f"SELECT coalesce(max(part) + 1, 0) FROM {table}").fetchall()[0][0])  # noqa: S608
    blobs = {name: np.array([part.tobytes() for part in parts], dtype=object) for name, parts in columns.items()}
    count = len(next(iter(blobs.values())))
    connection.register("parts", {"part": np.arange(first, first + count), **blobs})
    connection.execute(f"INSERT INTO {table} SELECT * FROM parts")  # noqa: S608
    connection.unregister("parts")
    return first
