from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.screen.build import ON, WEEK_AGO, a_case

from homeward.errors import Refused
from homeward.screen import Evidence, Hold, may_ask_state

HOLD = Hold(set_by="s1", set_on=WEEK_AGO)


def lifted(*by: str, on: date = ON) -> Hold:
    return replace(HOLD, lifted_by=by, lifted_on=on)


def test_one_sets_and_two_lift() -> None:
    hold = lifted("s1", "s2")
    assert (hold.stands(ON), hold.stands(ON - timedelta(days=1))) == (False, True)
    assert HOLD.stands(WEEK_AGO)
    assert not HOLD.stands(WEEK_AGO - timedelta(days=1))


@pytest.mark.parametrize("by", [(), ("s1",), ("s1", "s1")])
def test_one_alone_lifts_nothing(by: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=r"refused\.second-person"):
        lifted(*by)


def test_a_hold_cannot_be_lifted_before_it_was_set_or_without_a_day() -> None:
    with pytest.raises(Refused):
        lifted("s1", "s2", on=WEEK_AGO - timedelta(days=1))
    with pytest.raises(Refused):
        Hold(set_by="s1", set_on=ON, lifted_by=("s1", "s2"))


def test_nobody_with_a_hold_or_an_objection_is_made_known_to_their_state() -> None:
    assert may_ask_state(a_case(), on=ON)
    assert not may_ask_state(replace(a_case(), holds=(HOLD,)), on=ON)
    assert may_ask_state(replace(a_case(), holds=(lifted("s1", "s2"),)), on=ON)
    no = Evidence(gate="basis", stopped_on=ON - timedelta(days=1))
    assert not may_ask_state(a_case(evidence=(no,)), on=ON)
    assert may_ask_state(a_case(evidence=(no,)), on=ON - timedelta(days=2))
    assert may_ask_state(a_case(evidence=(no, Evidence(gate="basis", opened_on=ON))), on=ON)
