from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.record.calendars import CALENDARS, from_gregorian, month_length, table, to_gregorian


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day", "expected"),
    [
        ("ethiopian", 2017, 1, 1, "2024-09-11"),
        ("ethiopian", 2017, 7, 1, "2025-03-10"),
        ("ethiopian", 2016, 1, 25, "2023-10-06"),
        ("ethiopian", 2015, 13, 6, "2023-09-11"),  # the long year's last day
        ("ethiopian", 2016, 1, 1, "2023-09-12"),
        ("buddhist", 2568, 10, 22, "2025-10-22"),
        ("minguo", 87, 3, 12, "1998-03-12"),
        ("bikram", 1985, 1, 1, "1928-04-13"),
        ("bikram", 2000, 1, 1, "1943-04-14"),
        ("bikram", 2030, 1, 1, "1973-04-13"),
        ("bikram", 2050, 1, 1, "1993-04-13"),
        ("solar", 1358, 1, 1, "1979-03-21"),
        ("solar", 1375, 12, 30, "1997-03-20"),
        ("solar", 1403, 1, 1, "2024-03-20"),
        ("heisei", 2, 3, 12, "1990-03-12"),
        ("bikram", 2054, 1, 1, "1997-04-13"),
        ("bikram", 2072, 1, 1, "2015-04-14"),
        ("bikram", 2073, 12, 15, "2017-03-28"),
        ("bikram", 2077, 1, 1, "2020-04-13"),
        ("bikram", 2081, 1, 1, "2024-04-13"),
        ("bikram", 2082, 1, 1, "2025-04-14"),
    ],
)
def test_known_days(calendar, year, month, day, expected):
    assert to_gregorian(calendar, year, month=month, day=day) == date.fromisoformat(expected)


@given(st.sampled_from(CALENDARS), st.dates(date(1920, 1, 1), date(2040, 12, 31)))
def test_every_day_goes_there_and_back(calendar, on):
    year, month, day = from_gregorian(calendar, on)
    assert to_gregorian(calendar, year, month=month, day=day) == on
    assert 1 <= day <= month_length(calendar, year, month=month)


@given(st.sampled_from(("ethiopian", "bikram", "solar")), st.dates(date(1920, 1, 1), date(2040, 12, 30)))
def test_the_following_day_is_one_day_later(calendar, on):
    year, month, day = from_gregorian(calendar, on)
    following = from_gregorian(calendar, on + timedelta(days=1))
    last_month = 13 if calendar == "ethiopian" else 12
    expected = (
        (year, month, day + 1)
        if day < month_length(calendar, year, month=month)
        else (year, month + 1, 1)
        if month < last_month
        else (year + 1, 1, 1)
    )
    assert following == expected


def test_the_bikram_table_has_whole_years():
    rows = [[int(value) for name, value in row.items() if name != "source"] for row in table("bikram_sambat.csv")]
    assert [row[0] for row in rows] == list(range(1975, 2100))
    assert all(sum(row[1:]) in {365, 366} and all(29 <= month <= 32 for month in row[1:]) for row in rows)
    assert all(row["source"] for row in table("bikram_sambat.csv"))


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [
        ("ethiopian", 2016, 13, 6),
        ("ethiopian", 2016, 14, 1),
        ("bikram", 1974, 1, 1),
        ("bikram", 2100, 1, 1),
        ("bikram", 2081, 9, 30),
        ("gregorian", 2023, 2, 29),
        ("buddhist", 2566, 2, 29),
    ],
)
def test_days_that_do_not_exist_are_refused(calendar, year, month, day):
    with pytest.raises(ValueError):
        to_gregorian(calendar, year, month=month, day=day)


@pytest.mark.parametrize("name", ["months.csv", "eras.csv", "calendars.csv", "nationalities.csv", "documents.csv"])
def test_every_row_of_every_table_says_its_source(name):
    assert all(row["source"] for row in table(name))
