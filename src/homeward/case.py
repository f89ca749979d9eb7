"""What may happen next to a case: one table.

Stages say where the *person* is; gates say what is *open*. They are separate: a person waits at one stage
while gates open in any order. The table below is the only place where a transition stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from homeward.errors import Refused


class Stage(StrEnum):
    """Where a person is on the way home."""

    REGISTERED = "registered"
    WAITING = "waiting"
    ASSIGNED = "assigned"
    ANNOUNCED = "announced"
    BOARDING = "boarding"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    IN_TRANSIT = "in_transit"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    MOVED_WITHOUT_CLEARANCE = "moved_without_clearance"
    LEFT = "left"
    PASSED_ON = "passed_on"
    IN_HOSPITAL = "in_hospital"
    DIED = "died"
    RELEASED_LOCALLY = "released_locally"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from, to, the role that may, and what it needs."""

    source: Stage
    target: Stage
    role: str
    needs: str = ""


_S = Stage
_WAY = (
    (_S.REGISTERED, _S.WAITING, "reviewer", "identity looked at"),
    (_S.WAITING, _S.ASSIGNED, "coordinator", "every gate open or expected on the day"),
    (_S.ASSIGNED, _S.WAITING, "coordinator", ""),
    (_S.ASSIGNED, _S.ANNOUNCED, "coordinator", "two people"),
    (_S.ANNOUNCED, _S.ASSIGNED, "border", ""),
    (_S.ANNOUNCED, _S.BOARDING, "border", "a sealed manifest"),
    (_S.BOARDING, _S.HANDED_OVER, "border", "a clearance valid on the day"),
    (_S.BOARDING, _S.WAITING, "border", "a reason"),
    (_S.HANDED_OVER, _S.RECEIVED, "border", "the receiving side's acknowledgement"),
    (_S.HANDED_OVER, _S.WAITING, "border", "sent back, with a reason"),
    (_S.RECEIVED, _S.IN_TRANSIT, "border", ""),
    (_S.RECEIVED, _S.DEPARTED, "border", ""),
    (_S.IN_TRANSIT, _S.DEPARTED, "border", ""),
    (_S.DEPARTED, _S.ARRIVED, "reception", "confirmed for this person"),
)
# A home state's own word that a person has arrived closes the episode wherever the papers had left it.
_ARRIVED_UNSEEN = tuple(
    (stage, _S.ARRIVED, "reception", "the receiver's own count")
    for stage in (_S.WAITING, _S.HANDED_OVER, _S.RECEIVED, _S.IN_TRANSIT, _S.MOVED_WITHOUT_CLEARANCE)
)
SIDE_EXITS = (_S.MOVED_WITHOUT_CLEARANCE, _S.LEFT, _S.PASSED_ON, _S.IN_HOSPITAL, _S.DIED, _S.RELEASED_LOCALLY)
_BEFORE_ARRIVAL = tuple(stage for stage in Stage if stage not in SIDE_EXITS and stage is not _S.ARRIVED)
_ASIDE = tuple((stage, exit_, "border", "a reason class") for stage in _BEFORE_ARRIVAL for exit_ in SIDE_EXITS)
_BACK = tuple((exit_, _S.WAITING, "registrar", "seen again") for exit_ in SIDE_EXITS if exit_ is not _S.DIED)

TRANSITIONS: tuple[Transition, ...] = tuple(
    Transition(source=source, target=target, role=role, needs=needs)
    for source, target, role, needs in (*_WAY, *_ARRIVED_UNSEEN, *_ASIDE, *_BACK)
)
_TABLE = {(row.source, row.target): row for row in TRANSITIONS}


def transition(source: Stage, target: Stage) -> Transition:
    """Return the row of the table, or refuse with both stages named."""
    row = _TABLE.get((source, target))
    if row is None:
        raise Refused("refused.transition", f"from {source} to {target}")
    return row
