"""A register that is asked: its index and what of it is kept in memory, looked up by day, by key and by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from homeward.engines.columns import COLUMNS, to_record
from homeward.engines.index import is_index, open_index, register_size
from homeward.engines.keying import GAP, key_sql
from homeward.engines.mapping import ColumnMapping
from homeward.match.features import Features, prepare
from homeward.match.rarity import NAMED, Rarity, bucket
from homeward.record import Source

if TYPE_CHECKING:
    import duckdb

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Of a register of this size every entry is weighed.
SMALL = 20_000
_FEW = 40  # look-ups that are made one by one
_SOURCE = Source(list_id="register")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A key that a claim (by its number) asks for: the way of asking, and the birth dates that are wanted:
    from, to, and a month and day of any year (-1 for none). Who has no birth date is found always."""

    claim: int
    key: int
    way: int
    days: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Entries, column by column: how each was found (`way`, 0 by its day), and sixteen bits of each word (`codes`)."""

    row: Ints
    day: Ints
    mark: Ints
    way: Ints
    codes: npt.NDArray[np.uint16] = field(default_factory=lambda: np.zeros((0, 8), dtype=np.uint16))

    def at(self, places: slice | Ints) -> Hits:
        """Return the entries at these places."""
        return Hits(
            row=self.row[places], day=self.day[places], mark=self.mark[places], way=self.way[places],
            codes=self.codes[places],
        )  # fmt: skip

    def on(self, day: int) -> Hits:
        """Return the entries of one day; they have to stand in the order of their days."""
        return self.at(slice(*np.searchsorted(self.day, (day, day + 1))))


_NONE = np.zeros(0, dtype=np.int64)
EMPTY = Hits(row=_NONE, day=_NONE, mark=_NONE, way=_NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHits:
    """What keys found, in the order of the claims that asked."""

    claim: Ints
    hits: Hits

    def of(self, claim: int) -> Hits:
        """Return what one claim found."""
        return self.hits.at(slice(*np.searchsorted(self.claim, (claim, claim + 1))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An open register. `voices` are the codes of the words that sound so, `code_sizes` how many entries have each;
    `counts` how many have a word; `whole` is every entry of a small register; `path` is where its index is, if that is
    a file."""

    connection: duckdb.DuckDBPyConnection
    size: int
    voices: dict[str, tuple[int, ...]]
    code_sizes: dict[int, int]
    counts: dict[str, dict[str, int]]
    whole: Hits | None
    path: Path | None = None

    def times(self, attribute: str, word: str) -> int:
        """Return how many entries have a word, at least one."""
        return self.counts[attribute].get(word, 1)

    def rarity(self) -> Rarity:
        """Return how rare words are in the register."""
        return Rarity(size=bucket(self.size), counts=self.counts)

    def count_postcodes(self, postcodes: Iterable[str]) -> None:
        """Make known how many entries have each of these postcodes: there are too many to keep them all at hand."""
        known = self.counts["postcode"]
        wanted = sorted({code for code in postcodes if code not in known})
        query = "SELECT word, times FROM rarity WHERE attribute = 'postcode' AND word "
        if len(wanted) <= _FEW:
            found = [row for code in wanted for row in self.connection.execute(query + "= ?", [code]).fetchall()]
        else:
            found = self.connection.execute(query + "IN (SELECT unnest(?::VARCHAR[]))", [wanted]).fetchall()
        known.update(dict.fromkeys(wanted, 1), **dict(found))

    def keys_of(self, texts: Sequence[str]) -> list[int]:
        """Return the keys of numbers, each with the letter of its kind in front."""
        if not texts:
            return []
        query = f"SELECT {key_sql('text')} FROM (SELECT unnest(?::VARCHAR[]) AS text)"  # noqa: S608
        return [int(key) for (key,) in self.connection.execute(query, [list(texts)]).fetchall()]

    def born_on(self, days: Sequence[int]) -> Hits:
        """Return who was born on these days, in their order; everybody where all are kept in memory."""
        if self.whole is not None:
            return self.whole
        if len(days) <= _FEW:
            parts = [f"SELECT * FROM birth WHERE day = {day}" for day in days]  # noqa: S608 - numbers
            query = " UNION ALL ".join(parts) or "SELECT * FROM birth LIMIT 0"
            return _hits(self.connection.execute(query).fetchnumpy(), by="day")
        self.connection.register("asked_day", {"day": np.array(days, dtype=np.int32)})
        return _hits(
            self.connection.execute("SELECT * FROM birth SEMI JOIN asked_day USING (day)").fetchnumpy(), by="day"
        )

    def holding(self, asked: Sequence[Asking]) -> KeyHits:
        """Return who holds the keys that claims ask for."""
        if not asked:
            return KeyHits(claim=_NONE, hits=EMPTY)
        wanted = np.array([(one.claim, one.key, one.way, *one.days) for one in asked], dtype=np.int64)
        claim, key, way, first, last, month_day = wanted.T
        if len(asked) <= _FEW:
            parts = [f"SELECT {n} AS number, {_HELD} WHERE p.key = {k}" for n, k in enumerate(key.tolist())]
            found = self.connection.execute(" UNION ALL ".join(parts)).fetchnumpy()
        else:
            columns = {"number": np.arange(len(key)), "key": key, "first": first, "last": last, "month_day": month_day}
            self.connection.register("asked_key", {name: values.copy() for name, values in columns.items()})
            found = self.connection.execute(_MANY_KEYS).fetchnumpy()
        at, day = found["number"], found["day"]
        wanted_then = (day >= first[at]) & (day <= last[at]) | (day == 0) | (day % 10_000 == month_day[at])
        found = {name: values[wanted_then] for name, values in {**found, "claim": claim[at], "way": way[at]}.items()}
        return KeyHits(claim=np.sort(found["claim"]), hits=_hits(found, by="claim"))

    def entries(self, rows: Sequence[int]) -> dict[int, Features]:
        """Return the entries that stand in these rows."""
        if len(rows) <= _FEW:
            parts = [f"SELECT row, text FROM entry WHERE row = {row}" for row in rows]  # noqa: S608 - numbers
            found = self.connection.execute(" UNION ALL ".join(parts)).fetchall() if parts else []
        else:
            self.connection.register("asked_row", {"row": np.array(rows, dtype=np.int32)})
            query = "SELECT row, text FROM entry SEMI JOIN asked_row USING (row)"
            found = self.connection.execute(query).fetchall()
        return {int(row): _entry(text) for row, text in found}


