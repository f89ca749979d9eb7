"""Calendars people write their dates in, and the way from each to the Gregorian one and back.

Gregorian, Buddhist era, Minguo and the reigns of Japan share months and differ by an offset. The Ethiopian calendar and
the solar one of Iran and Afghanistan have a formula, the Bikram Sambat a table of month lengths
(`data/bikram_sambat.csv`). Years, months and days count from 1.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources

# A calendar year plus its offset is the Gregorian year.
OFFSETS = {"gregorian": 0, "buddhist": -543, "minguo": 1911, "showa": 1925, "heisei": 1988, "reiwa": 2018}
CALENDARS = (*OFFSETS, "ethiopian", "solar", "bikram")

_JULIAN_DAY_OF_ORDINAL_ZERO = 1_721_425
_ETHIOPIAN_EPOCH = 1_724_221  # Julian day number of 1 Meskerem, year 1
_SOLAR_EPOCH = 226_895  # ordinal of 1 Farvardin, year 1, by the count below; right for every new year of 1304 to 1420


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
    if calendar == "solar":
        if not (1 <= month <= 12 and 1 <= year < 3000):
            raise ValueError("no such month")
        return 31 if month < 7 else 30 if month < 12 else _solar_start(year + 1) - _solar_start(year) - 336
    begin = date(year + OFFSETS[calendar], month, 1)
    following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return (following - begin).days


def _solar_start(year: int) -> int:
    """Return the ordinal of 1 Farvardin: eight long years in thirty-three."""
    return _SOLAR_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33


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
    if calendar == "solar":
        return date.fromordinal(_solar_start(year) + sum(_solar_months(year)[: month - 1]) + day - 1)
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
    if calendar == "solar":
        year = next(year for year in (on.year - 621, on.year - 622) if _solar_start(year) <= on.toordinal())
        return year, *_in_months(_solar_months(year), on.toordinal() - _solar_start(year))
    first, lengths, begins = _bikram()
    index = bisect_right(begins, on.toordinal()) - 1
    if not 0 <= index < len(lengths):
        raise ValueError("not in the table")
    return first + index, *_in_months(lengths[index], on.toordinal() - begins[index])


def _solar_months(year: int) -> tuple[int, ...]:
    return tuple(month_length("solar", year, month=month) for month in range(1, 13))


def _in_months(lengths: Sequence[int], rest: int) -> tuple[int, int]:
    """Return month and day of the day that comes `rest` days after the first of the year."""
    month = next(place for place in range(1, 13) if rest < sum(lengths[:place]))
    return month, rest - sum(lengths[: month - 1]) + 1
