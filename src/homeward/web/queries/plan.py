"""The plan as it stands: days across, crossings down, who waits, and why somebody has the day they have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from homeward.plan import (
    Estimate,
    Measures,
    Phase,
    Problem,
    Result,
    estimate_unlisted,
    explain_in_words,
    make_phases,
    problem_from_json,
    result_from_json,
)
from homeward.render import Day
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.batches import BatchRow, batches_all
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingSeen:
    """One crossing over all days of the plan: how many cross on each, and how many it takes."""

    id: str
    name: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day over all crossings, and who still waits when it ends."""

    day: date
    cells: tuple[Day, ...]
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """The current plan. `waiting` is how many ready people still wait at the end of each day."""

    made_at: datetime
    people: int
    planned: int
    unplanned: int
    method: str
    gap: float
    feasible: bool
    measures: Measures
    first_come: Measures
    crossings: tuple[CrossingSeen, ...]
    waiting: tuple[tuple[date, int], ...]
    batches: tuple[BatchRow, ...]
    phases: tuple[Phase, ...]
    announced: Estimate | None
    warnings: int

    @property
    def gap_percent(self) -> str:
        """How far the plan may be from the best possible one, as text."""
        return f"{self.gap:.1%}"

    @property
    def table(self) -> tuple[DayLine, ...]:
        """The pictures as a table: each day on which somebody crosses or could."""
        lines = zip(self.waiting, *(crossing.days for crossing in self.crossings), strict=True)
        return tuple(
            DayLine(day=day, cells=tuple(cells), waiting=count)
            for (day, count), *cells in lines
            if any(cell.cap for cell in cells)
        )


def has_capacity(by: By) -> bool:
    """Tell whether the slots are known, without which nothing can be planned."""
    return bool(models.Operation.objects.values_list("capacity", flat=True).first())


def plan_see(by: By) -> PlanSeen | None:
    """Return the current plan, or None before the first."""
    row = _current()
    if row is None:
        return None
    problem, result = _read(row.asked, row.found)
    sizes = {unit.id: unit.size for unit in problem.units}
    used: dict[tuple[str, date], int] = {}
    for place in result.assignments:
        used[place.crossing, place.day] = used.get((place.crossing, place.day), 0) + sizes[place.unit]
    capacity, people = problem.capacity, sum(sizes.values())
    days = [capacity.day(index) for index in range(capacity.days)]
    crossings = (
        CrossingSeen(
            id=crossing.id,
            name=crossing.name or crossing.id,
            days=tuple(Day(day=day, people=used.get((crossing.id, day), 0), cap=crossing.takes(day)) for day in days),
        )
        for crossing in capacity.crossings
    )
    given = {
        "made_at": row.made_at,
        "people": people,
        "planned": result.measures.people,
        "unplanned": people - result.measures.people,
        "crossings": tuple(crossings),
        "batches": tuple(batch for batch in batches_all(by) if batch.is_current),
        "phases": make_phases(problem, result),
        "announced": estimate_unlisted(problem, result, announced=row.announced) if row.announced else None,
        "warnings": len(result.warnings),
    }
    return seen(PlanSeen, result, given)


def _current() -> Any:
    """Return the current plan's row with its problem and its result as they are kept, `asked` and `found`."""
    texts = {"asked": Cast("problem", TextField()), "found": Cast("result", TextField())}
    rows = models.Plan.objects.filter(is_current=True).defer("problem", "result").annotate(**texts)
    return rows.order_by("-made_at").first()


@lru_cache(maxsize=1)
def _read(problem: str, result: str) -> tuple[Problem, Result]:
    """Read a plan. A large one takes seconds, and it stays as it is until there is another."""
    return problem_from_json(json.loads(problem)), result_from_json(json.loads(result))


def why_this_day(by: By, reference: str) -> tuple[str, ...] | None:
    """Return in sentences why a person has the day they have; None for who is not in the current plan."""
    row = _current()
    if row is None:
        return None
    problem, result = _read(row.asked, row.found)
    unit = next((unit.id for unit in problem.units if reference in unit.people), None)
    return explain_in_words(problem, result, unit=unit) if unit else None
