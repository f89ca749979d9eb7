"""Why this day: what was tight on each day a unit could have crossed and did not, and what would have helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from homeward.plan.problem import Problem, Unit
from homeward.plan.result import Result
from homeward.plan.slots import Obstacle, Slots, Tight
from homeward.record import nationality_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One day, what kept the unit from crossing, and what would be needed, both in words without any person."""

    day: date
    tight: Tight
    words: str
    needed: str


# What was tight, and what would be needed. A row per resource.
_WORDS: dict[Tight, tuple[str, str]] = {
    Tight.CLOSED: ("{place} is closed", "an open day at {place}"),
    Tight.NATIONALITY_DAY: ("not a day on which people of {country} cross", "a further day agreed for {country}"),
    Tight.NO_OFFICIAL: ("no official of {country} at the crossing", "an official of {country} at {place}"),
    Tight.QUOTA: (
        "the officials of {country} receive {limit}, and {used} are planned",
        "officials of {country} who receive {size} more",
    ),
    Tight.CAP: ("{place} takes {limit}, and {used} are planned", "{size} more at {place}"),
    Tight.NO_CARRIER: ("no carrier takes these {size}", "a carrier for people of {country}"),
    Tight.SEATS: ("all {limit} seats onward are taken", "{size} more seats onward"),
    Tight.MINIMUM: ("too few for a vehicle that leaves only when it fills", "a vehicle that leaves with fewer"),
}


def explain_days(problem: Problem, result: Result, *, units: tuple[str, ...]) -> dict[str, tuple[Reason, ...]]:
    """Return for each unit why it crosses on no earlier day, day by day; for an unplanned one, why on no day at all."""
    slots = _slots(problem, result)
    wanted = {unit.id: unit for unit in problem.units if unit.id in set(units)}
    return {name: _reasons(slots, wanted[name]) for name in units}


def explain_in_words(problem: Problem, result: Result, *, unit: str) -> tuple[str, ...]:
    """Return the reasons of one unit as sentences, days with the same reason together."""
    reasons = explain_days(problem, result, units=(unit,))[unit]
    day = result.day_of(unit)
    lines: list[str] = []
    start = 0
    for index, reason in enumerate(reasons):
        if index + 1 < len(reasons) and reasons[index + 1].words == reason.words:
            continue
        first = reasons[start].day
        span = say_day(first) if first == reason.day else f"{say_day(first)} to {say_day(reason.day)}"
        lines.append(f"{span}: {reason.words}. It would need {reason.needed}.")
        start = index + 1
    return (*lines, f"{say_day(day)}: crosses." if day else "No day within the plan's horizon.")


def say_day(day: date) -> str:
    """Return a day as people say it, such as "Tuesday 4 March"."""
    return f"{day:%A} {day.day} {day:%B}"


def _slots(problem: Problem, result: Result) -> Slots:
    slots = Slots(problem)
    units = {unit.id: unit for unit in problem.units}
    for row in result.assignments:
        day = problem.capacity.index(row.day)
        slots.put_in(units[row.unit], day, carrier=row.carrier, vehicle=row.vehicle)
    slots.freeze()
    return slots


def _reasons(slots: Slots, unit: Unit) -> tuple[Reason, ...]:
    problem = slots.problem
    placed = slots.placed.get(unit.id)
    until = placed[1] if placed else problem.capacity.days
    reasons = []
    for day in range(problem.ready(unit), until):
        # Room that nobody could use is room that a vehicle's minimum keeps: the unit is needed where it is.
        obstacle = slots.obstacle(unit, day) or Obstacle(tight=Tight.MINIMUM)
        words, needed = _WORDS[obstacle.tight]
        country = nationality_name(obstacle.nationality or unit.nationalities[0])
        facts = {
            "place": problem.capacity.crossing_name(slots.crossings[unit.site]),
            "country": country,
            "used": obstacle.used,
            "limit": obstacle.limit,
            "size": "1" if unit.size == 1 else f"{unit.size} together",
        }
        reasons.append(
            Reason(
                day=problem.capacity.day(day),
                tight=obstacle.tight,
                words=words.format(**facts),
                needed=needed.format(**facts),
            )
        )
    return tuple(reasons)
