from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.screen.build import ON, WEEK_AGO, a_case

from homeward.errors import Refused
from homeward.screen import Evidence, Hold, Service, lift, may_ask_state, refer

HOLD = Hold(set_by="s1", set_on=WEEK_AGO)


def test_one_sets_and_two_lift() -> None:
    lifted = lift(HOLD, by=("s2", "s1"), on=ON)
    assert (lifted.lifted_by, lifted.stands(ON), lifted.stands(ON - timedelta(days=1))) == (("s1", "s2"), False, True)
    assert HOLD.stands(WEEK_AGO)
    assert not HOLD.stands(WEEK_AGO - timedelta(days=1))
    with pytest.raises(Refused, match=r"refused\.already"):
        lift(lifted, by=("s1", "s2"), on=ON)


@pytest.mark.parametrize("by", [(), ("s1",), ("s1", "s1")])
def test_one_alone_lifts_nothing(by: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=r"refused\.second-person"):
        lift(HOLD, by=by, on=ON)


def test_a_hold_cannot_be_lifted_before_it_was_set_or_without_a_day() -> None:
    with pytest.raises(Refused):
        lift(HOLD, by=("s1", "s2"), on=WEEK_AGO - timedelta(days=1))
    with pytest.raises(Refused):
        Hold(set_by="s1", set_on=ON, lifted_by=("s1", "s2"))


def test_nobody_with_a_hold_or_an_objection_is_made_known_to_their_state() -> None:
    assert may_ask_state(a_case(), on=ON)
    assert not may_ask_state(replace(a_case(), holds=(HOLD,)), on=ON)
    assert may_ask_state(replace(a_case(), holds=(lift(HOLD, by=("s1", "s2"), on=ON),)), on=ON)
    no = Evidence(gate="basis", stopped_on=ON - timedelta(days=1))
    assert not may_ask_state(a_case(evidence=(no,)), on=ON)
    assert may_ask_state(a_case(evidence=(no,)), on=ON - timedelta(days=2))
    assert may_ask_state(a_case(evidence=(no, Evidence(gate="basis", opened_on=ON))), on=ON)


def test_nobody_is_passed_on_without_their_consent() -> None:
    made = refer("P1", service=Service.SHELTER, by="s1", on=ON, consented_on=ON)
    assert (made.person, made.service) == ("P1", Service.SHELTER)
    for consented_on in (None, ON + timedelta(days=1)):
        with pytest.raises(Refused):
            refer("P1", service=Service.SHELTER, by="s1", on=ON, consented_on=consented_on)
