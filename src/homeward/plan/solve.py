"""A plan for everyone there is a slot for: soon, valid, and with a proven bound.

Priority greedy gives a valid plan first. HiGHS then looks for a better one and proves how good any plan could be.
Its counts become persons again, what does not fit into vehicles is filled in by the greedy rounds, and the result
is judged by `find_violations`, which shares no code with the model. Whatever breaks a rule is dropped, and said.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import replace

from homeward.plan.greedy import by_arrival, by_priority, fill, pull_forward
from homeward.plan.model import Pool, Solved, make_pools, solve_model
from homeward.plan.problem import Problem, Unit
from homeward.plan.result import Assignment, Result, find_expired, measure, plan_days, total_cost, waiting_curve
from homeward.plan.slots import Slots
from homeward.plan.violations import find_violations

# Below this distance from the bound the search stops: a thousandth of the waiting is less than the input is sure of.
GAP = 0.001
# Turning counts into persons and checking them takes about as long again as the start did; and the solver looks at
# its clock only between its own steps, of which one may take seconds.
RESERVED_STARTS = 2
SOLVER_SHARE = 0.8
SAME_COST = 1e-6


def solve(problem: Problem, *, seconds: float, seed: int) -> Result:
    """Return the best valid plan found within about `seconds`, with its cost and a proven lower bound.

    Deterministic for a seed as long as the solver ends by its gap; `method` says when time stopped it instead.
    """
    started = time.perf_counter()
    greedy = _finish(Slots(problem))
    slots = Slots(problem)
    pools = make_pools(slots)
    left = SOLVER_SHARE * (seconds - RESERVED_STARTS * (time.perf_counter() - started))
    solved = solve_model(slots, pools, seconds=left, seed=seed, gap=GAP)
    floor = total_cost(problem, _alone(problem, slots))
    bound = max(floor, solved.bound)
    candidates = [(greedy, "priority greedy")]
    if solved.crossing:
        candidates.append((_people(problem, pools=pools, solved=solved), "HiGHS"))
    in_order = Slots(problem)
    fill(in_order, order=by_arrival)
    first_come = measure(problem, plan_days(problem, _assignments(in_order)))
    ending = f"search ended within {GAP:.1%} of the bound" if solved.in_time else "search stopped by the time limit"
    results = [_result(problem, slots=found, bound=bound, method=f"{name}, {ending}") for found, name in candidates]
    valid = [result for result in results if result.feasible]
    best = min(valid or results, key=lambda result: result.cost)
    if len(valid) < len(results):
        best = replace(best, method=f"{best.method}; another plan broke a rule and was dropped")
    return replace(best, first_come=first_come, seconds=time.perf_counter() - started)


def _finish(slots: Slots) -> Slots:
    fill(slots, order=by_priority)
    pull_forward(slots)
    # Whoever moved forward left a slot behind that somebody without a day may use.
    fill(slots, order=by_priority)
    return slots


def _alone(problem: Problem, slots: Slots) -> dict[str, int]:
    """Give each unit the first day it could have if it were alone: no plan costs less."""
    days = {}
    for unit in problem.units:
        calendar = slots.calendar(slots.kind(unit))
        first = next((day for day in range(problem.ready(unit), len(calendar)) if calendar[day] is None), None)
        if first is not None:
            days[unit.id] = first
    return days


def _people(problem: Problem, *, pools: tuple[Pool, ...], solved: Solved) -> Slots:
    """Turn counts into persons: the longest ready of a pool first, and of a day's riders the larger units first."""
    slots = Slots(problem)
    riders: defaultdict[tuple[object, int], list[Unit]] = defaultdict(list)
    taken: Counter[int] = Counter()
    for (number, day), count in sorted(solved.crossing.items(), key=lambda item: (item[0][1], item[0][0])):
        pool = pools[number]
        riders[pool.kind, day] += pool.units[taken[number] : taken[number] + count]
        taken[number] += count
    rides = sorted(solved.riding.items(), key=lambda item: (item[0][1], -item[0][0][2], item[0]))
    for (kind, day, carrier), count in rides:
        waiting = riders[kind, day]
        for _ in range(min(count, len(waiting))):
            unit = waiting.pop(0)
            # Counted in seats it fits; in vehicles a group may not, and is then filled in with the others below.
            if slots.obstacle(unit, day) is None and slots.loads[carrier, day].bin_for(unit) is not None:
                slots.put(unit, day, carrier=carrier)
    return _finish(slots)


def _assignments(slots: Slots) -> tuple[Assignment, ...]:
    seating = {key: load.seating() for key, load in slots.loads.items() if load.total}
    rows = (
        Assignment(
            unit=unit.id,
            day=slots.capacity.day(day),
            crossing=slots.crossings[unit.site],
            carrier=carrier,
            vehicle=seating[carrier, day][unit.id],
        )
        for unit, day, carrier in slots.placed.values()
    )
    return tuple(sorted(rows, key=lambda row: row.unit))


def _result(problem: Problem, *, slots: Slots, bound: float, method: str) -> Result:
    assignments = _assignments(slots)
    days = plan_days(problem, assignments)
    measures = measure(problem, days)
    result = Result(
        assignments=assignments,
        unplanned=tuple(sorted(unit.id for unit in problem.units if unit.id not in days)),
        cost=measures.cost,
        bound=min(bound, measures.cost) if abs(bound - measures.cost) < SAME_COST else bound,
        gap=max(0.0, (measures.cost - bound) / measures.cost) if measures.cost else 0.0,
        feasible=True,
        seconds=0.0,
        method=method,
        waiting=waiting_curve(problem, days),
        measures=measures,
        first_come=measures,
        warnings=find_expired(problem, days),
    )
    return replace(result, feasible=not find_violations(problem, result))
