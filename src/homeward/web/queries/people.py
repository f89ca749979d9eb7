"""People found by name, number or reference, fifty at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import F, QuerySet

from homeward.screen import standard_rules
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.folding import fold
from homeward.web.queries.reader import people_of, sight_of
from homeward.web.queries.seen import leaf, seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; empty means everything. `waits_on` is an owner, `gate` a gate; `page` counts from 1."""

    text: str = ""
    stage: str = ""
    nationality: str = ""
    waits_on: str = ""
    gate: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One person as every list of people names them."""

    reference: str
    name_native: str
    name_latin: str
    sex: str
    born: str
    nationality: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Named):
    """One person in a list. `waits_on` is empty where the reader sees no gates."""

    stage_since: datetime
    waits_on: str
    waits_owner: str
    waits_since: date | None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of people, how many there are in all, and what may be chosen in the filters."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int
    stages: tuple[str, ...]
    nationalities: tuple[str, ...]
    owners: tuple[str, ...]
    gates: tuple[tuple[str, str], ...]


def people_find(by: By, wanted: Wanted) -> Found:
    """Return the people who fit, the longest waiting first. Every word must fit, in any script and any order."""
    everybody = people_of(by)
    sees_gates = "gates" in sight_of(by).parts
    chosen = _narrow(everybody, wanted, sees_gates=sees_gates)
    order = [F("waits_since").asc(nulls_last=True)] if sees_gates else []
    found = leaf(chosen.order_by(*order, "stage_since", "reference"), wanted.page)
    on = by.day
    return Found(
        rows=tuple(row_of(person, on=on, sees_gates=sees_gates) for person in found.rows),
        total=found.total,
        page=found.page,
        pages=found.pages,
        stages=_distinct(everybody, "stage"),
        nationalities=_distinct(everybody, "nationality"),
        owners=_distinct(everybody, "waits_owner") if sees_gates else (),
        gates=gate_titles() if sees_gates else (),
    )


def _narrow(people: QuerySet[models.Person], wanted: Wanted, *, sees_gates: bool) -> QuerySet[models.Person]:
    for part in fold(wanted.text).split():
        people = people.filter(search__contains=part)
    if wanted.stage:
        people = people.filter(stage=wanted.stage)
    if wanted.nationality:
        people = people.filter(nationality=wanted.nationality)
    if wanted.waits_on and sees_gates:
        people = people.filter(waits_owner=wanted.waits_on)
    if wanted.gate and sees_gates:
        people = people.filter(waits_on=wanted.gate)
    return people


@cache
def gate_titles() -> tuple[tuple[str, str], ...]:
    """Return the gates as everybody may see them, in the order of the rules, with their titles."""
    rules = standard_rules()
    own = [rule for rule in rules.gates if rule.owner != rules.outward.owner]
    return tuple((rule.id, rule.title) for rule in (*own, rules.outward))


def _distinct(people: QuerySet[models.Person], field: str) -> tuple[str, ...]:
    return tuple(sorted(value for value in people.values_list(field, flat=True).distinct() if value))


def row_of(person: models.Person, *, on: date, sees_gates: bool) -> PersonRow:
    """Return a person as a row of a list; what they wait on only for who sees gates."""
    if not sees_gates:
        return seen(PersonRow, person, {"waits_on": "", "waits_owner": "", "waits_since": None, "days": None})
    since = person.waits_since
    return seen(PersonRow, person, {"days": (on - since).days if since else None})
