"""Protection's own page: holds, screening, and the gates as they truly are. For everybody else it does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from homeward.record import Attribute, questions, read_document
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import GONE
from homeward.web.queries.people import PersonRow, row_of
from homeward.web.queries.person import GateSeen, gate_seen
from homeward.web.queries.reader import may, sight_of
from homeward.web.queries.seen import seen
from homeward.web.rows import record_of


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
    """One person as protection sees them. `questions` are for the interview: a document's number says otherwise."""

    row: PersonRow
    questions: tuple[str, ...]
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
    ordered = sorted(counts.items(), key=lambda pair: -len(pair[1]))
    standing = models.Hold.objects.filter(lifted_at=None).select_related("person").order_by("set_at", "pk")
    return ProtectionSeen(
        holds=tuple(_hold(row) for row in standing),
        tracks=tuple(TrackCount(track=track, outcome=outcome, people=len(ids)) for (track, outcome), ids in ordered),
        unscreened=unscreened().count(),
    )


def unscreened() -> QuerySet[models.Person]:
    """Return who is still here and has neither an interview nor the word of two that none is needed."""
    agreed = models.Word.objects.filter(person=OuterRef("pk"), gate="screening").exclude(opened_on=None)
    people = models.Person.objects.filter(merged_into=None, screening=None).exclude(stage__in=GONE)
    return people.exclude(Exists(agreed))


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
        questions=_questions(person) if Attribute.DOCUMENT in sight_of(by).attributes else (),
        holds=tuple(_hold(row) for row in holds),
        screenings=tuple(seen(ScreeningSeen, row) for row in screenings),
        gates=tuple(gate_seen(gate, on) for gate in gates),
    )


def _questions(person: models.Person) -> tuple[str, ...]:
    records = [record_of(row) for row in models.Record.objects.filter(person=person, is_current=True)]
    born = [reading for record in records for reading in record.readings(Attribute.BORN)]
    numbers = {reading for record in records for reading in record.readings(Attribute.DOCUMENT)}
    documents = [read_document(number, home=person.nationality) for number in sorted(numbers)]
    asked = [questions(document, born=born, sex=person.sex) for document in documents]
    return tuple(dict.fromkeys(question for some in asked for question in some))


def _hold(row: models.Hold) -> HoldSeen:
    return seen(HoldSeen, row, {"reference": row.person.reference})
