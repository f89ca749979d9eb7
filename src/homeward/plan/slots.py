"""What is left of each slot while a plan is being made, and what stands in a unit's way on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from homeward.plan.capacity import Capacity, Carrier, falls_on
from homeward.plan.problem import Problem, Unit


class Tight(StrEnum):
    """The resource that keeps a unit from crossing on a day."""

    CLOSED = "crossing closed"
    NATIONALITY_DAY = "not a day of this nationality"
    NO_OFFICIAL = "no official at the crossing"
    QUOTA = "officials' quota used up"
    CAP = "crossing full"
    NO_CARRIER = "no carrier that takes the unit"
    SEATS = "seats taken"
    MINIMUM = "too few for the vehicle to leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What is tight, for which nationality (empty: for all), and how much of how much is used."""

    tight: Tight
    nationality: str = ""
    used: int = 0
    limit: int = 0


@dataclass(slots=True)
class Load:
    """Who is on one carrier on one day: groups in vehicles, people alone on whatever seats are left."""

    carrier: Carrier
    vehicles: int
    total: int = 0
    groups: list[list[Unit]] = field(default_factory=list)
    alone: list[Unit] = field(default_factory=list)

    def bin_for(self, unit: Unit) -> int | None:
        """Return the vehicle a group fits in (0 for a person alone, who fits anywhere), or None."""
        if self.total + unit.size > self.carrier.seats * self.vehicles:
            return None
        if unit.size == 1:
            return 0
        for number, group in enumerate(self.groups):
            if sum(member.size for member in group) + unit.size <= self.carrier.seats:
                return number
        return len(self.groups) if len(self.groups) < self.vehicles else None

    @property
    def needed(self) -> int:
        """How many vehicles leave."""
        return max(-(-self.total // self.carrier.seats), sum(1 for group in self.groups if group))

    @property
    def is_underfilled(self) -> bool:
        """Tell whether some vehicle would leave with fewer than the minimum, however people alone are seated."""
        if self.total < self.needed * self.carrier.minimum:
            return True
        taken = [sum(unit.size for unit in vehicle) for vehicle in self._level_groups()]
        return sum(max(0, self.carrier.minimum - count) for count in taken) > len(self.alone)

    def seating(self) -> dict[str, int]:
        """Return each unit's vehicle, from 1: groups, then people alone to level up, then to fill."""
        vehicles = self._level_groups()
        taken = [sum(unit.size for unit in vehicle) for vehicle in vehicles]
        for unit in self.alone:
            short = [n for n, count in enumerate(taken) if count < self.carrier.minimum]
            number = short[0] if short else next(n for n, count in enumerate(taken) if count < self.carrier.seats)
            vehicles[number].append(unit)
            taken[number] += 1
        return {unit.id: number for number, vehicle in enumerate(vehicles, start=1) for unit in vehicle}

    def _level_groups(self) -> list[list[Unit]]:
        """Spread the groups over the vehicles that leave; where they do not fit so, leave them as they were put."""
        groups = [list(group) for group in self.groups if group]
        if self.carrier.minimum:
            level: list[list[Unit]] = [[] for _ in range(self.needed)]
            taken = [0] * self.needed
            for unit in sorted((u for group in groups for u in group), key=lambda unit: (-unit.size, unit.id)):
                number = taken.index(min(taken))
                level[number].append(unit)
                taken[number] += unit.size
            if max(taken, default=0) <= self.carrier.seats:
                return level
        return groups + [[] for _ in range(self.needed - len(groups))]


Kind = tuple[tuple[str, ...], str, int]


class Slots:
    """The state of all slots of a problem while units are put on them and taken off."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.capacity: Capacity = problem.capacity
        self.crossings = {site.id: site.crossing for site in self.capacity.sites}
        self.caps = {row.id: row.cap for row in self.capacity.crossings}
        self.used: Counter[tuple[str, int]] = Counter()
        self.seen: Counter[tuple[str, str, int]] = Counter()
        self.loads: dict[tuple[str, int], Load] = {}
        self.placed: dict[str, tuple[Unit, int, str]] = {}
        self._kinds: dict[str, Kind] = {
            unit.id: (tuple(sorted(unit.nationalities)), self.crossings[unit.site], unit.size) for unit in problem.units
        }
        self._fixed: dict[Kind, list[Obstacle | None]] = {}
        self.quotas = _quotas(self.capacity)
        self._carriers: dict[tuple[Kind, int], list[Carrier]] = {}
        for carrier in self.capacity.carriers:
            for day in range(self.capacity.days):
                runs = falls_on(self.capacity.day(day), carrier.weekdays)
                self.loads[carrier.id, day] = Load(carrier=carrier, vehicles=carrier.vehicles if runs else 0)

    def kind(self, unit: Unit) -> Kind:
        """Return what the slots see of a unit: its nationalities, its crossing and its size."""
        return self._kinds[unit.id]

    def calendar(self, kind: Kind) -> list[Obstacle | None]:
        """Return for each day what keeps units of this kind from crossing whatever else is planned."""
        if kind not in self._fixed:
            self._fixed[kind] = [self._fixed_obstacle(kind, day) for day in range(self.capacity.days)]
        return self._fixed[kind]

    def carriers(self, kind: Kind, day: int) -> list[Carrier]:
        """Return the carriers that run on the day and may take units of this kind, in the file's order."""
        if (kind, day) not in self._carriers:
            nationalities, crossing, size = kind
            self._carriers[kind, day] = [
                carrier
                for carrier in self.capacity.carriers
                if carrier.crossing == crossing
                and carrier.vehicles > 0
                and falls_on(self.capacity.day(day), carrier.weekdays)
                and carrier.takes(nationalities, size=size)
            ]
        return self._carriers[kind, day]

    def obstacle(self, unit: Unit, day: int) -> Obstacle | None:
        """Return the first thing that stands in the unit's way on the day, or None where it may cross."""
        kind = self.kind(unit)
        fixed = self.calendar(kind)[day]
        if fixed:
            return fixed
        crossing = kind[1]
        used = self.used[crossing, day]
        if used + unit.size > self.caps[crossing]:
            return Obstacle(tight=Tight.CAP, used=used, limit=self.caps[crossing])
        for nationality, count in Counter(unit.nationalities).items():
            quota = self.quotas[nationality, crossing, day]
            seen = self.seen[nationality, crossing, day]
            if quota is not None and seen + count > quota:
                return Obstacle(tight=Tight.QUOTA, nationality=nationality, used=seen, limit=quota)
        return None if self.carrier_for(unit, day) else self._seats(kind, day)

    def carrier_for(self, unit: Unit, day: int) -> str | None:
        """Return a carrier with room: one that must fill first, so that it leaves at all."""
        free = [c for c in self.carriers(self.kind(unit), day) if self.loads[c.id, day].bin_for(unit) is not None]
        return max(free, key=lambda carrier: carrier.minimum).id if free else None

    def put(self, unit: Unit, day: int, *, carrier: str) -> None:
        """Put a unit on a day and a carrier that has room for it."""
        number = self.loads[carrier, day].bin_for(unit)
        if number is None:
            raise ValueError("the carrier has no room")
        self.put_in(unit, day, carrier=carrier, vehicle=number + 1)

    def put_in(self, unit: Unit, day: int, *, carrier: str, vehicle: int) -> None:
        """Put a unit in one vehicle, counted from 1, of a day's carrier. People alone are seated when all are known."""
        load = self.loads[carrier, day]
        if unit.size == 1:
            load.alone.append(unit)
        else:
            load.groups.extend([] for _ in range(vehicle - len(load.groups)))
            load.groups[vehicle - 1].append(unit)
        load.total += unit.size
        self._count(unit, day, sign=1)
        self.placed[unit.id] = (unit, day, carrier)

    def take(self, unit: Unit) -> None:
        """Take a unit off its day and carrier."""
        _, day, carrier = self.placed.pop(unit.id)
        load = self.loads[carrier, day]
        for members in (load.alone, *load.groups):
            if unit in members:
                members.remove(unit)
                break
        load.total -= unit.size
        self._count(unit, day, sign=-1)

    def freeze(self) -> None:
        """Let no more vehicles leave than do now, of those that leave only when they fill."""
        for load in self.loads.values():
            if load.carrier.minimum:
                load.vehicles = min(load.vehicles, load.needed)

    def _count(self, unit: Unit, day: int, *, sign: int) -> None:
        crossing = self.crossings[unit.site]
        self.used[crossing, day] += sign * unit.size
        for nationality in unit.nationalities:
            self.seen[nationality, crossing, day] += sign

    def _seats(self, kind: Kind, day: int) -> Obstacle:
        loads = [self.loads[carrier.id, day] for carrier in self.carriers(kind, day)]
        short = any(load.vehicles < load.carrier.vehicles for load in loads)
        seats = sum(load.carrier.seats * load.carrier.vehicles for load in loads)
        tight = Tight.MINIMUM if short else Tight.SEATS
        return Obstacle(tight=tight, used=sum(load.total for load in loads), limit=seats)

    def _fixed_obstacle(self, kind: Kind, day: int) -> Obstacle | None:
        nationalities, crossing, _ = kind
        on = self.capacity.day(day)
        row = next(row for row in self.capacity.crossings if row.id == crossing)
        if on in row.closed or not falls_on(on, row.weekdays):
            return Obstacle(tight=Tight.CLOSED)
        for days in self.capacity.nationality_days:
            if days.nationality in nationalities and not falls_on(on, days.weekdays):
                return Obstacle(tight=Tight.NATIONALITY_DAY, nationality=days.nationality)
        for nationality, count in Counter(nationalities).items():
            quota = self.quotas.get((nationality, crossing, day), 0)
            if (nationality, crossing, day) not in self.quotas:
                return Obstacle(tight=Tight.NO_OFFICIAL, nationality=nationality)
            if quota is not None and count > quota:
                return Obstacle(tight=Tight.QUOTA, nationality=nationality, limit=quota)
        return None if self.carriers(kind, day) else Obstacle(tight=Tight.NO_CARRIER)


def _quotas(capacity: Capacity) -> dict[tuple[str, str, int], int | None]:
    found: defaultdict[tuple[str, str, int], list[int | None]] = defaultdict(list)
    for row in capacity.presence:
        for day in range(capacity.days):
            on = capacity.day(day)
            if on in row.dates or (row.weekdays and falls_on(on, row.weekdays)):
                found[row.nationality, row.crossing, day].append(row.quota)
    return {key: None if None in rows else sum(quota or 0 for quota in rows) for key, rows in found.items()}
