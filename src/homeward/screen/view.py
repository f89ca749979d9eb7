"""What a role may see of an assessment. A hold is not hidden here: it is never put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from homeward.screen.gate import Assessment, GateState, State
from homeward.screen.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What somebody waits for: the first gate that is not open, who has to act, and for how many days already."""

    gate: str
    owner: str
    since: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An assessment as one role may see it. `waits_on` is None, and `ready_until` set, for somebody cleared."""

    person: str
    on: date
    gates: tuple[GateState, ...]
    ready_until: date | None
    told: str
    waits_on: Wait | None


def visible(assessment: Assessment, *, role: str, rules: Rules) -> View:
    """Return what `role` may see.

    Roles outside protection get the outward gates: whether protection's gate waits for an interview, a
    consent, a child's approvals or a hold, the view is the same, value by value.
    """
    gates = assessment.gates if role in rules.sees_protection else assessment.outward
    first = next((gate for gate in gates if gate.state is not State.OPEN), None)
    clearance = assessment.clearance
    return View(
        person=assessment.person,
        on=assessment.on,
        gates=gates,
        ready_until=clearance.valid_until if clearance else None,
        told=assessment.told,
        waits_on=_wait(first, on=assessment.on) if first else None,
    )


def _wait(gate: GateState, *, on: date) -> Wait:
    return Wait(gate=gate.gate, owner=gate.owner, since=gate.since, days=(on - gate.since).days)
