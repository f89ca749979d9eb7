"""Partial dates, and every plausible reading of a written one.

A written date is a hypothesis: calendar, order of day and month and century may each be open. All plausible
readings are kept, the likeliest first by `data/calendars.csv`; the text itself stays in the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from homeward.errors import InputError
from homeward.record.calendars import OFFSETS, month_length, table, to_gregorian
from homeward.record.datewords import Written, plain_digits, read_parts

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
ORDERS = ("dmy", "mdy", "ymd", "ydm")
_OF_REIGNS = ("minguo", "showa", "heisei", "reiwa")  # whose years are few, so that no century is left away
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 60_000)  # 1927 to 2064: five digits that may be a spreadsheet's day count
_AGE = re.compile(r"(\d{1,3})\s*(?:years?|yrs?|y/?o|y|ans|tahun|tuổi|岁|歲|ปี|နှစ်|ዓመት|साल|वर्ष|বছর)?(?:\s*old)?\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A Gregorian date of which day, or day and month, may be unknown; `calendar` is the one it was written in."""

    year: int
    month: int | None = None
    day: int | None = None
    calendar: str = "gregorian"

    @property
    def iso(self) -> str:
        """The date as ISO 8601 text, as long as it is precise."""
        month = f"-{self.month:02}" if self.month else ""
        return f"{self.year:04}{month}" + (f"-{self.day:02}" if self.month and self.day else "")

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read ISO 8601 text of day, month or year precision."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise InputError("input.impossible-date", "not an ISO date")
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError:
            raise InputError("input.impossible-date", "not an ISO date") from None
        return cls(year=year or 0, month=month, day=day)

    @property
    def first_day(self) -> date:
        """The earliest day that fits."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day that fits."""
        month = self.month or 12
        return date(self.year, month, self.day or month_length("gregorian", self.year, month=month))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """A row of `calendars.csv`: years that people of one home may write in one calendar, and how likely (0 first)."""

    order: str
    calendar: str
    years: range
    rank: int
    is_home: bool


@lru_cache(maxsize=512)
def _habits(home: str) -> tuple[_Habit, ...]:
    """Return the habits of a home and, after them, those of everybody for the years that it leaves open."""
    rows = [row for row in table("calendars.csv") if row["home"] in {home, ""}]
    habits = [
        _Habit(
            order=row["order"],
            calendar=row["calendar"],
            years=range(int(row["first_year"]), int(row["last_year"]) + 1),
            rank=int(row["rank"]) + (0 if row["home"] else 1),
            is_home=bool(row["home"]),
        )
        for row in rows
    ]
    return tuple(sorted(habits, key=lambda habit: habit.rank))


@lru_cache(maxsize=1)
def _plausible_years() -> range:
    return next(habit.years for habit in _habits("") if habit.calendar == "gregorian")


@lru_cache(maxsize=1)
def homes_of_several() -> frozenset[str]:
    """Return the homes where a year that looks Gregorian may be one of another calendar."""
    rows = [row for row in table("calendars.csv") if row["home"] and row["calendar"] != "gregorian"]
    return frozenset(row["home"] for row in rows if int(row["first_year"]) < 2013 and int(row["last_year"]) > 1900)


def read_dates(text: str, *, home: str = "") -> tuple[PartialDate, ...]:
    """Return all plausible readings of a written date, the likeliest first; none for an empty text.

    `home` is a nationality (alpha-3) whose habits rank the calendars and the order of day and month. A first
    day of a year is followed by the year alone, for it often stands for "day unknown".

    >>> [reading.iso for reading in read_dates("Megabit 1, 2017")]
    ['2025-03-10']
    >>> [reading.iso for reading in read_dates("03/04/1998")]
    ['1998-04-03', '1998-03-04']
    """
    if not text.strip():
        return ()
    parts = read_parts(text)
    readings = tuple({r.iso: r for r in _readings(parts, home)}.values()) if parts else ()
    if not readings:
        raise InputError("input.impossible-date")
    return readings


