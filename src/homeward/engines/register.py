"""A register that is asked: its index and what of it is kept in memory, looked up by day, by key and by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from homeward.engines.columns import COLUMNS, to_record
from homeward.engines.given import ArrowTable
from homeward.engines.index import is_index, open_index
from homeward.engines.keying import GAP, key_sql
from homeward.engines.mapping import ColumnMapping
from homeward.engines.packed import SPAN, Births, Ints, Narrow, Postings, all_postings, read_packed, read_postings
from homeward.engines.raw import quoted
from homeward.match.features import Features, prepare
from homeward.match.rarity import NAMED, Rarity, bucket
from homeward.record import Source

if TYPE_CHECKING:
    import duckdb

Floats = npt.NDArray[np.float64]
# Of a register of this size every entry is weighed.
SMALL = 20_000
_FEW, _ALONE = 40, 4  # look-ups that are made one by one, and by one thread
_SOURCE = Source(list_id="register")
_NOBODY, _NO_KEY = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
EVER = (0, 99_999_999, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A key that a claim (by its number) asks for: the way of asking, and the birth dates that are wanted:
    from, to, and a month and day of any year (0 for none). Who has no birth date is found always."""

    claim: int
    key: int
    way: int
    days: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Register:
    """An open register; `path` is where its index is, if that is a file. What it holds is read when it is first asked.

    `voices` are the codes of the words that sound so, `code_sizes` how many entries have each in their names; `counts`
    how many have a word; `births` every entry, `fence` the first key of each part of the postings.
    """

    connection: duckdb.DuckDBPyConnection
    size: int
    path: Path | None = None

    @cached_property
    def voices(self) -> dict[str, tuple[int, ...]]:
        """The codes of the words that a claim may call so."""
        voices: defaultdict[str, list[int]] = defaultdict(list)
        for form, code in self.connection.execute("SELECT form, code FROM voice").fetchall():
            voices[form].append(code)
        return {form: tuple(codes) for form, codes in voices.items()}

    @cached_property
    def code_sizes(self) -> dict[int, int]:
        """How many entries have each code in their names."""
        return dict(self.connection.execute("SELECT code, times FROM code_size").fetchall())

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many entries have a word, by attribute; those of postcodes as far as they were asked for."""
        counts: dict[str, dict[str, int]] = {attribute: {} for attribute in (*NAMED, "nationality", "postcode")}
        query = "SELECT attribute, word, times FROM rarity WHERE times > 1 AND attribute <> 'postcode'"
        for attribute, word, times in self.connection.execute(query).fetchall():
            counts[attribute][word] = times
        return counts

    @cached_property
    def births(self) -> Births:
        """Every entry in the order of birth dates."""
        return read_packed(self.connection, Births, table="birth")

    @cached_property
    def fence(self) -> Ints:
        """The first key of each part of the postings."""
        found: Ints = self.connection.execute("SELECT first FROM posting ORDER BY part").fetchnumpy()["first"]
        return found

    @cached_property
    def postings(self) -> Postings:
        """Every key, and who has it: 12 bytes for each key of an entry, which are not read again once they are here."""
        parts = [*all_postings(self.connection, table="posting")]
        place = np.concatenate([_NOBODY, *(part.place for part in parts)])
        return Postings(key=np.concatenate([_NO_KEY, *(part.key for part in parts)]), place=place)

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
        if "postings" in vars(self):
            holders = self._holders(np.array(self.keys_of([f"p{code}" for code in wanted]), dtype=np.int64))
            found = [(code, len(places)) for code, places in zip(wanted, holders, strict=True) if len(places)]
        elif len(wanted) <= _FEW:
            found = [row for code in wanted for row in self.connection.execute(query + "= ?", [code]).fetchall()]
        else:
            found = self.connection.execute(query + "IN (SELECT unnest(?::VARCHAR[]))", [wanted]).fetchall()
        known.update(dict.fromkeys(wanted, 1), **dict(found))

    def keys_of(self, texts: Sequence[str]) -> list[int]:
        """Return the keys of numbers, each with the letter of its kind in front."""
        if not texts:
            return []
        if len(texts) <= _FEW:
            query = f"SELECT {', '.join(key_sql(quoted(text)) for text in texts)}"
            return [int(key) for key in self.connection.execute(query).fetchall()[0]]
        query = f"SELECT {key_sql('text')} FROM (SELECT unnest(?::VARCHAR[]) AS text)"  # noqa: S608
        return [int(key) for (key,) in self.connection.execute(query, [list(texts)]).fetchall()]

    def born(self, first: npt.ArrayLike, last: npt.ArrayLike) -> Ints:
        """Return from which to which place those stand who were born on these days."""
        edges = np.stack([np.asarray(first), np.asarray(last) + 1], axis=-1)
        return np.searchsorted(self.births.day, edges.astype(np.int32))

    def holding(self, asked: Sequence[Asking]) -> list[Narrow]:
        """Return for each asking the places of those who hold the key and were born when it says."""
        if not asked:
            return []
        keys, at = np.unique(np.array([one.key for one in asked], dtype=np.int64), return_inverse=True)
        holders = self._holders(keys)
        spans = self.born([one.days[0] for one in asked], [one.days[1] for one in asked]).tolist()
        unborn = int(self.born(0, 0)[1])
        return [
            places if one.days == EVER else self._born(places, span, one.days[2], unborn=unborn)
            for one, places, span in zip(asked, (holders[n] for n in at.tolist()), spans, strict=True)
        ]

    def _born(self, places: Narrow, span: Sequence[int], month_day: int, *, unborn: int) -> Narrow:
        """Return those of some places who were born within a span, or on a day of any year, or nobody knows when."""
        none, first, last = np.searchsorted(places, (unborn, *span)).tolist()
        found = [places[:none], places[max(none, first) : last]]
        if month_day > 0:
            rest = np.concatenate([places[none : max(none, first)], places[last:]])
            found.append(rest[self.births.day[rest] % 10_000 == month_day])
        return np.concatenate(found)

    def _holders(self, keys: Ints) -> list[Narrow]:
        """Return for each of some keys, which stand in their order, the places of those who have it, in their order."""
        if "postings" in vars(self):
            edges = zip(
                *(np.searchsorted(self.postings.key, keys, side).tolist() for side in ("left", "right")), strict=True
            )
            return [self.postings.place[start:end] for start, end in edges]
        first = np.maximum(np.searchsorted(self.fence, keys, "left") - 1, 0)
        last = np.searchsorted(self.fence, keys, "right")
        wanted = np.unique(np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)]))
        found: list[list[Narrow]] = [[] for _ in keys]
        for some in self._postings(wanted):
            here = slice(*np.searchsorted(keys, (some.key[0], some.key[-1] + 1)).tolist())
            starts, ends = (np.searchsorted(some.key, keys[here], side) for side in ("left", "right"))
            for number in np.flatnonzero(ends > starts).tolist():
                found[here.start + number].append(some.place[starts[number] : ends[number]].copy())
        return [np.sort(np.concatenate(some)) if len(some) > 1 else some[0] if some else _NOBODY for some in found]

    def _postings(self, wanted: Ints) -> Iterator[Postings]:
        """Yield parts of the postings in their order: few one by one, where many are wanted whole stretches at once."""
        for cut in np.split(wanted, np.flatnonzero(np.diff(wanted // SPAN)) + 1) if len(wanted) > _FEW else [wanted]:
            if len(cut) > _FEW:
                where = f"part BETWEEN {cut[0]} AND {cut[-1]}"
                yield read_packed(self.connection, Postings, table="posting", where=where)
            else:
                yield from read_postings(self.connection, cut.tolist())

    def entries(self, rows: Sequence[int]) -> dict[int, Features]:
        """Return the entries that stand in these rows."""
        found: list[tuple[int, str]] = []
        if 0 < len(rows) <= _FEW:
            shares = [share for share in (rows[::2], rows[1::2]) if share] if len(rows) > _ALONE else [rows]
            with ThreadPoolExecutor(len(shares)) as pool:
                wanted, met = {*rows}, pool.map(self._at, shares)
                found = [(row, text) for some in met for row, text in some if row in wanted]
        if len(found) < len(rows):
            self.connection.register("asked_row", {"row": np.array(rows, dtype=np.int32)})
            query = "SELECT row, text FROM entry SEMI JOIN asked_row USING (row)"
            found = self.connection.execute(query).fetchall()
        return {int(row): _entry(text) for row, text in found}

    def _at(self, rows: Sequence[int]) -> list[tuple[int, str]]:
        """Return what lies where these rows do in an index that was never brought up to date."""
        parts = [f"SELECT row, text FROM entry WHERE rowid = {row - 1}" for row in rows]  # noqa: S608 - numbers
        return self.connection.cursor().execute(" UNION ALL ".join(parts)).fetchall()


def _entry(text: str) -> Features:
    identifier, *values = text.split(GAP)
    return prepare(to_record(identifier, dict(zip(COLUMNS, values, strict=True)), source=_SOURCE))


@contextmanager
def open_register(register: Path | ArrowTable, *, mapping: ColumnMapping | None = None) -> Iterator[Register]:
    """Yield a register, an index or any source of rows, ready to be asked as often as wanted."""
    with open_index(register, mapping=mapping) as connection:
        yield read_register(connection, path=register if isinstance(register, Path) and is_index(register) else None)


def read_register(connection: duckdb.DuckDBPyConnection, *, path: Path | None = None) -> Register:
    """Return the register whose index is open."""
    size = connection.execute("SELECT rows FROM about").fetchall()[0][0]
    return Register(connection=connection, size=int(size), path=path)
