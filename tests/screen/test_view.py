"""Nobody outside protection can tell a hold from the ordinary not-ready state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen.build import GATES, ON, WEEK_AGO, an_open_case, without

from homeward.policy import standard_policy
from homeward.screen import Assessment, CaseFacts, Evidence, GateState, Hold, State, screen, screen_all, standard_rules

RULES, POLICY = standard_rules(), standard_policy()
HOLD = Hold(set_by="s1", set_on=WEEK_AGO)
Outside = tuple[tuple[GateState, ...], str, date | None]


def outside(found: Assessment) -> Outside:
    """What leaves the room for those who are not protection: outward gates, the sentence, until when ready."""
    return found.outward, found.told, found.clearance.valid_until if found.clearance else None


def seen(facts: CaseFacts, *, on: date = ON) -> Outside:
    return outside(screen(facts, rules=RULES, policy=POLICY, on=on))


def test_a_held_person_looks_like_one_whose_interview_or_consent_or_approval_is_missing() -> None:
    gates, told, ready_until = seen(replace(an_open_case(), holds=(HOLD,)))
    assert (gates, told, ready_until) == seen(without(an_open_case(), "screening"))
    assert (gates, told, ready_until) == seen(without(an_open_case(), "basis"))
    assert (gates, told, ready_until) == seen(replace(an_open_case(), births=("2010",)))
    assert (gates, told, ready_until) != seen(an_open_case())
    assert ready_until is None
    first = next(gate for gate in gates if gate.state is not State.OPEN)
    assert (first.gate, first.owner) == ("protection", "protection")


def test_protection_itself_sees_the_hold() -> None:
    held = screen(replace(an_open_case(), holds=(HOLD,)), rules=RULES, policy=POLICY, on=ON)
    assert [gate.gate for gate in held.gates if gate.state is State.STOPPED] == ["hold"]


@settings(max_examples=300, deadline=None)
@given(
    st.sets(st.sampled_from(GATES)),
    st.integers(-10, 20),
    st.integers(0, 10),
    st.lists(st.sampled_from(GATES), max_size=3),
)
def test_whole_views_are_equal_over_all_cases_and_days(
    missing: set[str], day: int, set_before: int, refused: list[str]
) -> None:
    facts = an_open_case()
    for gate in missing:
        facts = without(facts, gate)
    facts = replace(facts, evidence=(*facts.evidence, *(Evidence(gate=gate, stopped_on=ON) for gate in refused)))
    held = replace(facts, holds=(Hold(set_by="s1", set_on=ON - timedelta(days=set_before)),))
    on = ON + timedelta(days=day)
    unscreened = without(facts, "screening")
    if held.holds[0].stands(on):
        assert seen(held, on=on) == seen(unscreened, on=on)
    if seen(facts, on=on)[2] is None:
        assert seen(held, on=on) == seen(facts, on=on)


def test_an_open_interview_is_not_shown_either_so_that_a_later_hold_changes_nothing() -> None:
    waiting = without(an_open_case(), "document")
    before = seen(waiting)
    after = seen(replace(waiting, holds=(HOLD,)))
    assert before == after
    assert [gate.state for gate in before[0] if gate.gate == "protection"] == [State.WAITING]


def test_what_the_person_is_told_never_differs_either() -> None:
    held = screen(replace(an_open_case(), holds=(HOLD,)), rules=RULES, policy=POLICY, on=ON)
    plain = screen(without(an_open_case(), "screening"), rules=RULES, policy=POLICY, on=ON)
    assert held.told == plain.told
    assert not {"hold", "held", "danger", "sealed"} & set(held.told.lower().replace(";", " ").replace(".", " ").split())


def test_a_lifted_hold_leaves_no_trace_in_what_others_or_the_clearance_see() -> None:
    lifted = Hold(set_by="s1", set_on=WEEK_AGO, lifted_by=("s1", "s2"), lifted_on=ON)
    facts = an_open_case()
    after = screen(replace(facts, holds=(lifted,)), rules=RULES, policy=POLICY, on=ON)
    never = screen(facts, rules=RULES, policy=POLICY, on=ON)
    assert after.clearance == never.clearance
    assert outside(after) == outside(never)


def test_the_companions_of_a_held_person_see_the_ordinary_incomplete_group() -> None:
    pair = [replace(an_open_case(person=name), group="g1") for name in ("P1", "P2")]
    held = screen_all([pair[0], replace(pair[1], holds=(HOLD,))], rules=RULES, policy=POLICY, on=ON)
    plain = screen_all([pair[0], without(pair[1], "basis")], rules=RULES, policy=POLICY, on=ON)
    assert [outside(each) for each in held] == [outside(each) for each in plain]
