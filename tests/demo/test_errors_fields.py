"""What registrars do to dates, documents and the rest; whatever goes wrong, the record room can read it."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.demo.builders import a_person

from homeward.demo.errors_fields import STYLES, misdate, misdocument, misnationality, misphone, missex
from homeward.demo.people import Paper
from homeward.demo.tables import nations, read_toml
from homeward.record import read_dates, read_nationality

DATES = dict.fromkeys(STYLES, 1.0)
TIMES = 3000


@settings(max_examples=150)
@given(
    born=st.dates(date(1960, 1, 1), date(2010, 12, 31)),
    code=st.sampled_from(sorted(nations())),
    seed=st.integers(0, 10**6),
)
def test_every_date_that_is_written_can_be_read(born: date, code: str, seed: int) -> None:
    person = a_person(nationality=code, born=born)
    cell, age = misdate(person, nations()[code], rng=Random(seed), styles=DATES)
    assert cell == "" or age == ""
    if cell:
        assert read_dates(str(cell), home=code)


@pytest.mark.parametrize("code", ["ETH", "NPL", "TWN", "CHN", "PHL"])
def test_most_dates_have_the_true_one_among_their_readings(code: str) -> None:
    person, rng = a_person(nationality=code), Random(1)
    cells = [
        misdate(person, nations()[code], rng=rng, styles={"dmy_slash": 1.0, "ymd_dash": 1.0})[0] for _ in range(500)
    ]
    full = [str(cell) for cell in cells if cell]
    right = sum("1998-03-12" in [reading.iso for reading in read_dates(cell, home=code)] for cell in full)
    assert right / len(full) > 0.85


def test_missing_dates_and_ages_come_at_their_rates() -> None:
    rates, rng = read_toml("errors.toml")["births"], Random(1)
    cells = [misdate(a_person(), nations()["KEN"], rng=rng, styles=DATES) for _ in range(TIMES)]
    assert sum(cell == ("", "") for cell in cells) / TIMES == pytest.approx(rates["missing"], abs=0.015)
    assert sum(age != "" for _, age in cells) / TIMES == pytest.approx(rates["age_only"], abs=0.015)
    assert {age for _, age in cells} == {"", 26, 27}


def test_home_calendars_are_written_with_a_mark_and_without() -> None:
    rng = Random(1)
    cells = {misdate(a_person(nationality="ETH"), nations()["ETH"], rng=rng, styles=DATES)[0] for _ in range(500)}
    assert {"03/07/1990", "03/07/1990 E.C."} <= cells


def test_documents() -> None:
    rates, rng = read_toml("errors.toml")["documents"], Random(1)
    passport = Paper(kind="passport", number="AK1234567", state="confiscated", known=True)
    numbers = [misdocument(a_person(papers=(passport,)), rng=rng) for _ in range(TIMES)]
    assert numbers.count("") / TIMES == pytest.approx(rates["missing"], abs=0.03)
    assert numbers.count("AK1234567") / TIMES > 0.65
    assert any(sign in number[2:] for number in numbers for sign in "OISZGB")
    unknown = Paper(kind="passport", number="AK1234567", state="lost", known=False)
    assert {misdocument(a_person(papers=(unknown,)), rng=rng) for _ in range(50)} == {""}


def test_nationalities() -> None:
    rng = Random(1)
    words = [misnationality(nations()["NAM"], rng=rng, language="english") for _ in range(300)]
    assert words.count("NA") > 150
    taken = [misnationality(nations()["TWN"], rng=rng, language="chinese") for _ in range(TIMES)]
    assert 0 < sum(read_nationality(word) == "CHN" for word in taken) / TIMES < 0.02


def test_sexes_and_phones() -> None:
    rng = Random(1)
    sexes = [missex(a_person(sex="F"), rng=rng, words=("M", "F")) for _ in range(TIMES)]
    assert 0.94 < sexes.count("F") / TIMES < 0.99
    assert {"", "M"} <= set(sexes)
    phones = {misphone(a_person(phone="+254 711222333"), rng=rng) for _ in range(200)}
    assert {"+254 711222333", "0711222333"} <= phones
