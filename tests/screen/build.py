"""Builders for the cases of these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from homeward.screen import CaseFacts, Evidence, Outcome, Screening

ON = date(2025, 2, 24)
REGISTERED = date(2025, 2, 1)
WEEK_AGO = ON - timedelta(days=7)
PLAIN = ("identity", "nationality", "document", "guarantee", "officials", "basis", "fit", "funding")
GATES = (*PLAIN, "screening")


def a_word(gate: str, *, opened_on: date = WEEK_AGO, until: date | None = None) -> Evidence:
    return Evidence(gate=gate, opened_on=opened_on, until=until, by=("a", "b"))


def a_case(
    *,
    person: str = "P1",
    state: str = "",
    evidence: tuple[Evidence, ...] = (),
    screenings: tuple[Screening, ...] = (),
) -> CaseFacts:
    return CaseFacts(
        person=person,
        registered_on=REGISTERED,
        state=state,
        births=("1998-03-12",),
        evidence=evidence,
        screenings=screenings,
    )


def an_open_case(*, person: str = "P1", state: str = "") -> CaseFacts:
    return a_case(
        person=person,
        state=state,
        evidence=tuple(a_word(gate, opened_on=ON if gate == "fit" else WEEK_AGO) for gate in PLAIN),
        screenings=(Screening(track="full", outcome=Outcome.NOT_IDENTIFIED, done_on=WEEK_AGO),),
    )


def without(facts: CaseFacts, gate: str) -> CaseFacts:
    """The same case without any word on one gate."""
    return replace(
        facts,
        evidence=tuple(word for word in facts.evidence if word.gate != gate),
        screenings=() if gate == "screening" else facts.screenings,
    )
