from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.record.mrz import check_digit, confusable_numbers, read_mrz

# The specimens printed in ICAO Doc 9303 parts 4, 5, 6 and 7.
TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
VISA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]


@pytest.mark.parametrize(
    ("lines", "layout", "number", "nationality"),
    [
        (TD3, "TD3", "L898902C3", "UTO"),
        (TD1, "TD1", "D23145890", "UTO"),
        (TD2, "TD2", "D23145890", "UTO"),
        (VISA, "MRV-A", "L8988901C", "XXX"),
    ],
)
def test_the_specimens_are_read_and_their_digits_fit(lines, layout, number, nationality):
    zone = read_mrz(lines)
    assert (zone.format, zone.number, zone.nationality, zone.wrong) == (layout, number, nationality, ())
    assert (zone.primary, zone.secondary, zone.sex) == ("ERIKSSON", "ANNA MARIA", "F")


@pytest.mark.parametrize(("field", "place"), [("number", 0), ("born", 13), ("expires", 21), ("optional", 28)])
def test_a_wrong_sign_is_named_not_refused(field, place):
    line = TD3[1]
    other = "3" if line[place] != "3" else "4"
    zone = read_mrz([TD3[0], line[:place] + other + line[place + 1 :]])
    assert field in zone.wrong
    assert "composite" in zone.wrong


def test_the_digits_of_confusable_readings_fit_and_are_offered():
    zone = read_mrz(TD3)
    assert {"1898902C3", "L89S902C3"} <= set(zone.alternatives)
    line = TD3[1].replace("L898902C3", "1898902C3")
    misread = read_mrz([TD3[0], line])
    assert misread.wrong == ()  # the digits cannot tell L from 1 …
    assert "L898902C3" in misread.alternatives  # … so the other reading is flagged


@pytest.mark.parametrize(("left", "right"), [("G", "6"), ("L", "1"), ("S", "8")])
def test_the_swaps_that_pass_every_check_digit(left, right):
    assert check_digit(f"AB{left}12345") == check_digit(f"AB{right}12345")
    assert f"AB{right}12345" in confusable_numbers(f"AB{left}12345")


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=9))
def test_every_alternative_keeps_the_digit_and_differs_in_one_sign(number):
    for other in confusable_numbers(number):
        assert check_digit(other) == check_digit(number)
        assert sum(a != b for a, b in zip(number, other, strict=True)) == 1


def test_a_long_number_goes_on_in_the_optional_data():
    tail = "123"
    head = "D23145890"
    digit = check_digit(head + tail)
    line = f"I<UTO{head}<{tail}{digit}".ljust(30, "<")
    zone = read_mrz([line, TD1[1], TD1[2]])
    assert zone.number == head + tail
    assert "number" not in zone.wrong


@pytest.mark.parametrize("lines", [[], ["P<UTO"], TD3[:1], [*TD3, TD3[0]], [TD3[0], "é" * 44], [TD3[0].lower()]])
def test_another_shape_is_refused(lines):
    with pytest.raises(InputError, match=r"input\.bad-value"):
        read_mrz(lines)


@given(st.lists(st.text(max_size=50), max_size=4))
def test_any_lines_are_read_or_refused(lines):
    try:
        read_mrz(lines)
    except InputError as error:
        assert error.code == "input.bad-value"
