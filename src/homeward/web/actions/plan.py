"""Capacity and plan: people with a clearance, or expected to have one, against the slots that exist."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homeward.case import Stage
from homeward.errors import InputError
from homeward.plan import (
    Batch,
    Capacity,
    Expected,
    Problem,
    Result,
    Standing,
    Unit,
    cleared,
    make_batches,
    problem_to_json,
    result_to_json,
    solve,
    together,
)
from homeward.policy import standard_policy
from homeward.web import models
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.stages import move
from homeward.web.actions.writing import fill
from homeward.web.rows import clearance_of, may_be_child


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many people have a day, how many have none, and what the plan costs beside its proven bound."""

    planned: int
    unplanned: int
    batches: int
    cost: float
    bound: float
    first_come_cost: float
    method: str
    seconds: float


@action("capacity.set")
def capacity_set(by: By, *, table: Mapping[str, Any], file_name: str) -> Done[None]:
    """Set the slots that exist; a table that does not fit its own rules is refused."""
    capacity = Capacity.from_table(table, file=file_name)
    models.Operation.objects.update(capacity=capacity.as_table())
    return Done(value=None, object="capacity", content={"from": str(capacity.horizon_from), "days": capacity.days})


@action("plan.make")
def plan_make(by: By, *, seconds: float | None = None, seed: int = 1, announced: int | None = None) -> Done[Planned]:
    """Plan everybody who is cleared, or may be within the horizon, and put them into batches.

    `announced` is how many people somebody has said will come, listed or not: kept beside the plan for an estimate.

    Who waits on protection is in no plan, whatever for. A new plan takes the place of the one before; announced batches
    stay as they are.
    """
    table = models.Operation.objects.values_list("capacity", flat=True).get()
    if not table:
        raise InputError("input.bad-value", "no capacity is set")
    capacity = Capacity.from_table(table)
    problem = Problem(capacity=capacity, units=_units(capacity, on=by.day))
    result = solve(problem, seconds=standard_policy().plan_seconds if seconds is None else seconds, seed=seed)
    found = make_batches(problem, result)
    _store(by, problem, result, found, announced=announced)
    planned = Planned(
        planned=result.measures.people,
        unplanned=problem.people - result.measures.people,
        batches=len(found),
        cost=result.cost,
        bound=result.bound,
        first_come_cost=result.first_come.cost,
        method=result.method,
        seconds=result.seconds,
    )
    content: dict[str, object] = {**dataclasses.asdict(planned), "seed": seed}
    return Done(value=planned, object="plan", content=content)


def _units(capacity: Capacity, *, on: date) -> tuple[Unit, ...]:
    """Return who can be planned: alone, or together where they belong to one group and wait at one site."""
    sites = {word.casefold(): site.id for site in capacity.sites for word in (site.name, site.id)}
    clearances = {row.person_id: row for row in models.Clearance.objects.select_related("person")}
    stages = (Stage.WAITING, Stage.ASSIGNED)
    groups: dict[str, list[tuple[models.Person, Standing]]] = defaultdict(list)
    blocked = set()
    for person in (
        models.Person.objects.filter(merged_into=None, stage__in=stages).defer("search", "told").order_by("reference")
    ):
        name = f"group {person.group_key}" if person.group_key else person.reference
        standing = _standing(person, clearances.get(person.pk), on=on)
        if standing is None or person.site.casefold() not in sites:
            blocked.add(name)
        else:
            groups[name].append((person, standing))
    return tuple(
        _unit(name, members, site=sites[members[0][0].site.casefold()], on=on)
        for name, members in groups.items()
        if name not in blocked
    )


def _standing(person: models.Person, clearance: models.Clearance | None, *, on: date) -> Standing | None:
    if clearance is not None:
        return cleared(clearance_of(clearance))
    policy = standard_policy()
    if person.waits_on not in policy.plan_expects:
        return None
    ready_on = max(on, person.waits_since or on) + timedelta(days=policy.answer_due_days)
    return Expected(ready_on=ready_on, sure=policy.plan_sure)


def _unit(name: str, members: list[tuple[models.Person, Standing]], *, site: str, on: date) -> Unit:
    people = [person for person, _ in members]
    minors = sum(may_be_child(person, on) for person in people)
    return Unit(
        id=name,
        people=tuple(person.reference for person in people),
        nationalities=tuple(person.nationality_confirmed or person.nationality for person in people),
        site=site,
        standing=together([standing for _, standing in members]),
        minors=minors,
        weight=standard_policy().plan_child_weight if minors else 1.0,
    )


def _store(by: By, problem: Problem, result: Result, found: Sequence[Batch], *, announced: int | None) -> None:
    models.BatchPlace.objects.filter(is_active=True, batch__stage="planned").update(is_active=False)
    models.Plan.objects.filter(is_current=True).update(is_current=False)
    plan = models.Plan.objects.create(
        made_at=by.at, problem=problem_to_json(problem), result=result_to_json(result), announced=announced
    )
    rows = [
        models.Batch(
            key=f"{plan.pk}-{batch.id}", plan=plan, day=batch.day, crossing=batch.crossing, carrier=batch.carrier
        )
        for batch in found
    ]
    models.Batch.objects.bulk_create(rows)
    everybody = models.Person.objects.filter(merged_into=None).only("reference", "stage", "stage_since")
    people = {person.reference: person for person in everybody}
    members = {unit.id: unit.people for unit in problem.units}
    places = []
    for row, batch in zip(rows, found, strict=True):
        places += [(row.pk, people[reference].pk, False, True) for reference in batch.people]
        reserves = [reference for unit in batch.reserves for reference in members[unit]]
        places += [(row.pk, people[reference].pk, True, True) for reference in reserves]
    fill(models.BatchPlace, ("batch", "person", "is_reserve", "is_active"), rows=places)
    planned = {reference for batch in found for reference in batch.people}
    before = [
        person for person in people.values() if person.stage == Stage.ASSIGNED and person.reference not in planned
    ]
    move(before, Stage.WAITING, by=by)
    fresh = [people[reference] for reference in sorted(planned) if people[reference].stage == Stage.WAITING]
    move(fresh, Stage.ASSIGNED, by=by)
