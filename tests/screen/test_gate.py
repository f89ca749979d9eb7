from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen.build import GATES, ON, REGISTERED, a_case, a_word, an_open_case, without

from homeward.errors import InputError
from homeward.policy import standard_policy
from homeward.screen import (
    Assessment,
    CaseFacts,
    Evidence,
    Outcome,
    Screening,
    State,
    screen,
    screen_all,
    standard_rules,
)

RULES, POLICY = standard_rules(), standard_policy()


def assess(facts: CaseFacts, *, on: date = ON) -> Assessment:
    return screen(facts, rules=RULES, policy=POLICY, on=on)


def state_of(facts: CaseFacts, gate: str, *, on: date = ON) -> State:
    return next(found.state for found in assess(facts, on=on).gates if found.gate == gate)


def test_all_gates_open_make_a_clearance_that_ends_with_the_first_of_them() -> None:
    clearance = assess(an_open_case()).clearance
    assert clearance is not None
    assert (clearance.valid_from, clearance.valid_until) == (ON, ON + timedelta(days=POLICY.clearance_days))
    short = replace(
        without(an_open_case(), "document"),
        evidence=(*without(an_open_case(), "document").evidence, a_word("document", until=ON + timedelta(days=3))),
    )
    assert assess(short).clearance.valid_until == ON + timedelta(days=3)  # type: ignore[union-attr]
    assert clearance.rules == RULES.name


@pytest.mark.parametrize("gate", GATES)
def test_every_single_gate_can_keep_somebody_back(gate: str) -> None:
    facts = without(an_open_case(), gate)
    assert assess(facts).clearance is None
    assert state_of(facts, gate) is State.WAITING


@pytest.mark.parametrize("gate", [g for g in GATES if g != "screening"])
def test_a_no_on_any_gate_stops_and_a_later_yes_opens_again(gate: str) -> None:
    no = Evidence(gate=gate, stopped_on=ON)
    facts = replace(an_open_case(), evidence=(*an_open_case().evidence, no))
    assert state_of(facts, gate) is State.STOPPED
    assert assess(facts).clearance is None
    again = replace(facts, evidence=(*facts.evidence, a_word(gate, opened_on=ON + timedelta(days=1))))
    assert state_of(again, gate) is State.STOPPED
    assert state_of(again, gate, on=ON + timedelta(days=1)) is State.OPEN


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Evidence(gate="document", opened_on=ON, until=ON), State.OPEN),
        (Evidence(gate="document", opened_on=ON - timedelta(days=9), until=ON - timedelta(days=1)), State.WAITING),
        (Evidence(gate="document", opened_on=ON + timedelta(days=1)), State.WAITING),
        (Evidence(gate="document", asked_on=ON - timedelta(days=3)), State.WAITING),
        (Evidence(gate="document", opened_on=ON, stopped_on=ON), State.STOPPED),
        (Evidence(gate="document", stopped_on=ON + timedelta(days=1)), State.WAITING),
        (Evidence(gate="fit", opened_on=ON - timedelta(days=14)), State.OPEN),
        (Evidence(gate="fit", opened_on=ON - timedelta(days=15)), State.WAITING),
        (Evidence(gate="screening", opened_on=ON, by=("a",)), State.WAITING),
        (Evidence(gate="screening", opened_on=ON, by=("a", "a")), State.WAITING),
        (Evidence(gate="screening", opened_on=ON, by=("a", "b")), State.OPEN),
    ],
)
def test_how_one_word_reads_on_the_day(word: Evidence, expected: State) -> None:
    facts = without(an_open_case(), word.gate)
    assert state_of(replace(facts, evidence=(*facts.evidence, word)), word.gate) is expected


def test_a_waiting_gate_says_since_when_and_when_it_will_open() -> None:
    words = (
        Evidence(gate="guarantee", asked_on=ON - timedelta(days=4)),
        Evidence(gate="guarantee", opened_on=ON + timedelta(days=5)),
    )
    facts = without(an_open_case(), "guarantee")
    found = next(g for g in assess(replace(facts, evidence=facts.evidence + words)).gates if g.gate == "guarantee")
    assert (found.since, found.expected) == (ON - timedelta(days=4), ON + timedelta(days=5))
    bare = next(g for g in assess(facts).gates if g.gate == "guarantee")
    assert (bare.since, bare.expected) == (REGISTERED, None)


@pytest.mark.parametrize(
    ("track", "outcome", "expected"),
    [
        ("full", Outcome.IDENTIFIED, State.OPEN),
        ("full", Outcome.NOT_IDENTIFIED, State.OPEN),
        ("same_day", Outcome.PRESUMED, State.OPEN),
        ("full", Outcome.PENDING, State.WAITING),
        ("full", Outcome.UNKNOWN, State.WAITING),
        ("not_offered", Outcome.NOT_IDENTIFIED, State.WAITING),
        ("declined", Outcome.NOT_IDENTIFIED, State.WAITING),
        ("by_home_state", Outcome.NOT_IDENTIFIED, State.WAITING),
        ("by_holder", Outcome.NOT_IDENTIFIED, State.WAITING),
    ],
)
def test_an_absent_screening_never_reads_as_done(track: str, outcome: Outcome, expected: State) -> None:
    facts = replace(an_open_case(), screenings=(Screening(track=track, outcome=outcome, done_on=ON),))
    assert state_of(facts, "screening") is expected


