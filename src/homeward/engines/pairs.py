"""Candidate pairs of lists among themselves: the records that share a key of `match.keys`, found over columns.

A key that more records share than `_MOST_SHARING` proposes no pairs: the fewer fields agree, the rarer what agrees has
to be. So the pairs grow with the number of records, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from homeward.match.compare.codes import fold_shapes
from homeward.match.compare.dates import precise
from homeward.match.features import Features
from homeward.match.keys import word_forms

Numbers = npt.NDArray[np.int64]
# By the key's kind, the first letter of the keys in `match.keys`.
_MOST_SHARING = {"w": 6, "y": 25, "m": 25, "n": 40, "p": 40, "b": 60, "d": 60, "f": 60, "t": 60}
_WIDE = 1 << 32  # a key is two numbers in one; each is smaller than this


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What records have of one kind: `value` beside `record`, records in order, each value of a record once."""

    record: Numbers
    value: Numbers


def find_pairs(records: Sequence[Features]) -> tuple[Numbers, Numbers]:
    """Return the places of the records to compare, left before right, in order and each pair once."""
    count = len(records)
    numbers: dict[str, int] = {}
    own = _rows([_forms(record.names, numbers) for record in records])
    fathers = _rows([_forms(record.fathers, numbers) for record in records])
    days = [[_day(text) for text in precise(record.born)] for record in records]
    years = _rows([{int(text[:4]) + step for text in record.born for step in (0, 1)} for record in records])
    month_days = _rows([{day % 10_000 for day in found} for found in days])
    twins = _beside(own, own, count)
    in_order = twins[1] < twins[2]
    keyed = {
        "w": (own.record, own.value),
        "y": _joined(*_beside(own, years, count)),
        "m": _joined(*_beside(own, month_days, count)),
        "n": _joined(*(part[in_order] for part in twins)),
        "p": _joined(*_beside(own, fathers, count)),
    }
    single = {
        "b": [{turned for day in found for turned in (day, _turned(day))} for found in days],
        "d": [{_number(code, numbers) for code in record.documents} for record in records],
        "f": [{_number(f"f{fold_shapes(code)}", numbers) for code in record.documents} for record in records],
        "t": [{_number(f"t{phone}", numbers) for phone in record.phones} for record in records],
    }
    keyed |= {kind: (rows.record, rows.value) for kind, values in single.items() if (rows := _rows(values))}
    found = [_sharing(record, key, count, most=_MOST_SHARING[kind]) for kind, (record, key) in keyed.items()]
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs // max(1, count), pairs % max(1, count)


def _forms(names: tuple[object, ...], numbers: dict[str, int]) -> set[int]:
    return {_number(form, numbers) for group in word_forms(names) for form in group}  # type: ignore[arg-type]


def _number(text: str, numbers: dict[str, int]) -> int:
    return numbers.setdefault(text, len(numbers))


def _day(text: str) -> int:
    return int(text[:4] + text[5:7] + text[8:])


def _turned(day: int) -> int:
    """Return the day with its day and month changed round, where that is one."""
    year, month, number = day // 10_000, day // 100 % 100, day % 100
    return year * 10_000 + number * 100 + month if number <= 12 else day


def _rows(values: Sequence[Iterable[int]]) -> _Rows:
    ordered = [sorted(found) for found in values]
    record = np.repeat(np.arange(len(ordered)), [len(found) for found in ordered])
    return _Rows(record=record, value=np.array([value for found in ordered for value in found], dtype=np.int64))


def _beside(left: _Rows, right: _Rows, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the records with every value of `left` beside every value of `right`."""
    starts = np.searchsorted(right.record, np.arange(count + 1))
    times = np.diff(starts)[left.record]
    first = np.repeat(starts[left.record] - (np.cumsum(times) - times), times)
    return np.repeat(left.record, times), np.repeat(left.value, times), right.value[first + np.arange(len(first))]


def beside(start: Numbers, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the rows of each left record beside those of the right one, with the place of the pair.

    `start` says for each record where its rows begin, and last where they end.
    """
    ours, theirs = start[left + 1] - start[left], start[right + 1] - start[right]
    times = ours * theirs
    pair = np.repeat(np.arange(len(left)), times)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    return pair, start[left[pair]] + place // theirs[pair], start[right[pair]] + place % theirs[pair]


def _joined(record: Numbers, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    return record, left * _WIDE + right


def _sharing(record: Numbers, key: Numbers, count: int, *, most: int) -> Numbers:
    """Return every two records that share a key, as one number each, where no more than `most` records share it."""
    order = np.argsort(key, kind="stable")
    record, key = record[order], key[order]
    place = np.cumsum(np.diff(key, prepend=key[:1]) != 0)
    times = np.bincount(place)[place]
    kept = (times > 1) & (times <= most)
    record, place = record[kept], place[kept]
    found = [np.empty(0, dtype=np.int64)]
    for step in range(1, most):
        shares = place[step:] == place[:-step]
        if not shares.any():
            break
        found.append(record[:-step][shares] * count + record[step:][shares])
    return np.concatenate(found)
