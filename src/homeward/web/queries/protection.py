"""Protection's own page: holds, screening, and the gates as they truly are. For everybody else it does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from homeward.case import SIDE_EXITS, Stage
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.people import PersonRow, row_of
from homeward.web.queries.person import GateSeen, gate_seen
from homeward.web.queries.reader import may
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSeen:
    """One hold. `lifted_by` names who has said that it may be lifted; two are needed."""

    id: int
    reference: str
    reason_class: str
    set_by: str
    set_at: datetime
    lifted_by: tuple[str, ...]
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningSeen:
    """One interview, or the fact that there was none."""

    track: str
    outcome: str
    on: date | None
    interviewer: str
    interpreter: str
    decided_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCount:
    """How many people stand on one screening track with one outcome."""

    track: str
    outcome: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionSeen:
    """The desk: holds that stand, and how the screening goes."""

    holds: tuple[HoldSeen, ...]
    tracks: tuple[TrackCount, ...]
    unscreened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSeen:
    """One person as protection sees them."""

    row: PersonRow
    holds: tuple[HoldSeen, ...]
    screenings: tuple[ScreeningSeen, ...]
    gates: tuple[GateSeen, ...]


def protection_see(by: By) -> ProtectionSeen | None:
    """Return the desk, or None for who is not protection."""
    if not may(by, "protection.see"):
        return None
    counts: dict[tuple[str, str], set[int]] = {}
    for track, outcome, person in models.Screening.objects.values_list("track", "outcome", "person_id"):
        counts.setdefault((track, outcome), set()).add(person)
    waiting = models.Person.objects.filter(merged_into=None).exclude(stage__in=(Stage.ARRIVED, *SIDE_EXITS))
    ordered = sorted(counts.items(), key=lambda pair: -len(pair[1]))
    standing = models.Hold.objects.filter(lifted_at=None).select_related("person").order_by("set_at", "pk")
    return ProtectionSeen(
        holds=tuple(_hold(row) for row in standing),
        tracks=tuple(TrackCount(track=track, outcome=outcome, people=len(ids)) for (track, outcome), ids in ordered),
        unscreened=waiting.filter(screening=None).count(),
    )


def case_see(by: By, reference: str) -> CaseSeen | None:
    """Return one person as protection sees them, or None when there is none for this reader."""
    person = models.Person.objects.filter(reference=reference, merged_into=None).first()
    if person is None or not may(by, "protection.see"):
        return None
    on = by.day
    holds = models.Hold.objects.filter(person=person).select_related("person").order_by("-set_at")
    screenings = models.Screening.objects.filter(person=person).order_by("-on")
    gates = models.SealedGate.objects.filter(person=person).order_by("order")
    return CaseSeen(
        row=row_of(person, on=on, sees_gates=True),
        holds=tuple(_hold(row) for row in holds),
        screenings=tuple(seen(ScreeningSeen, row) for row in screenings),
        gates=tuple(gate_seen(gate, on) for gate in gates),
    )


def _hold(row: models.Hold) -> HoldSeen:
    return seen(HoldSeen, row, {"reference": row.person.reference})
