"""One person's page: only the parts that the reader may see are read at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from homeward.record import Attribute, PersonRecord, summarise
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import GONE
from homeward.web.actions.verify import SEVERAL
from homeward.web.queries.people import PersonRow, row_of
from homeward.web.queries.reader import may, people_of, sight_of
from homeward.web.queries.requests import Answered, knows_asked
from homeward.web.queries.review import JudgedSeen, Stands, judged, source_of
from homeward.web.queries.seen import seen
from homeward.web.rows import may_be_child, record_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSeen(Stands):
    """One claim with its source. `readings` are what it may mean, the likeliest first."""

    value: str
    readings: tuple[str, ...]
    column: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSeen:
    """All claims on one attribute; `is_disputed` when the current lists have no reading in common."""

    attribute: str
    claims: tuple[ClaimSeen, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSeen:
    """One gate as it may be told to this reader."""

    gate: str
    title: str
    state: str
    owner: str
    since: date
    until: date | None
    sentence: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSeen(Answered):
    """One question to a state about this person, with what came back.

    `fields` names what left; the values stand beside only for the state that received them.
    """

    request: str
    mission: str
    sent_at: datetime
    due_date: date
    fields: tuple[tuple[str, str], ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """A travel document that a mission issued."""

    kind: str
    number: str
    post: str
    valid_from: date | None
    valid_to: date | None
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSeen:
    """One step of the way."""

    source: str
    target: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeen:
    """A place in a batch."""

    batch: str
    day: date
    crossing: str
    stage: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A person as one reader may see them. A part that the reader may not see is empty, and so not on the page."""

    row: PersonRow
    created_at: datetime
    confirmed: str
    told: str
    may_be_child: bool
    attributes: tuple[AttributeSeen, ...]
    lists: int
    gates: tuple[GateSeen, ...]
    judgements: tuple[JudgedSeen, ...]
    asked: tuple[AskedSeen, ...]
    papers: tuple[PaperSeen, ...]
    steps: tuple[StepSeen, ...]
    places: tuple[PlaceSeen, ...]
    parts: frozenset[str]


def person_see(by: By, reference: str) -> PersonSeen | None:
    """Return the person, or None when there is none with this reference for this reader."""
    person = people_of(by).filter(reference=reference).first()
    if person is None:
        return None
    sight, on = sight_of(by), by.day
    parts = sight.parts
    records = _records(person) if parts & {"claims", "judgements"} else []
    asked = _asked(by, person, on=on, shows_fields="asked" in parts) if "requests" in parts else ()
    return PersonSeen(
        row=row_of(person, on=on, sees_gates="gates" in parts),
        created_at=person.created_at,
        confirmed=_confirmed(by, person) if "requests" in parts else "",
        # What was told while somebody waited says nothing any more once they have crossed.
        told=person.told if "told" in parts and person.stage not in GONE else "",
        may_be_child=may_be_child(person, on),
        attributes=_attributes(records, sight.attributes) if "claims" in parts else (),
        lists=len({record.source_list.name for record in records}),
        gates=_gates(person, on) if "gates" in parts else (),
        judgements=_judgements(records) if "judgements" in parts else (),
        asked=asked,
        papers=_papers(by, person, on) if "papers" in parts else (),
        steps=_steps(person) if "movements" in parts else (),
        places=_places(person) if "movements" in parts else (),
        parts=parts,
    )


def _records(person: models.Person) -> list[models.Record]:
    rows = models.Record.objects.filter(person=person).select_related("source_list__organisation")
    return list(rows.order_by("-is_current", "source_list__name", "-source_list__version", "row"))


def _attributes(rows: Sequence[models.Record], shown: frozenset[Attribute]) -> tuple[AttributeSeen, ...]:
    pairs = [(row, record_of(row)) for row in rows]
    disputed = summarise([record for row, record in pairs if row.is_current]).conflicts
    return tuple(
        AttributeSeen(attribute=attribute.value, claims=claims, is_disputed=attribute in disputed)
        for attribute in Attribute
        if attribute in shown and (claims := tuple(_claims(pairs, attribute)))
    )


