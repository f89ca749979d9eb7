"""Who is to cross, and what it costs to let them wait. Valid once built."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from homeward.errors import InputError, Spot
from homeward.plan.capacity import Capacity
from homeward.screen import Clearance

# Whoever has been ready for longer counts double for each further day: long waits must not pay for short ones.
OVERDUE_AFTER_DAYS = 14
OVERDUE_CHARGE = 1.0
# Whoever is left when the horizon ends is counted as crossing this many days after its end.
LEFT_OVER_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Gates are hoped to be open on `ready_on`; `sure` is how likely that is, above 0 and up to 1."""

    ready_on: date
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """All gates are open from `ready_on`; after `valid_until` the clearance has to be looked at again."""

    ready_on: date
    valid_until: date


Standing = Cleared | Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A person alone, or a group that must not be split.

    `nationalities` holds one alpha-3 code per person, in the order of `people`. `weight` says how much a day of
    waiting costs this unit per person (1 is usual). A person under a hold is simply in no unit.
    """

    id: str
    people: tuple[str, ...]
    nationalities: tuple[str, ...]
    site: str
    standing: Standing
    weight: float = 1.0
    minors: int = 0

    @property
    def size(self) -> int:
        """How many persons the unit has."""
        return len(self.people)

    @property
    def urgency(self) -> float:
        """What one day costs per person: the weight, less where it is unsure that the unit can use its seat."""
        return self.weight * (self.standing.sure if isinstance(self.standing, Expected) else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The slots and the units that want them. Built only if every unit fits the capacity's sites and rules."""

    capacity: Capacity
    units: tuple[Unit, ...]

    def __post_init__(self) -> None:
        sites = {site.id for site in self.capacity.sites}
        seen: set[str] = set()
        people: set[str] = set()
        for number, unit in enumerate(self.units, start=1):
            for column, rule, holds in _rules(unit, sites):
                if not holds:
                    raise InputError("input.bad-value", rule, at=Spot(row=number, column=column))
            if unit.id in seen:
                raise InputError("input.bad-value", "the unit stands there twice", at=Spot(row=number, column="id"))
            if not people.isdisjoint(unit.people) or len(set(unit.people)) < unit.size:
                at = Spot(row=number, column="people")
                raise InputError("input.bad-value", "a person stands there twice", at=at)
            seen.add(unit.id)
            people.update(unit.people)

    @property
    def people(self) -> int:
        """How many persons want to cross."""
        return sum(unit.size for unit in self.units)

    def ready(self, unit: Unit) -> int:
        """Return the first day (counted from the horizon's first as 0) on which the unit may cross."""
        return max(0, self.capacity.index(unit.standing.ready_on))

    def cost(self, unit: Unit, day: int | None) -> float:
        """Return what it costs that the unit crosses on `day`, or stays behind (None).

        Weighted person-days: each day waited within the horizon, and once more from the day on which the unit
        is overdue. Days before the horizon cannot be changed and are not counted.
        """
        crossed = self.capacity.days + LEFT_OVER_DAYS if day is None else day
        ready = self.capacity.index(unit.standing.ready_on)
        waited = max(0, crossed - max(0, ready))
        overdue = max(0, crossed - max(0, ready + OVERDUE_AFTER_DAYS))
        return unit.urgency * unit.size * (waited + OVERDUE_CHARGE * overdue)


def cleared(clearance: Clearance) -> Cleared:
    """Return the standing of somebody with a clearance."""
    return Cleared(ready_on=clearance.valid_from, valid_until=clearance.valid_until)


def together(standings: Sequence[Standing]) -> Standing:
    """Return the standing of a group: ready when the last is, and only as sure as the least sure member."""
    ready_on = max(standing.ready_on for standing in standings)
    unsure = [standing.sure for standing in standings if isinstance(standing, Expected)]
    if unsure:
        return Expected(ready_on=ready_on, sure=min(unsure))
    until = min(standing.valid_until for standing in standings if isinstance(standing, Cleared))
    return Cleared(ready_on=ready_on, valid_until=until)


def _rules(unit: Unit, sites: set[str]) -> tuple[tuple[str, str, bool], ...]:
    sure = unit.standing.sure if isinstance(unit.standing, Expected) else 1.0
    return (
        ("people", "a unit has a person or more", bool(unit.people)),
        ("nationality", "one nationality per person", len(unit.nationalities) == unit.size),
        ("site", "there is no such site", unit.site in sites),
        ("weight", "a number above 0", math.isfinite(unit.weight) and unit.weight > 0),
        ("sure", "a number above 0 and up to 1", 0 < sure <= 1),
        ("minor", "no more minors than people", 0 <= unit.minors <= unit.size),
    )
