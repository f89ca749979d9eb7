"""Numbers keep their states' published rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from stdnum import luhn
from stdnum.cn import ric
from stdnum.id import nik
from stdnum.in_ import aadhaar
from stdnum.pk import cnic
from stdnum.th import pin
from stdnum.za import idnr

from homeward.demo.numbers import Holders, make_from_templates, make_numbers
from homeward.demo.tables import nations, places_of
from homeward.record import read_document

CHECKED: dict[str, Callable[[str], bool]] = {
    "CHN": ric.is_valid,
    "IND": aadhaar.is_valid,
    "THA": pin.is_valid,
    "ZAF": lambda number: idnr.is_valid(number) and luhn.is_valid(number),
    "IDN": nik.is_valid,
    "PAK": cnic.is_valid,
}


def holders(code: str, count: int = 200) -> Holders:
    rng = np.random.default_rng(1)
    places = np.array([place.code for place in places_of(code)])
    return Holders(
        born=rng.integers(5000, 14000, count).astype("datetime64[D]"),
        female=rng.random(count) < 0.4,
        codes=places[rng.integers(0, len(places), count)],
    )


@pytest.mark.parametrize("code", sorted(CHECKED))
def test_national_numbers_have_fitting_checksums(code: str) -> None:
    numbers = make_numbers(nations()[code].national, np.random.default_rng(2), holders=holders(code))
    assert all(CHECKED[code](number) for number in numbers)


@pytest.mark.parametrize("code", ["CHN", "IDN", "MYS", "ZAF", "LKA", "UZB"])
def test_numbers_tell_the_birth_date_and_the_sex_of_their_holders(code: str) -> None:
    whose = holders(code)
    numbers = make_numbers(nations()[code].national, np.random.default_rng(2), holders=whose)
    for number, born, female in zip(numbers, whose.born, whose.female, strict=True):
        document = read_document(number, home=code)
        assert document.sex == ("F" if female else "M")
        assert str(born) in document.born


@pytest.mark.parametrize("code", sorted(code for code, nation in nations().items() if nation.national))
def test_numbers_are_of_the_kind_that_the_record_room_knows(code: str) -> None:
    numbers = make_numbers(nations()[code].national, np.random.default_rng(2), holders=holders(code, count=5))
    known = {read_document(number, home=code).kind for number in numbers}
    assert known <= {"national-id", "unknown", "passport"} and (
        "national-id" in known or code in {"CMR", "NPL", "NAM", "TUN"}
    )


def test_taiwans_check_digit() -> None:
    # The specimen that the register's office prints: A123456789.
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    for number in [
        "A123456789",
        *make_numbers("{code}{1m}#######{tw}", np.random.default_rng(2), holders=holders("TWN")),
    ]:
        letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0]) + 10
        digits = [letter // 10, letter % 10, *map(int, number[1:])]
        assert sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 10 == 0


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no .moon."):
        make_numbers("{moon}", np.random.default_rng(1), holders=holders("KEN", count=1))


def test_templates_keep_their_rows() -> None:
    made = make_from_templates(np.array(["12##", "", "3###", "12##"]), np.random.default_rng(1))
    assert [len(number) for number in made] == [4, 0, 4, 4]
    assert [number[:1] for number in made] == ["1", "", "3", "1"]
