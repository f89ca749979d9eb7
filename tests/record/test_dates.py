from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.record.calendars import from_gregorian
from homeward.record.dates import PartialDate, is_minor, read_age, read_dates, youngest

DAYS = st.dates(date(1940, 1, 1), date(2025, 12, 31))


def isos(text, home=""):
    return [reading.iso for reading in read_dates(text, home=home)]


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("Megabit 1, 2017", "", ["2025-03-10"]),
        ("22 October 2568", "", ["2025-10-22"]),
        ("12 March 1998", "", ["1998-03-12"]),
        ("March 12, 1998", "", ["1998-03-12"]),
        ("12-Mar-98", "", ["1998-03-12"]),
        ("12th of March 1998", "", ["1998-03-12"]),
        ("1998-03-12", "", ["1998-03-12"]),
        ("1998-03-12 00:00:00", "", ["1998-03-12"]),
        ("1998/3/12", "", ["1998-03-12"]),
        ("25/3/1998", "", ["1998-03-25"]),
        ("3/25/1998", "", ["1998-03-25"]),
        ("03/04/1998", "", ["1998-04-03", "1998-03-04"]),
        ("03/04/1998", "PHL", ["1998-03-04", "1998-04-03"]),
        ("03.04.98", "", ["1998-04-03", "1998-03-04"]),
        ("05/05/05", "", ["2005-05-05"]),
        ("98.03.12", "CHN", ["1998-03-12"]),
        ("1998年3月12日", "", ["1998-03-12"]),
        ("一九九八年三月十二日", "", ["1998-03-12"]),
        ("二〇〇五年十二月廿三日", "", ["2005-12-23"]),
        ("1998년 12월 3일", "", ["1998-12-03"]),
        ("１９９８．３．２５", "", ["1998-03-25"]),
        ("၂၅.၃.၂၀၀၇", "", ["2007-03-25"]),
        ("၂၀၀၇ ခုနှစ် မတ်လ ၁၂ ရက်", "", ["2007-03-12"]),
        ("๑๒ มี.ค. ๒๕๔๑", "", ["1998-03-12"]),
        ("12 มีนาคม พ.ศ. 2541", "", ["1998-03-12"]),
        ("12/3/2541", "", ["1998-03-12", "1998-12-03"]),
        ("25/3/41", "THA", ["1998-03-25", "1941-03-25"]),
        ("ngày 12 tháng 3 năm 1998", "", ["1998-03-12"]),
        ("١٢/١٣/١٩٩٨", "", ["1998-12-13"]),
        ("১২ মার্চ ১৯৯৮", "", ["1998-03-12"]),
        ("१५ चैत २०७३", "", ["2017-03-28"]),
        ("2055/04/12", "", ["1998-07-28"]),
        ("2055-04-12", "NPL", ["1998-07-28"]),
        ("2003-04-12", "NPL", ["2003-04-12", "1946-07-27"]),
        ("12 Baisakh 2055", "", ["1998-04-25"]),
        ("መጋቢት 1 ቀን 2017 ዓ.ም", "", ["2025-03-10"]),
        ("1 Meskerem 1990", "", ["1997-09-11", "1998", "1997"]),
        ("5 Pagumen 2016", "", ["2024-09-10"]),
        ("12/3/1990 E.C.", "", ["1997-11-21", "1998-08-09"]),
        ("1990-05-01", "ETH", ["1990-05-01", "1998-01-09"]),
        ("2017-13-05", "ETH", ["2025-09-10"]),
        ("民國87年3月12日", "", ["1998-03-12"]),
        ("1998", "", ["1998"]),
        ("abt 1998", "", ["1998"]),
        ("c. 1998", "", ["1998"]),
        ("~1998", "", ["1998"]),
        ("2541", "", ["1998"]),
        ("၁၂.၁၂.၂ဝဝ၇", "", ["2007-12-12"]),
        ("25.3.1998 (26 yrs)", "", ["1998-03-25"]),
        ("1990", "ETH", ["1990", "1998", "1997"]),
        ("03/1998", "", ["1998-03"]),
        ("Mar 1998", "", ["1998-03"]),
        ("5/2541", "", ["1998-05"]),
        ("Baisakh 2055", "", ["1998-04", "1998-05"]),
        ("1998-01-01", "", ["1998-01-01", "1998"]),
        ("01/01/1998", "", ["1998-01-01", "1998"]),
        ("19980312", "", ["1998-03-12"]),
        ("12031998", "", ["1998-03-12", "1998-12-03"]),
        ("980312", "", ["1998-03-12"]),
        ("35866", "", ["1998-03-12"]),
        ("1377/12/21", "IRN", ["1999-03-12"]),
        ("21 اسفند 1376", "", ["1998-03-12"]),
        ("76/12/21", "AFG", ["1998-03-12", "1976-12-21"]),
        ("昭和55年3月12日", "", ["1980-03-12"]),
        ("12 березня 1998 р.", "", ["1998-03-12"]),
        ("12 de março de 1998", "", ["1998-03-12"]),
        ("xx/03/1998", "", ["1998-03", "1998"]),
        ("00/00/1998", "", ["1998"]),
        ("1998-??-??", "", ["1998"]),
        ("", "", []),
        ("  ", "", []),
    ],
)
def test_readings_in_order(text, home, expected):
    assert isos(text, home) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("30 Feb 1999", "31.04.2001", "13/13/1998", "Pagume 7 2015", "32 Megabit 2017", "99999", "1", "0"),
        *(
            "12 Brumaire 1998",
            "yesterday",
            "1998-03-12 or 1999",
            "12 March",
            "BE 2541 AD",
            "12 Mar Apr 1998",
            "9" * 400,
        ),
        *("3000", "1500", "2099-99-99", "-", "/", "00/00/0000", "0000-00-00", "12/03/xx"),
    ],
)
def test_a_date_that_no_calendar_has_is_refused_without_being_repeated(text):
    with pytest.raises(InputError) as raised:
        read_dates(text)
    assert raised.value.code == "input.impossible-date"
    assert text not in raised.value.message or len(text) < 2