def read_date_as(text: str, *, order: str, calendar: str) -> PartialDate | None:
    """Return what a date says that is known to be in an order (empty: any) and a calendar; None where it is not.

    >>> read_date_as("03/04/2541", order="mdy", calendar="buddhist").iso
    '1998-03-04'
    """
    parts = read_parts(text)
    if parts is None:
        return None
    numbers = parts.numbers
    if len(numbers) == 1 and len(numbers[0]) == 8 and order:
        cuts = (0, 4, 6, 8) if order[0] == "y" else (0, 2, 4, 8)
        numbers = tuple(numbers[0][start:end] for start, end in pairwise(cuts))
    is_ordered = order and len(numbers) == 3 and parts.month is None
    for year, month, day in [_in_order(numbers, order)] if is_ordered else _shapes(parts, order):
        for value in _expand(year, calendar=calendar, within=None):
            if found := _convert(calendar, value, month=month, day=day):
                return found[0]
    return None


def _readings(parts: Written, home: str) -> Iterator[PartialDate]:
    ranked: list[tuple[tuple[int, int, int], tuple[PartialDate, ...]]] = []
    habits = _habits(home)
    for place, (year, month, day) in enumerate(_shapes(parts, habits[0].order)):
        for rank, calendar, years in _calendars(parts, year, habits):
            for step, value in enumerate(years):
                found = _convert(calendar, value, month=month, day=day)
                if found:
                    ranked.append(((rank, place, step), found))
    ranked.sort(key=lambda pair: pair[0])
    yield from (found[0] for _, found in ranked)
    yield from (alternative for _, found in ranked for alternative in found[1:])
    if len(parts.numbers) == 1 and len(parts.numbers[0]) == 5 and int(parts.numbers[0]) in _EXCEL_DAYS:
        on = _EXCEL_EPOCH + timedelta(days=int(parts.numbers[0]))
        yield PartialDate(year=on.year, month=on.month, day=on.day)


_Shape = tuple[str, int | None, int | None]  # year as written, month, day


def _shapes(parts: Written, order: str) -> list[_Shape]:
    """Return the ways to tell year, month and day apart, the likeliest first."""
    numbers = parts.numbers
    if parts.month is not None:
        return _with_month(numbers, parts.month[1])
    if len(numbers) == 1:
        return _compact(numbers[0], order)
    if len(numbers) == 2:
        left, right = numbers
        pairs = [(right, left), (left, right)] if _is_year(right) or not _is_year(left) else [(left, right)]
        return [(year, int(month), None) for year, month in pairs if len(year) != 1 and int(month) <= 13]
    if len(numbers) == 3:
        return _triple(numbers, order)
    return []


def _is_year(number: str) -> bool:
    return len(number) > 2 or int(number) > 31


def _with_month(numbers: tuple[str, ...], month: int) -> list[_Shape]:
    if len(numbers) == 1:
        return [(numbers[0], month, None)] if _is_year(numbers[0]) else []
    if len(numbers) != 2:
        return []
    left, right = numbers
    return [(left, month, int(right))] if _is_year(left) else [(right, month, int(left))]


def _in_order(numbers: Sequence[str], order: str) -> _Shape:
    at = dict(zip(order, numbers, strict=True))
    return at["y"], int(at["m"]), int(at["d"])


def _triple(numbers: Sequence[str], order: str) -> list[_Shape]:
    first, second, third = numbers
    if _is_year(first):
        return [_in_order(numbers, "ymd" if int(second) <= 13 else "ydm")]
    candidates = sorted(("dmy", "mdy"), key=lambda name: name != order)
    if not _is_year(third) and order == "ymd":
        candidates.insert(0, "ymd")
    return [_in_order(numbers, name) for name in candidates]


def _compact(number: str, order: str) -> list[_Shape]:
    """Read a number without signs between: a year, or year, month and day in eight or six digits."""
    if len(number) == 8:
        year_first: _Shape = (number[:4], int(number[4:6]), int(number[6:]))
        return [year_first, *_triple((number[:2], number[2:4], number[4:]), order)]
    if len(number) == 6:
        year_first = (number[:2], int(number[2:4]), int(number[4:]))
        return [year_first, *_triple((number[:2], number[2:4], number[4:]), "dmy")]
    return [(number, None, None)] if len(number) in {3, 4} else []


