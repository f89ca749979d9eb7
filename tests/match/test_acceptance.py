"""Rows A9 to A13 of the domain reference's table of discrepancies (section 6), each under its name."""

from __future__ import annotations

from datetime import date

import pytest
from tests.match.build import features

from homeward.errors import InputError
from homeward.match import compare, keys, load_model, name_pair
from homeward.record import confusable, read_dates, read_mrz, read_nationality

MODEL = load_model("1")
BORN = "1990-05-06"


def is_candidate(left: str, right: str) -> bool:
    """Tell whether two people of one birth date meet by a key of their name, and the name speaks for them."""
    a, b = features("l:1", name=left, born=BORN), features("r:1", name=right, born=BORN)
    named = {key for key in keys(a) if key[0] == "w"} & {key for key in keys(b) if key[0] == "w"}
    return bool(named) and compare(a, b, MODEL).bits["name"] > 0


def test_a9_congolese_is_asked_about_and_na_is_namibia():
    with pytest.raises(InputError) as refused:
        read_nationality("Congolese")
    assert refused.value.code == "input.ambiguous-nationality"
    assert read_nationality("NA") == "NAM"


def test_a10_megabit_and_the_buddhist_era_are_read_as_days():
    assert read_dates("Megabit 1, 2017")[0].iso == "2025-03-10"
    assert read_dates("22 October 2568")[0].iso == "2025-10-22"
    assert date.fromisoformat(read_dates("22 October 2568", home="THA")[0].iso) == date(2025, 10, 22)


@pytest.mark.parametrize("latin", ["LU", "LV", "LYU"])
def test_a11_lu_with_two_dots_is_a_candidate_however_it_is_printed(latin):
    assert is_candidate("吕伟", f"{latin} WEI")
    assert is_candidate("呂偉", f"WEI {latin}")


def test_a11_lu_without_dots_is_a_candidate_as_lu_only():
    same, *others = (name_pair("陆伟", f"{latin} WEI", MODEL).bits for latin in ("LU", "LV", "LYU"))
    assert is_candidate("陆伟", "LU WEI") and same > 5
    assert all(bits < same - 5 for bits in others)


@pytest.mark.parametrize(
    ("two", "three"),
    [("Tesfaye Kebede", "Tesfaye Kebede Alemu"), ("ተስፋዬ ከበደ", "Tesfaye Kebede Alemu"), ("Hana Girma", "ሀና ግርማ በቀለ")],
)
def test_a12_a_name_of_two_parts_is_a_candidate_for_one_of_three(two, three):
    assert is_candidate(two, three)
    assert (
        not is_candidate(two.split()[0] + " Wolde", three)
        or name_pair(two, three, MODEL).bits > name_pair(two.split()[0] + " Wolde", three, MODEL).bits
    )


@pytest.mark.parametrize(("read", "printed"), [("6", "G"), ("1", "L"), ("8", "S")])
def test_a13_a_reading_that_fits_the_check_digit_is_flagged_as_confusable(read, printed):
    optional = "ZE184226B"
    line = f"X7{printed}7902C3"
    zone = read_mrz(["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", _second_line(line, optional)])
    misread = read_mrz(
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", _second_line(line.replace(printed, read), optional)]
    )
    assert (zone.wrong, misread.wrong) == ((), ())
    assert line in misread.alternatives
    assert confusable(line) == confusable(line.replace(printed, read))


def _second_line(number: str, optional: str) -> str:
    """Make the second line of a passport with right digits, from the rule of the reference (section 3.1)."""
    parts = (number, "740812", "120415", f"{optional:<<14}")
    number_, born, until, more = (part + _digit(part) for part in parts)
    whole = f"{number_}UTO{born}F{until}{more}"
    return whole + _digit(number_ + born + until + more)


def _digit(text: str) -> str:
    values = ["<", *"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    weights = [max(0, values.index(sign) - 1) * (7, 3, 1)[place % 3] for place, sign in enumerate(text)]
    return str(sum(weights) % 10)
