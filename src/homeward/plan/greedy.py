"""Day by day, in an order: always a valid plan, and soon.

Two orders: priority first (the start and the fallback of `solve`) and first come first served (what it is
compared with). The same rounds also finish a plan that holds only some of the units.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import date
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import Any

from homeward.plan.problem import Unit
from homeward.plan.slots import Kind, Slots

Order = Callable[[Unit], Any]


def by_priority(unit: Unit) -> tuple[float, date, int, str]:
    """Order units so that the most urgent stands first, then who waits longest."""
    return -unit.urgency, unit.standing.ready_on, -unit.size, unit.id


def by_arrival(unit: Unit) -> tuple[date, str]:
    """Order units as people become ready, whatever their need."""
    return unit.standing.ready_on, unit.id


def fill(slots: Slots, *, order: Order) -> None:
    """Put every unit that is not placed yet on the first day on which it fits, day by day in the given order."""
    problem = slots.problem
    by_ready: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in problem.units:
        if unit.id not in slots.placed:
            by_ready[problem.ready(unit)].append(unit)
    lines: dict[Kind, deque[Unit]] = {}
    for day in range(problem.capacity.days):
        _line_up(slots, by_ready[day], lines=lines, order=order)
        put = _draw(slots, day, lines=lines, order=order)
        if any(slots.loads[carrier.id, day].is_underfilled for carrier in slots.capacity.carriers):
            for unit in put:
                slots.take(unit)
            queue = sorted([*put, *chain.from_iterable(lines.values())], key=order)
            lines = {}
            _line_up(slots, fill_day(slots, day, queue=queue), lines=lines, order=order)


def _line_up(slots: Slots, units: Iterable[Unit], *, lines: dict[Kind, deque[Unit]], order: Order) -> None:
    fresh: defaultdict[Kind, list[Unit]] = defaultdict(list)
    for unit in units:
        fresh[slots.kind(unit)].append(unit)
    for kind, those in fresh.items():
        lines[kind] = deque(sorted([*lines.get(kind, ()), *those], key=order))


def _draw(slots: Slots, day: int, *, lines: dict[Kind, deque[Unit]], order: Order) -> list[Unit]:
    """Put on the day whoever stands first in any line, until no line's first fits: its others would not either."""
    heads = [(order(line[0]), kind) for kind, line in lines.items() if line]
    heapify(heads)
    put = []
    while heads:
        _, kind = heappop(heads)
        line = lines[kind]
        carrier = None if slots.obstacle(line[0], day) else slots.carrier_for(line[0], day)
        if carrier:
            put.append(line.popleft())
            slots.put(put[-1], day, carrier=carrier)
            if line:
                heappush(heads, (order(line[0]), kind))
    return put


def fill_day(slots: Slots, day: int, *, queue: Iterable[Unit]) -> list[Unit]:
    """Put those of the queue on the day that fit; return the others.

    A vehicle that would leave too empty is taken out, its people are tried elsewhere, and the day is filled again.
    Each round takes out a vehicle or more, so it ends.
    """
    queue = list(queue)
    while True:
        put = _pass(slots, day, queue=queue)
        loads = [slots.loads[carrier.id, day] for carrier in slots.capacity.carriers]
        empty = [load for load in loads if load.is_underfilled]
        if not empty:
            return [unit for unit in queue if unit.id not in slots.placed]
        for load in empty:
            load.vehicles = load.needed - 1
        off = {unit.id: unit for load in empty for unit in (*(u for g in load.groups for u in g), *load.alone)}
        for unit in (*off.values(), *(unit for unit in put if unit.id not in off)):
            slots.take(unit)
        known = {unit.id for unit in queue}
        # Units that stood on the emptied vehicle before this round are no part of the queue: they come first.
        queue = [unit for unit in off.values() if unit.id not in known] + queue


def pull_forward(slots: Slots) -> None:
    """Move every unit to the earliest day that still has room, so that no free slot is left that somebody could use."""
    problem = slots.problem
    slots.freeze()
    full: defaultdict[int, set[Kind]] = defaultdict(set)  # until somebody leaves a day, who did not fit does not
    for unit, day, _ in sorted(slots.placed.values(), key=lambda row: (row[1], by_priority(row[0]))):
        kind = slots.kind(unit)
        for earlier in range(problem.ready(unit), day):
            if kind in full[earlier]:
                continue
            if slots.obstacle(unit, earlier):
                full[earlier].add(kind)
            elif _move(slots, unit, earlier):
                full[day].clear()
                break


def _move(slots: Slots, unit: Unit, day: int) -> bool:
    _, before, carrier = slots.placed[unit.id]
    slots.take(unit)
    onto = slots.carrier_for(unit, day) or carrier
    slots.put(unit, day, carrier=onto)
    if slots.loads[carrier, before].is_underfilled or slots.loads[onto, day].is_underfilled:
        slots.take(unit)
        slots.put(unit, before, carrier=carrier)
        return False
    return True


def _pass(slots: Slots, day: int, *, queue: list[Unit]) -> list[Unit]:
    put = []
    blocked: set[Kind] = set()  # during one pass slots only fill, so what did not fit for one will fit for none
    for unit in queue:
        kind = slots.kind(unit)
        if kind in blocked:
            continue
        if slots.obstacle(unit, day):
            blocked.add(kind)
            continue
        carrier = slots.carrier_for(unit, day)
        if carrier:
            slots.put(unit, day, carrier=carrier)
            put.append(unit)
    return put
