"""Does a plan keep every rule? Worked out again from the persons, with no code of the planner.

Everything here is derived from the tables and the list of assignments alone; a mistake in the slots, the model or
the rounds cannot hide here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from homeward.plan.capacity import WEEKDAYS, Capacity
from homeward.plan.problem import LEFT_OVER_DAYS, OVERDUE_AFTER_DAYS, OVERDUE_CHARGE, Expected, Problem, Unit
from homeward.plan.result import Assignment, Result

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that a plan breaks: its kind, where (day, place, carrier or unit), and the figures."""

    kind: str
    where: str
    detail: str = ""


def find_violations(problem: Problem, result: Result) -> tuple[Violation, ...]:
    """Return every rule that the plan breaks, in a fixed order; none means that it is valid."""
    units = {unit.id: unit for unit in problem.units}
    known = [(row, units[row.unit]) for row in result.assignments if row.unit in units]
    found = [
        *_lists(problem, result),
        *(violation for row, unit in known for violation in _one(problem.capacity, row, unit)),
        *_counts(problem.capacity, known),
        *_vehicles(problem.capacity, known),
        *_figures(problem, result),
    ]
    return tuple(sorted(found, key=lambda violation: (violation.kind, violation.where, violation.detail)))


def _lists(problem: Problem, result: Result) -> Iterator[Violation]:
    units = {unit.id for unit in problem.units}
    planned = Counter(row.unit for row in result.assignments)
    for unit, times in planned.items():
        if unit not in units:
            yield Violation(kind="unknown-unit", where=unit)
        if times > 1:
            yield Violation(kind="planned-twice", where=unit)
    stated = Counter(result.unplanned)
    for unit in units | set(stated):
        if (unit in planned) + stated[unit] != 1 or unit not in units:
            yield Violation(kind="unplanned-list", where=unit)


def _one(capacity: Capacity, row: Assignment, unit: Unit) -> Iterator[Violation]:
    where = f"{row.unit} on {row.day}"
    if not 0 <= (row.day - capacity.horizon_from).days < capacity.days:
        yield Violation(kind="outside-horizon", where=where)
    if row.day < unit.standing.ready_on:
        yield Violation(kind="before-ready", where=where)
    used = {site.id: site.crossing for site in capacity.sites}[unit.site]
    if row.crossing != used:
        yield Violation(kind="wrong-crossing", where=where, detail=f"{row.crossing} for {used}")
    weekday = WEEKDAYS[row.day.weekday()]
    for crossing in capacity.crossings:
        if crossing.id == row.crossing and (
            row.day in crossing.closed or (crossing.weekdays and weekday not in crossing.weekdays)
        ):
            yield Violation(kind="crossing-closed", where=where)
    for days in capacity.nationality_days:
        if days.nationality in unit.nationalities and weekday not in days.weekdays:
            yield Violation(kind="nationality-day", where=where, detail=days.nationality)
    for carrier in capacity.carriers:
        if carrier.id != row.carrier:
            continue
        if carrier.weekdays and weekday not in carrier.weekdays:
            yield Violation(kind="carrier-not-running", where=where, detail=carrier.id)
        if carrier.crossing != row.crossing:
            yield Violation(kind="carrier-elsewhere", where=where, detail=carrier.id)
        if carrier.nationalities and not set(unit.nationalities) <= set(carrier.nationalities):
            yield Violation(kind="carrier-nationality", where=where, detail=carrier.id)
    if row.carrier not in {carrier.id for carrier in capacity.carriers}:
        yield Violation(kind="unknown-carrier", where=where, detail=row.carrier)


def _counts(capacity: Capacity, known: list[tuple[Assignment, Unit]]) -> Iterator[Violation]:
    persons: Counter[tuple[date, str]] = Counter()
    nationals: Counter[tuple[date, str, str]] = Counter()
    for row, unit in known:
        persons[row.day, row.crossing] += len(unit.people)
        for nationality in unit.nationalities:
            nationals[row.day, row.crossing, nationality] += 1
    caps = {crossing.id: crossing.cap for crossing in capacity.crossings}
    for (day, crossing), count in persons.items():
        if count > caps.get(crossing, 0):
            yield Violation(kind="crossing-cap", where=f"{crossing} on {day}", detail=f"{count} persons")
    for (day, crossing, nationality), count in nationals.items():
        here = [
            row
            for row in capacity.presence
            if (row.nationality, row.crossing) == (nationality, crossing)
            and (day in row.dates or WEEKDAYS[day.weekday()] in row.weekdays)
        ]
        where = f"{nationality} at {crossing} on {day}"
        quotas = [row.quota for row in here if row.quota is not None]
        if not here:
            yield Violation(kind="no-official", where=where)
        elif len(quotas) == len(here) and count > sum(quotas):
            yield Violation(kind="quota", where=where, detail=f"{count} of {sum(quotas)}")


def _vehicles(capacity: Capacity, known: list[tuple[Assignment, Unit]]) -> Iterator[Violation]:
    aboard: defaultdict[tuple[str, date], Counter[int]] = defaultdict(Counter)
    for row, unit in known:
        aboard[row.carrier, row.day][row.vehicle] += len(unit.people)
    carriers = {carrier.id: carrier for carrier in capacity.carriers}
    for (name, day), vehicles in aboard.items():
        if name not in carriers:
            continue
        carrier = carriers[name]
        where = f"{name} on {day}"
        if len(vehicles) > carrier.vehicles or not all(1 <= number <= carrier.vehicles for number in vehicles):
            yield Violation(kind="vehicles", where=where, detail=f"{len(vehicles)} of {carrier.vehicles}")
        if max(vehicles.values()) > carrier.seats:
            yield Violation(kind="seats", where=where, detail=f"{max(vehicles.values())} of {carrier.seats}")
        if min(vehicles.values()) < carrier.minimum:
            yield Violation(kind="minimum", where=where, detail=f"{min(vehicles.values())} of {carrier.minimum}")


def _figures(problem: Problem, result: Result) -> Iterator[Violation]:
    start = problem.capacity.horizon_from
    planned = {row.unit: (row.day - start).days for row in result.assignments}
    cost = 0.0
    for unit in problem.units:
        leaves = planned.get(unit.id, problem.capacity.days + LEFT_OVER_DAYS)
        ready = (unit.standing.ready_on - start).days
        sure = unit.standing.sure if isinstance(unit.standing, Expected) else 1.0
        waited = len(range(max(0, ready), leaves))
        overdue = len(range(max(0, ready + OVERDUE_AFTER_DAYS), leaves))
        cost += len(unit.people) * unit.weight * sure * (waited + OVERDUE_CHARGE * overdue)
    allowed = TOLERANCE * max(1.0, cost)
    if abs(cost - result.cost) > allowed:
        yield Violation(kind="cost", where="the whole plan", detail=f"{result.cost:.3f} stated, {cost:.3f} found")
    if result.bound > cost + allowed:
        yield Violation(kind="bound", where="the whole plan", detail=f"{result.bound:.3f} over {cost:.3f}")
    everybody = sum(len(unit.people) for unit in problem.units if unit.id in planned)
    if result.measures.people != everybody:
        yield Violation(kind="people", where="the whole plan", detail=f"{result.measures.people} of {everybody}")