@given(DAYS)
def test_an_iso_date_is_its_own_first_reading(on):
    assert isos(on.isoformat())[0] == on.isoformat()


@given(DAYS, st.sampled_from(["", "CHN", "THA", "ETH", "PHL", "MMR", "TWN"]))
def test_a_month_by_name_leaves_one_day(on, home):
    text = f"{on.day} {on:%B} {on.year}"
    assert [iso for iso in isos(text, home) if len(iso) == 10] == [on.isoformat()]


@given(DAYS, st.sampled_from(["buddhist", "ethiopian", "bikram", "gregorian"]))
def test_whatever_calendar_a_home_writes_in_the_day_is_among_the_readings(on, calendar):
    home = {"buddhist": "THA", "ethiopian": "ETH", "bikram": "NPL", "gregorian": ""}[calendar]
    year, month, day = from_gregorian(calendar, on)
    for text in (f"{day}/{month}/{year}", f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}"):
        assert on.isoformat() in isos(text, home)


@given(st.text(max_size=40), st.sampled_from(["", "THA", "ETH", "NPL", "TWN"]))
def test_any_text_is_read_or_refused(text, home):
    try:
        readings = read_dates(text, home=home)
    except InputError as error:
        assert error.code == "input.impossible-date"
    else:
        assert bool(readings) == bool(text.strip())


@given(st.text("0123456789/-. ၁၂๓年月BEMarch", max_size=14))
def test_readings_are_dates_and_stand_once(text):
    try:
        readings = read_dates(text)
    except InputError:
        return
    assert len({reading.iso for reading in readings}) == len(readings)
    for reading in readings:
        assert reading.first_day <= reading.last_day
        assert PartialDate.from_iso(reading.iso).iso == reading.iso


@given(DAYS)
def test_from_iso_gives_back_every_precision(on):
    for iso in (on.isoformat(), on.isoformat()[:7], on.isoformat()[:4]):
        assert PartialDate.from_iso(iso).iso == iso


@pytest.mark.parametrize("text", ["1998-13", "1998-02-30", "98", "1998-3-12", "0000", "1998-03-12T00:00", ""])
def test_from_iso_takes_iso_only(text):
    with pytest.raises(InputError):
        PartialDate.from_iso(text)


def a_date(iso):
    return PartialDate.from_iso(iso)


@pytest.mark.parametrize(
    ("readings", "on", "expected"),
    [
        (["2007-03-12"], "2025-03-11", True),
        (["2007-03-12"], "2025-03-12", False),
        (["2007-03"], "2025-03-30", True),  # may be born on the 31st
        (["2007-03"], "2025-03-31", False),
        (["2007"], "2025-12-30", True),
        (["2007"], "2025-12-31", False),
        (["1990-01-01", "2008-01-01"], "2025-06-01", True),  # the youngest reading decides
        (["2008-01-01", "1990-01-01"], "2025-06-01", True),
        (["2004-02-29"], "2022-02-28", True),
        (["2004-02-29"], "2022-03-01", False),
        ([], "2025-06-01", False),
    ],
)
def test_minority_goes_by_the_youngest(readings, on, expected):
    assert is_minor([a_date(iso) for iso in readings], on=date.fromisoformat(on)) is expected


def test_the_youngest_is_the_one_that_may_be_born_last():
    assert youngest([a_date("2007-06-01"), a_date("2007"), a_date("1990")]) == a_date("2007")
    assert youngest([]) is None


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("28", "2025-02-20", ["1996", "1997"]),
        ("28 yrs", "2025-11-20", ["1997", "1996"]),
        ("၂၈ နှစ်", "2025-02-20", ["1996", "1997"]),
        ("28岁", "2025-02-20", ["1996", "1997"]),
        ("0", "2025-02-20", ["2024", "2025"]),
    ],
)
def test_an_age_gives_two_years(text, on, expected):
    assert [reading.iso for reading in read_age(text, on=date.fromisoformat(on))] == expected


def test_an_age_without_a_day_gives_none():
    assert read_age("28", on=None) == ()


@pytest.mark.parametrize("text", ["121", "-3", "old", "28.5", ""])
def test_what_is_no_age_is_refused(text):
    with pytest.raises(InputError, match=r"input\.bad-value"):
        read_age(text, on=None)
