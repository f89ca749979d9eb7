"""The plan as a mixed integer program over pools, solved by HiGHS.

Units that are alike for every slot (nationalities, crossing, size, urgency) form a pool; the ready day is not in
its key. With costs that grow with waiting, letting the longest ready of a pool go first is best, so the model only
counts how many of a pool cross on a day, and its size does not depend on the number of people. Sites bind only
through their crossing, so the crossing stands in the key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

import highspy
import numpy as np

from homeward.plan.problem import LEFT_OVER_DAYS, OVERDUE_AFTER_DAYS, OVERDUE_CHARGE, Unit
from homeward.plan.program import INFINITY, Program
from homeward.plan.slots import Kind, Slots

# Even where the greedy start has used the time up, the bound is worth a moment.
SHORTEST_SEARCH = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Units that are alike for every slot, the longest ready first, and the days on which they may cross."""

    kind: Kind
    urgency: float
    units: tuple[Unit, ...]
    ready: tuple[int, ...]
    open_days: tuple[int, ...]

    def arrived(self, day: int) -> int:
        """Return how many units have become ready by `day`; days before the horizon are negative."""
        return bisect_right(self.ready, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What came back: counts by (pool, day) and by (kind, day, carrier), empty where no plan was found in time."""

    crossing: dict[tuple[int, int], int]
    riding: dict[tuple[Kind, int, str], int]
    objective: float
    bound: float
    seconds: float
    in_time: bool


def make_pools(slots: Slots) -> tuple[Pool, ...]:
    """Group the units of the problem into pools, in an order that does not depend on the order of the units."""
    problem = slots.problem
    groups: defaultdict[tuple[Kind, float], list[Unit]] = defaultdict(list)
    for unit in problem.units:
        groups[slots.kind(unit), unit.urgency].append(unit)
    pools = []
    for (kind, urgency), units in sorted(groups.items()):
        units.sort(key=lambda unit: (unit.standing.ready_on, unit.id))
        ready = tuple(problem.capacity.index(unit.standing.ready_on) for unit in units)
        may = [day for day, obstacle in enumerate(slots.calendar(kind)) if obstacle is None and day >= ready[0]]
        days = tuple(may if kind[2] <= slots.caps[kind[1]] else ())
        pools.append(Pool(kind=kind, urgency=urgency, units=tuple(units), ready=ready, open_days=days))
    return tuple(pools)


def solve_model(slots: Slots, pools: tuple[Pool, ...], *, seconds: float, seed: int, gap: float) -> Solved:
    """Build the program and let HiGHS look for the cheapest counts for at most `seconds`."""
    program = Program()
    crossing: dict[tuple[int, int], int] = {}
    for number, pool in enumerate(pools):
        _add_pool(program, pool, number=number, days=slots.capacity.days, crossing=crossing)
    riding = _add_carriers(program, slots, pools=pools, crossing=crossing)
    _add_limits(program, slots, pools=pools, crossing=crossing)
    if not program.costs:
        constant = program.offset
        return Solved(crossing={}, riding={}, objective=constant, bound=constant, seconds=0.0, in_time=True)
    highs = program.load(seconds=max(SHORTEST_SEARCH, seconds), seed=seed, gap=gap)
    has_run = highs.run() != highspy.HighsStatus.kError
    info = highs.getInfo()
    in_time = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = has_run and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.rint(highs.getSolution().col_value).astype(int) if found else None
    return Solved(
        crossing={} if values is None else {key: int(values[c]) for key, c in crossing.items()},
        riding={} if values is None else {key: int(values[c]) for key, c in riding.items()},
        objective=info.objective_function_value if values is not None else INFINITY,
        bound=info.mip_dual_bound if has_run else -INFINITY,
        seconds=highs.getRunTime(),
        in_time=in_time,
    )


def _add_pool(program: Program, pool: Pool, *, number: int, days: int, crossing: dict[tuple[int, int], int]) -> None:
    """Add how many cross on each open day, how many are left after it, and how many of those are overdue.

    Crossing on a day saves all days up to the end, against everybody staying behind, which is the offset.
    """
    end = days + LEFT_OVER_DAYS
    day_cost = pool.urgency * pool.kind[2]
    program.offset += day_cost * sum(end - max(0, ready) for ready in pool.ready)
    first = pool.open_days[0] if pool.open_days else end
    old = [pool.arrived(day - OVERDUE_AFTER_DAYS) for day in range(end)]
    program.offset += day_cost * OVERDUE_CHARGE * sum(old[:first])
    before: int | None = None
    known = 0
    for position, day in enumerate(pool.open_days):
        arrived = pool.arrived(day)
        saved = day_cost * (end - day)
        crossing[number, day] = x = program.column(cost=-saved, upper=arrived, whole=True)
        left = program.column(upper=arrived, whole=False)
        entries = [(left, 1.0), (x, 1.0)] + ([(before, -1.0)] if before is not None else [])
        program.row(entries, low=arrived - known, high=arrived - known)
        until = pool.open_days[position + 1] if position + 1 < len(pool.open_days) else end
        # On each day up to the next open one, all that are left but the `young` ones are overdue.
        for young, times in Counter(arrived - old[later] for later in range(day, until)).items():
            charge = day_cost * OVERDUE_CHARGE * times
            if young <= 0:
                program.costs[left] += charge
                program.offset -= charge * young
            elif young < arrived:
                overdue = program.column(cost=charge, whole=False)
                program.row([(overdue, 1.0), (left, -1.0)], low=-young)
        before, known = left, arrived


def _add_carriers(
    program: Program, slots: Slots, *, pools: tuple[Pool, ...], crossing: dict[tuple[int, int], int]
) -> dict[tuple[Kind, int, str], int]:
    """Give everybody who crosses a seat on a carrier that takes them; let vehicles leave only with their minimum."""
    going: defaultdict[tuple[Kind, int], list[int]] = defaultdict(list)
    for (number, day), column in crossing.items():
        going[pools[number].kind, day].append(column)
    riding: dict[tuple[Kind, int, str], int] = {}
    seats: defaultdict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    for (kind, day), columns in going.items():
        riders = []
        for carrier in slots.carriers(kind, day):
            riding[kind, day, carrier.id] = rider = program.column(whole=True)
            seats[carrier.id, day].append((rider, float(kind[2])))
            riders.append((rider, -1.0))
        program.row([*((column, 1.0) for column in columns), *riders], low=0, high=0)
    for (carrier_id, day), entries in seats.items():
        carrier = slots.loads[carrier_id, day].carrier
        if not carrier.minimum:
            program.row(entries, high=carrier.seats * carrier.vehicles)
            continue
        leaving = program.column(upper=carrier.vehicles, whole=True)
        program.row([*entries, (leaving, -float(carrier.seats))], high=0)
        program.row([*entries, (leaving, -float(carrier.minimum))], low=0)
    return riding


def _add_limits(
    program: Program, slots: Slots, *, pools: tuple[Pool, ...], crossing: dict[tuple[int, int], int]
) -> None:
    """Keep every crossing under its cap and every mission's officials under their quota."""
    caps: defaultdict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    seen: defaultdict[tuple[str, str, int], list[tuple[int, float]]] = defaultdict(list)
    for (number, day), column in crossing.items():
        nationalities, place, size = pools[number].kind
        caps[place, day].append((column, float(size)))
        for nationality, count in Counter(nationalities).items():
            seen[nationality, place, day].append((column, float(count)))
    for (place, _), entries in caps.items():
        program.row(entries, high=slots.caps[place])
    for key, entries in seen.items():
        quota = slots.quotas[key]
        if quota is not None:
            program.row(entries, high=quota)
