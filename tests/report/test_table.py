from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.build import BASE, DAY, a_scope, a_table

from homeward.errors import InputError
from homeward.report import Measure, band_of


@given(st.integers(0, 100_000), st.sampled_from((10, 20, 50)))
def test_a_band_holds_its_count_and_begins_with_one_wide_enough_to_hide_zero(count, base):
    band = band_of(count, base=base)
    assert band.low <= count <= band.high
    assert band.low % base == 0
    assert (band.low == 0) == (count < 2 * base)
    assert band.high - band.low == (2 * base if band.low == 0 else base) - 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: a_table(total=-1),
        lambda: a_table(cells=[("China", -1)], total=3),
        lambda: a_table(cells=[("", 1)]),
        lambda: a_table(cells=[("other nationalities", 1)]),
        lambda: a_scope(Measure.IDENTIFIED, since=DAY, as_of=BASE),
        lambda: a_scope(definition=" "),
    ],
)
def test_a_count_without_meaning_is_refused(make):
    with pytest.raises(InputError):
        make()