def _calendars(parts: Written, year: str, habits: Sequence[_Habit]) -> Iterator[tuple[int, str, list[int]]]:
    """Yield (rank, calendar, years) for a written year: by era, by the month's name, else by habit."""
    named = parts.month[0] if parts.month else None
    if parts.eras or named not in {None, "gregorian"}:
        for calendar in sorted(parts.eras) or [str(named)]:
            yield 0, calendar, _expand(year, calendar=calendar, within=None)
        return
    is_short = len(year) < 4
    for habit in habits:
        if named is not None and habit.calendar not in OFFSETS:
            continue
        if is_short and not habit.is_home and habit.calendar != "gregorian":
            continue  # nobody who is not at home in a calendar drops its century
        if len(year) > 3 and int(year) not in habit.years:
            continue
        yield habit.rank, habit.calendar, _expand(year, calendar=habit.calendar, within=habit.years)


def _expand(year: str, *, calendar: str, within: range | None) -> list[int]:
    """Return the years a written one may be, those of the younger person first."""
    value = int(year)
    is_whole = len(year) > 2 or calendar in _OF_REIGNS
    centuries = (
        (2500, 2000, 1300) if value < 20 else (2500, 2000, 1900, 1300)
    )  # nobody on a list is older than a hundred and five
    years = [value] if is_whole else [century + value for century in centuries]
    return [each for each in years if within is None or each in within]


def _convert(calendar: str, year: int, *, month: int | None, day: int | None) -> tuple[PartialDate, ...]:
    """Return the reading of one shape in one calendar with its coarser alternatives; empty where it cannot be."""
    month = month or None  # "00" stands for what is not known
    try:
        if month is not None and day:
            on = to_gregorian(calendar, year, month=month, day=day)
            if on.year not in _plausible_years():
                return ()
            exact = PartialDate(year=on.year, month=on.month, day=on.day, calendar=calendar)
            return (exact, *(_convert(calendar, year, month=None, day=None) if month == day == 1 else ()))
        return _spread(calendar, year, month=month)
    except (ValueError, OverflowError):
        return ()


def _spread(calendar: str, year: int, *, month: int | None) -> tuple[PartialDate, ...]:
    """Return the Gregorian months or years that a month or year of a calendar lies in, the longest share first."""
    last_month = month or (13 if calendar == "ethiopian" else 12)
    first = to_gregorian(calendar, year, month=month or 1, day=1)
    last = to_gregorian(calendar, year, month=last_month, day=month_length(calendar, year, month=last_month))
    if first.year not in _plausible_years() or last.year not in _plausible_years():
        return ()
    if month is None:
        ends = [PartialDate(year=on.year, calendar=calendar) for on in (first, last)]
    else:
        ends = [PartialDate(year=on.year, month=on.month, calendar=calendar) for on in (first, last)]
    in_first = (ends[0].last_day - first).days
    in_last = (last - ends[1].first_day).days
    return tuple(ends[:1] if ends[0] == ends[1] else ends if in_first >= in_last else ends[::-1])


def read_age(text: str, *, on: date | None) -> tuple[PartialDate, ...]:
    """Return the years in which a person of a stated age on a day may be born, the likelier first.

    Empty where the day is not known; `input.bad-value` where the text is no age from 0 to 120. The last year is
    that of people who count the year of birth as one.
    """
    match = _AGE.fullmatch(plain_digits(text).strip().casefold())
    if match is None or int(match[1]) > 120:
        raise InputError("input.bad-value", "an age is a number from 0 to 120")
    if on is None:
        return ()
    age = int(match[1])
    passed, coming = PartialDate(year=on.year - age), PartialDate(year=on.year - age - 1)
    return (passed, coming) if on.timetuple().tm_yday > 182 else (coming, passed)


def youngest(readings: Sequence[PartialDate]) -> PartialDate | None:
    """Return the reading that makes the person youngest; None where there is none."""
    return max(readings, key=lambda reading: (reading.last_day, reading.iso), default=None)


def is_minor(readings: Sequence[PartialDate], *, on: date, age: int = 18) -> bool:
    """Tell whether the person is under `age` on a day on any reading: the youngest decides.

    Without a reading nothing is known and the answer is False: whoever asks must ask for a date first.
    """
    reading = youngest(readings)
    if reading is None:
        return False
    born = reading.last_day
    return (on.year - born.year, on.month, on.day) < (age, born.month, born.day)