@pytest.mark.parametrize(
    ("births", "is_child"),
    [
        (("1998-03-12",), False),
        (("1998-03-12", "2007-03-12"), True),
        (("2007-02-24",), False),
        (("2007-02-25",), True),
        (("2007",), True),
        (("2006",), False),
        ((), True),
    ],
)
def test_the_youngest_reading_decides_who_may_be_a_child(births: tuple[str, ...], is_child: bool) -> None:
    facts = replace(without(an_open_case(), "children"), births=births)
    assert ("children" in {gate.gate for gate in assess(facts, on=date(2025, 2, 24)).gates}) is is_child
    assert (assess(facts, on=date(2025, 2, 24)).clearance is None) is is_child


def test_a_child_needs_two_different_approvals() -> None:
    child = replace(without(an_open_case(), "children"), births=("2009",))
    for by, expected in (
        ((), State.WAITING),
        (("a",), State.WAITING),
        (("a", "a"), State.WAITING),
        (("a", "b"), State.OPEN),
    ):
        facts = replace(child, evidence=(*child.evidence, Evidence(gate="children", opened_on=ON, by=by)))
        assert state_of(facts, "children") is expected


def test_a_group_waits_for_its_last_member() -> None:
    pair = [replace(an_open_case(person=name), group="g1") for name in ("P1", "P2")]
    late = without(pair[1], "funding")
    alone = an_open_case(person="P3")
    ready = screen_all([*pair, alone], rules=RULES, policy=POLICY, on=ON)
    assert [bool(a.clearance) for a in ready] == [True, True, True]
    waiting = screen_all([pair[0], late, alone], rules=RULES, policy=POLICY, on=ON)
    assert [bool(a.clearance) for a in waiting] == [False, False, True]
    assert waiting == screen_all([alone, late, pair[0]], rules=RULES, policy=POLICY, on=ON)
    assert "travel with" in waiting[0].told


def test_the_person_is_told_one_sentence_with_the_state_and_the_day() -> None:
    facts = without(an_open_case(state="ETH"), "nationality")
    asked = replace(facts, evidence=(*facts.evidence, Evidence(gate="nationality", asked_on=date(2025, 2, 20))))
    told = assess(asked, on=date(2025, 2, 24)).told
    assert told == (
        "We have asked Ethiopia about its people on 20 February and have no answer about you yet. "
        "Its consular desk is in charge; ask again on Monday 3 March."
    )
    assert "not yet asked Ethiopia" in assess(facts).told
    assert "ready to travel" in assess(an_open_case()).told


def test_nothing_known_is_everything_waiting() -> None:
    bare = assess(a_case())
    assert {gate.state for gate in bare.gates if gate.gate != "hold"} == {State.WAITING}
    assert all(gate.tell and gate.staff and gate.owner for gate in bare.gates if gate.state is not State.OPEN)


def test_words_that_the_rules_do_not_have_are_refused() -> None:
    with pytest.raises(InputError):
        assess(a_case(evidence=(Evidence(gate="mood", opened_on=ON),)))
    with pytest.raises(InputError):
        assess(a_case(screenings=(Screening(track="gossip"),)))
    with pytest.raises(InputError):
        Evidence(gate="fit", until=ON)


DAYS = st.integers(-30, 30).map(lambda days: ON + timedelta(days=days))
WORDS = st.lists(
    st.builds(
        Evidence,
        gate=st.sampled_from(GATES),
        opened_on=st.none() | DAYS,
        asked_on=st.none() | DAYS,
        stopped_on=st.none() | DAYS,
        by=st.sampled_from(((), ("a",), ("a", "b"))),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_words_does_not_matter_and_a_clearance_means_all_open(
    words: list[Evidence], random: object
) -> None:
    facts = a_case(evidence=tuple(words))
    random.shuffle(words)  # type: ignore[attr-defined]
    found = assess(facts)
    assert found == assess(replace(facts, evidence=tuple(words)))
    assert (found.clearance is not None) == all(gate.state is State.OPEN for gate in found.gates)


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_a_clearance_holds_on_each_of_its_days_as_long_as_nobody_speaks(words: list[Evidence]) -> None:
    before = [word for word in words if not word.stopped_on or word.stopped_on <= ON]
    facts = replace(an_open_case(), evidence=(*an_open_case().evidence, *before))
    clearance = assess(facts).clearance
    if clearance:
        assert all(
            assess(facts, on=ON + timedelta(days=day)).clearance for day in range((clearance.valid_until - ON).days + 1)
        )
