"""The plan and what is known about it: cost, proven bound, and how it compares with first come, first served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homeward.errors import Infeasible
from homeward.plan.problem import Cleared, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One unit crosses on one day and goes on in one vehicle of a carrier (vehicles count from 1)."""

    unit: str
    day: date
    crossing: str
    carrier: str
    vehicle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """A plan in figures that can stand beside another's. Days are waiting days within the horizon.

    People who stay behind count as crossing after the horizon, as in the cost; `last_day` is None where nobody crosses.
    """

    people: int
    cost: float
    mean_days: float
    p95_days: int
    worst_nationality: str
    worst_mean_days: float
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Assignments by unit, whom the horizon has no place for, and the evidence.

    `gap` is (cost - bound) / cost. `feasible`: `find_violations` found nothing. `method` says how the plan was
    found and what stopped the search. `waiting` is how many ready persons still wait at the end of each day.
    `warnings` are units whose clearance will have run out on their day.
    """

    assignments: tuple[Assignment, ...]
    unplanned: tuple[str, ...]
    cost: float
    bound: float
    gap: float
    feasible: bool
    seconds: float
    method: str
    waiting: tuple[tuple[date, int], ...]
    measures: Measures
    first_come: Measures
    warnings: tuple[str, ...]

    def day_of(self, unit: str) -> date | None:
        """Return the day on which a unit crosses, or None."""
        return next((row.day for row in self.assignments if row.unit == unit), None)


def total_cost(problem: Problem, days: dict[str, int]) -> float:
    """Return the cost of a plan, added up unit by unit; a unit without a day stays behind."""
    return sum(problem.cost(unit, days.get(unit.id)) for unit in sorted(problem.units, key=lambda unit: unit.id))


def plan_days(problem: Problem, assignments: Iterable[Assignment]) -> dict[str, int]:
    """Return each planned unit's day, counted from the horizon's first."""
    return {row.unit: problem.capacity.index(row.day) for row in assignments}


def measure(problem: Problem, days: dict[str, int]) -> Measures:
    """Describe a plan in figures, person by person."""
    end = problem.capacity.days
    waits: list[int] = []
    by_nationality: defaultdict[str, list[int]] = defaultdict(list)
    people = 0
    for unit in problem.units:
        day = days.get(unit.id)
        people += unit.size if day is not None else 0
        wait = max(0, (end if day is None else day) - problem.ready(unit))
        waits += [wait] * unit.size
        for nationality in unit.nationalities:
            by_nationality[nationality].append(wait)
    waits.sort()
    means = {nationality: sum(found) / len(found) for nationality, found in by_nationality.items()}
    worst = max(sorted(means), key=lambda nationality: means[nationality], default="")
    return Measures(
        people=people,
        cost=total_cost(problem, days),
        mean_days=sum(waits) / len(waits) if waits else 0.0,
        p95_days=waits[max(0, -(-95 * len(waits) // 100) - 1)] if waits else 0,
        worst_nationality=worst,
        worst_mean_days=means.get(worst, 0.0),
        last_day=problem.capacity.day(max(days.values())) if days else None,
    )


def waiting_curve(problem: Problem, days: dict[str, int]) -> tuple[tuple[date, int], ...]:
    """Return for each day how many persons are ready and have not crossed when it ends."""
    change = [0] * (problem.capacity.days + 1)
    for unit in problem.units:
        change[min(problem.ready(unit), problem.capacity.days)] += unit.size
        if unit.id in days:
            change[days[unit.id]] -= unit.size
    left = 0
    curve = []
    for day in range(problem.capacity.days):
        left += change[day]
        curve.append((problem.capacity.day(day), left))
    return tuple(curve)


def find_expired(problem: Problem, days: dict[str, int]) -> tuple[str, ...]:
    """Return the units whose clearance will have run out on the day they are planned for."""
    late = (
        unit.id
        for unit in problem.units
        if isinstance(unit.standing, Cleared)
        and unit.id in days
        and problem.capacity.day(days[unit.id]) > unit.standing.valid_until
    )
    return tuple(sorted(late))


def demand_everyone(result: Result) -> None:
    """Raise `Infeasible` unless the plan has a day for everybody: for callers who need that, and only for them."""
    if result.unplanned:
        raise Infeasible("infeasible.no-plan", f"{len(result.unplanned)} without a day in this horizon")
