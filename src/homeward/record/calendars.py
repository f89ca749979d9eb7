"""Calendars people write their dates in, and the way from each to the Gregorian one and back.

Gregorian, Buddhist era and Minguo share months and differ by an offset. The Ethiopian calendar has a formula, the
Bikram Sambat a table of month lengths (`data/bikram_sambat.csv`). Years, months and days count from 1.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib import resources

# A calendar year plus its offset is the Gregorian year.
OFFSETS = {"gregorian": 0, "buddhist": -543, "minguo": 1911}
CALENDARS = (*OFFSETS, "ethiopian", "bikram")

_JULIAN_DAY_OF_ORDINAL_ZERO = 1_721_425
_ETHIOPIAN_EPOCH = 1_724_221  # Julian day number of 1 Meskerem, year 1


def table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the room's tables."""
    text = resources.files("homeward.record").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@lru_cache(maxsize=1)
def _bikram() -> tuple[int, tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Return the first year, the month lengths of each year, and the ordinal on which each year begins."""
    rows = [[int(value) for value in list(row.values())[:13]] for row in table("bikram_sambat.csv")]
    lengths = tuple(tuple(row[1:]) for row in rows)
    begins = [date(1918, 4, 13).toordinal()]  # 1 Baisakh 1975; checked against eleven later new years in the tests
    for months in lengths:
        begins.append(begins[-1] + sum(months))
    return rows[0][0], lengths, tuple(begins)


def month_length(calendar: str, year: int, *, month: int) -> int:
    """Return how many days a month has; ValueError where the calendar has no such month or no such year."""
    if calendar == "bikram":
        first, lengths, _ = _bikram()
        if not (0 <= year - first < len(lengths) and 1 <= month <= 12):
            raise ValueError("not in the table")
        return lengths[year - first][month - 1]
    if calendar == "ethiopian":
        if not (1 <= month <= 13 and 1 <= year < 9000):
            raise ValueError("no such month")
        return 30 if month < 13 else 6 if year % 4 == 3 else 5
    begin = date(year + OFFSETS[calendar], month, 1)
    following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return (following - begin).days


def to_gregorian(calendar: str, year: int, *, month: int, day: int) -> date:
    """Return the Gregorian date; ValueError where the calendar does not have this one.

    >>> to_gregorian("ethiopian", 2017, month=7, day=1)
    datetime.date(2025, 3, 10)
    """
    if calendar in OFFSETS:
        return date(year + OFFSETS[calendar], month, day)
    if not 1 <= day <= month_length(calendar, year, month=month):
        raise ValueError("no such day")
    if calendar == "ethiopian":
        julian_day = _ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
        return date.fromordinal(julian_day - _JULIAN_DAY_OF_ORDINAL_ZERO)
    first, lengths, begins = _bikram()
    return date.fromordinal(begins[year - first] + sum(lengths[year - first][: month - 1]) + day - 1)


def from_gregorian(calendar: str, on: date) -> tuple[int, int, int]:
    """Return year, month and day of a Gregorian date in a calendar; ValueError outside its table.

    >>> from_gregorian("buddhist", date(2025, 10, 22))
    (2568, 10, 22)
    """
    if calendar in OFFSETS:
        return on.year - OFFSETS[calendar], on.month, on.day
    if calendar == "ethiopian":
        days = on.toordinal() + _JULIAN_DAY_OF_ORDINAL_ZERO - _ETHIOPIAN_EPOCH
        cycles, rest = divmod(days, 1461)
        # In a cycle of four years the third is the long one, so day 1,095 still belongs to it.
        year_in_cycle = min(rest // 365, 3) - (rest == 1095)
        day_of_year = rest - 365 * year_in_cycle - (year_in_cycle == 3)
        return 4 * cycles + year_in_cycle + 1, day_of_year // 30 + 1, day_of_year % 30 + 1
    first, lengths, begins = _bikram()
    index = bisect_right(begins, on.toordinal()) - 1
    if not 0 <= index < len(lengths):
        raise ValueError("not in the table")
    rest = on.toordinal() - begins[index]
    for month, length in enumerate(lengths[index], start=1):
        if rest < length:
            return first + index, month, rest + 1
        rest -= length
    raise ValueError("not in the table")  # the table's sums make this line unreachable