def _claims(pairs: Sequence[tuple[models.Record, PersonRecord]], attribute: Attribute) -> Iterable[ClaimSeen]:
    for row, record in pairs:
        for claim in record.claimed(attribute):
            given = {"row": row.row, "column": claim.source.column or "", "is_current": row.is_current}
            yield seen(ClaimSeen, claim, {**source_of(row), **given})


def gate_seen(gate: models.Gate | models.SealedGate, on: date) -> GateSeen:
    """Return one gate's row as it is shown."""
    return seen(GateSeen, gate, {"days": (on - gate.since).days})


def _gates(person: models.Person, on: date) -> tuple[GateSeen, ...]:
    return tuple(gate_seen(gate, on) for gate in models.Gate.objects.filter(person=person).order_by("order"))


def _judgements(records: Sequence[models.Record]) -> tuple[JudgedSeen, ...]:
    keys = [record.key for record in records]
    return judged(models.Judgement.objects.filter(Q(pair__left__in=keys) | Q(pair__right__in=keys)))


def _asked(by: By, person: models.Person, *, on: date, shows_fields: bool) -> tuple[AskedSeen, ...]:
    rows = models.RequestItem.objects.filter(person=person).select_related("request__mission", "answer")
    if shows_fields:  # a state sees its own questions, never that another state was asked
        rows = rows.filter(request__mission__state=by.state)
    if not knows_asked(by):
        rows = rows.exclude(answer=None)
        if not rows.exists():
            return _rounds(person, on)
    return tuple(_asked_one(row, on=on, shows_fields=shows_fields) for row in rows.order_by("-request__sent_at"))


def _rounds(person: models.Person, on: date) -> tuple[AskedSeen, ...]:
    """Return when the person's state was asked about its people, in whichever request each of them stood."""
    rows = models.Request.objects.filter(mission__state=person.nationality, sent_at__gte=person.created_at)
    return tuple(
        AskedSeen(**_question(row), fields=(), is_overdue=row.due_date < on)
        for row in rows.select_related("mission").order_by("-sent_at")
    )


def _question(row: models.Request) -> dict[str, Any]:
    return {"request": row.key, "mission": row.mission.name, "sent_at": row.sent_at, "due_date": row.due_date}


def _asked_one(row: models.RequestItem, *, on: date, shows_fields: bool) -> AskedSeen:
    answer = getattr(row, "answer", None)
    said = {field: str(value).replace(SEVERAL, " or ") if shows_fields else "" for field, value in row.fields.items()}
    is_overdue = answer is None and row.request.due_date < on
    return seen(AskedSeen, answer, {**_question(row.request), "fields": tuple(said.items()), "is_overdue": is_overdue})


def _confirmed(by: By, person: models.Person) -> str:
    state = person.nationality_confirmed
    return state if may(by, "person.see") or state == by.state else ""


def _papers(by: By, person: models.Person, on: date) -> tuple[PaperSeen, ...]:
    if not _confirmed(by, person) and not may(by, "person.see"):
        return ()
    papers = models.TravelDocument.objects.filter(person=person).order_by("-valid_to")
    return tuple(
        seen(PaperSeen, paper, {"is_valid": (paper.valid_from or on) <= on <= (paper.valid_to or on)})
        for paper in papers
    )


def _steps(person: models.Person) -> tuple[StepSeen, ...]:
    rows = models.StageChange.objects.filter(person=person).order_by("-at", "-pk")
    return tuple(seen(StepSeen, row) for row in rows)


def _places(person: models.Person) -> tuple[PlaceSeen, ...]:
    rows = models.BatchPlace.objects.filter(person=person).select_related("batch").order_by("-batch__day")
    return tuple(seen(PlaceSeen, row.batch, {"batch": row.batch_id, "is_active": row.is_active}) for row in rows)
