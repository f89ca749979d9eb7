"""Candidate pairs of lists among themselves: records that share keys of `match.keys`, found over columns.

Who shares a key that few share is compared. A key that a crowd shares proposes pairs only together with another one:
in short lists one field is enough, in long ones it takes two, and which two is what the lists at hand make of it. So
the pairs grow with the number of records, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

from homeward.match.features import Features
from homeward.match.keys import ASPECTS, keys, may_stand_together

Numbers = npt.NDArray[np.int64]
_FEW = 40  # records that may share a key, or two
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
    held = [[numbers.setdefault(key, len(numbers)) for key in keys(record)] for record in records]
    kinds = np.array([key[0] for key in numbers], dtype="U1")
    rows = _rows(held)
    found, crowded = [], {}
    for kind in ASPECTS:
        is_kind = kinds[rows.value] == kind
        pairs, is_crowd = _sharing(rows.record[is_kind], rows.value[is_kind], count)
        found.append(pairs)
        crowded[kind] = _Rows(record=rows.record[is_kind][is_crowd], value=rows.value[is_kind][is_crowd])
    for kind, other in combinations_with_replacement(ASPECTS, 2):
        if may_stand_together(kind, other):
            record, one, two = _beside(crowded[kind], crowded[other], count)
            in_order = (one < two) if kind == other else slice(None)
            found.append(_sharing(record[in_order], one[in_order] * _WIDE + two[in_order], count)[0])
    together = np.sort(np.concatenate(found))  # numpy's own `unique` hashes, which takes six times as long
    together = together[np.diff(together, prepend=-1) != 0]
    return together // max(1, count), together % max(1, count)


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
    size = np.diff(start)
    theirs = size.take(right)
    times = size.take(left) * theirs
    if times.max(initial=0) <= 1:
        pair = np.flatnonzero(times)
        return pair, start.take(left.take(pair)), start.take(right.take(pair))
    pair = np.repeat(np.arange(len(left)), times)
    place, theirs = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times), theirs.take(pair)
    return pair, start.take(left.take(pair)) + place // theirs, start.take(right.take(pair)) + place % theirs


def _sharing(record: Numbers, key: Numbers, count: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Return every two records that share a key which few share, as one number each, and which rows others share.

    Rows of a key come with their records in order.
    """
    _, place, times = np.unique(key, return_inverse=True, return_counts=True)
    is_crowd = times[place] > _FEW
    order = np.argsort(place, kind="stable")
    order = order[~is_crowd[order]]
    record, place = record[order], place[order]
    found = [np.empty(0, dtype=np.int64)]
    for step in range(1, _FEW):
        shares = place[step:] == place[:-step]
        if not shares.any():
            break
        found.append(record[:-step][shares] * count + record[step:][shares])
    return np.concatenate(found), is_crowd