_HELD = "p.row, p.day, p.mark, p.words, p.more FROM posting p"
_MANY_KEYS = f"""
SELECT a.number, {_HELD} JOIN asked_key a ON p.key = a.key
AND (p.day BETWEEN a.first AND a.last OR p.day = 0 OR p.day % 10000 = a.month_day)
"""


def _hits(found: dict[str, npt.NDArray[np.int64]], *, by: str) -> Hits:
    order = np.argsort(found[by], kind="stable")
    words = [np.ascontiguousarray(found[name][order]).astype(np.uint64) for name in ("words", "more")]
    codes = np.hstack([column.view(np.uint16).reshape(-1, 4) for column in words])
    row, day, mark = (found[name][order].astype(np.int64) for name in ("row", "day", "mark"))
    way = found["way"][order].astype(np.int64) if "way" in found else np.zeros(len(row), dtype=np.int64)
    return Hits(row=row, day=day, mark=mark, way=way, codes=codes)


def _entry(text: str) -> Features:
    identifier, *values = text.split(GAP)
    return prepare(to_record(identifier, dict(zip(COLUMNS, values, strict=True)), source=_SOURCE))


@contextmanager
def open_register(path: Path, *, mapping: ColumnMapping | None = None) -> Iterator[Register]:
    """Yield the register at `path`, an index or any source of rows, ready to be asked as often as wanted."""
    with open_index(path, mapping=mapping) as connection:
        yield read_register(connection, path=path if is_index(path) else None)


def read_register(connection: duckdb.DuckDBPyConnection, *, path: Path | None = None) -> Register:
    """Return the register whose index is open."""
    size = register_size(connection)
    voices: defaultdict[str, list[int]] = defaultdict(list)
    for form, code in connection.execute("SELECT form, code FROM voice").fetchall():
        voices[form].append(code)
    counts: dict[str, dict[str, int]] = {attribute: {} for attribute in (*NAMED, "nationality", "postcode")}
    query = "SELECT attribute, word, times FROM rarity WHERE times > 1 AND attribute <> 'postcode'"
    for attribute, word, times in connection.execute(query).fetchall():
        counts[attribute][word] = times
    whole = _hits(connection.execute("SELECT * FROM birth").fetchnumpy(), by="day") if size <= SMALL else None
    return Register(
        connection=connection,
        size=size,
        voices={form: tuple(codes) for form, codes in voices.items()},
        code_sizes=dict(connection.execute("SELECT code, times FROM code_size").fetchall()),
        counts=counts,
        whole=whole,
        path=path,
    )
