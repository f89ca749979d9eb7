from __future__ import annotations

import random
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.plan.build import a_day, a_problem, a_unit, crowd, problems

from homeward.errors import Infeasible
from homeward.plan import Problem, demand_everyone, find_violations, solve
from homeward.plan.greedy import by_arrival, by_priority, fill, pull_forward
from homeward.plan.model import make_pools, solve_model
from homeward.plan.result import total_cost
from homeward.plan.slots import Slots

ANY_PROBLEM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def days_of(slots):
    return {name: day for name, (_, day, _) in slots.placed.items()}


def filled(problem, order):
    slots = Slots(problem)
    fill(slots, order=order)
    return slots


@ANY_PROBLEM
@given(problems())
def test_a_plan_keeps_every_rule_and_lies_between_bound_and_greedy(problem):
    result = solve(problem, seconds=3, seed=1)
    assert find_violations(problem, result) == ()
    assert result.feasible
    greedy = total_cost(problem, days_of(filled(problem, by_priority)))
    assert result.bound <= result.cost + 1e-6
    assert result.cost <= greedy + 1e-6
    assert result.first_come.cost >= result.bound - 1e-6


@ANY_PROBLEM
@given(problems())
def test_the_order_of_the_units_changes_nothing(problem):
    mixed = list(problem.units)
    random.Random(7).shuffle(mixed)
    one = solve(problem, seconds=3, seed=1)
    other = solve(Problem(capacity=problem.capacity, units=tuple(mixed)), seconds=3, seed=1)
    assert replace(one, seconds=0) == replace(other, seconds=0)


@ANY_PROBLEM
@given(problems())
def test_what_the_model_says_a_plan_costs_is_what_its_persons_cost(problem):
    """Of the model's own counts, before they are packed into vehicles: pool by pool, the longest ready first."""
    slots = Slots(problem)
    pools = make_pools(slots)
    solved = solve_model(slots, pools, seconds=3, seed=1, gap=0.0)
    days = {}
    taken = [0] * len(pools)
    for (number, day), count in sorted(solved.crossing.items(), key=lambda item: item[0][1]):
        for unit in pools[number].units[taken[number] : taken[number] + count]:
            assert problem.ready(unit) <= day
            days[unit.id] = day
        taken[number] += count
    assert total_cost(problem, days) == pytest.approx(solved.objective, abs=1e-6)


def test_the_tables_add_up_to_a_known_best_plan():
    """Six people, two places a day, officials on Monday and Wednesday: 2 wait 0, 2 wait 2, 2 wait 7 days."""
    officials = [{"nationality": "ETH", "crossing": "bridge", "weekdays": ["mon", "wed"]}]
    result = solve(a_problem(crowd(6), cap=2, presence=officials), seconds=5, seed=1)
    assert (result.cost, result.bound, result.gap) == (2 * 2 + 2 * 7, 18, 0)


def test_seats_and_closed_days_bound_a_plan_too():
    """Six people, a bus of two, Tuesday closed: 2 wait 0, 2 wait 2, 2 wait 3 days, and no bound says less."""
    bus = [{"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 2, "vehicles": 1}]
    bridge = [{"id": "bridge", "cap": 50, "closed": [a_day(1)]}]
    result = solve(a_problem(crowd(6), crossing=bridge, carriers=bus), seconds=5, seed=1)
    assert (result.cost, result.bound, result.feasible) == (2 * 2 + 2 * 3, 10, True)


def test_free_places_are_used_as_early_as_they_are():
    problem = a_problem([a_unit("a"), a_unit("b", ready=1)])
    slots = Slots(problem)
    for unit in problem.units:
        slots.put(unit, 3, carrier="bus")
    pull_forward(slots)
    assert days_of(slots) == {"a": 0, "b": 1}


def test_nobody_leaves_a_charter_that_needs_them():
    carriers = [
        {"id": "plane", "kind": "charter", "crossing": "bridge", "seats": 4, "vehicles": 1, "minimum": 2},
        {"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 1, "vehicles": 1},
    ]
    problem = a_problem(crowd(3), carriers=carriers)
    slots = Slots(problem)
    for unit in problem.units:
        slots.put(unit, 3, carrier="plane")
    pull_forward(slots)
    assert sorted(days_of(slots).values()) == [0, 3, 3]


def test_whoever_stays_behind_is_counted_to_fourteen_days_past_the_end():
    result = solve(a_problem([a_unit("a", nationalities="NPL", ready=4)], days=10), seconds=1, seed=1)
    # Ready on day 4, counted as crossing on day 24: 20 days, and 6 once more from day 18 on.
    assert (result.unplanned, result.cost, result.bound) == (("a",), 26, 26)


def test_infeasible_is_raised_only_where_everybody_must_cross():
    result = solve(a_problem([a_unit("a", nationalities="NPL")]), seconds=1, seed=1)
    with pytest.raises(Infeasible) as caught:
        demand_everyone(result)
    assert caught.value.code == "infeasible.no-plan"
    demand_everyone(solve(a_problem(crowd(3)), seconds=1, seed=1))


def test_a_charter_flies_only_with_its_minimum():
    charter = [{"id": "plane", "kind": "charter", "crossing": "bridge", "seats": 6, "vehicles": 3, "minimum": 4}]
    for people, flown in ((3, 0), (4, 4), (6, 6), (7, 6), (8, 8), (18, 18)):
        result = solve(a_problem(crowd(people), cap=18, days=1, carriers=charter), seconds=2, seed=1)
        assert (result.measures.people, result.feasible) == (flown, True), people


def test_waiting_for_a_plane_to_fill_beats_sending_the_first_who_come():
    """Two are ready today, two tomorrow; the plane needs four. First come first served sends nobody earlier either."""
    charter = [{"id": "plane", "kind": "charter", "crossing": "bridge", "seats": 4, "vehicles": 1, "minimum": 4}]
    units = [*crowd(2), a_unit("x", ready=1), a_unit("y", ready=1)]
    result = solve(a_problem(units, carriers=charter), seconds=2, seed=1)
    assert {row.day.day for row in result.assignments} == {4}


def test_groups_that_fill_no_vehicle_together_ride_apart_and_whole():
    """Three groups of three on vehicles of five: seats for two groups would do in sum, vehicles take one each."""
    groups = [a_unit(f"g{n}", nationalities=("ETH", "KEN", "ETH")) for n in range(3)]
    bus = [{"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 5, "vehicles": 2}]
    result = solve(a_problem(groups, cap=30, carriers=bus), seconds=2, seed=1)
    assert sorted((row.day.day, row.vehicle) for row in result.assignments) == [(3, 1), (3, 2), (4, 1)]
    assert find_violations(a_problem(groups, cap=30, carriers=bus), result) == ()


def test_a_mixed_group_needs_every_nationality_on_one_day():
    officials = [
        {"nationality": "ETH", "crossing": "bridge", "weekdays": ["mon", "thu"]},
        {"nationality": "KEN", "crossing": "bridge", "weekdays": ["tue", "thu"]},
    ]
    result = solve(a_problem([a_unit("g", nationalities=("ETH", "KEN"))], presence=officials), seconds=1, seed=1)
    assert [f"{row.day:%a}" for row in result.assignments] == ["Thu"]


def test_the_urgent_and_the_sure_go_first_when_a_place_is_short():
    units = [a_unit("usual"), a_unit("unsure", sure=0.5), a_unit("urgent", weight=3.0)]
    result = solve(a_problem(units, cap=1), seconds=2, seed=1)
    assert [row.unit for row in sorted(result.assignments, key=lambda row: row.day)] == ["urgent", "usual", "unsure"]


def test_who_waits_longest_goes_first_among_equals():
    units = [a_unit("late", ready=-1), a_unit("early", ready=-9)]
    result = solve(a_problem(units, cap=1), seconds=2, seed=1)
    assert result.day_of("early") < result.day_of("late")


def test_a_plan_is_the_same_for_the_same_seed():
    problem = a_problem([a_unit(f"u{n}", nationalities=("ETH", "KEN")[: 1 + n % 2], ready=n % 5) for n in range(40)])
    one, other = (replace(solve(problem, seconds=5, seed=3), seconds=0) for _ in range(2))
    assert one == other


def test_a_solver_that_breaks_a_rule_is_dropped_and_said_so(monkeypatch):
    """Break the bridge between model and persons: everybody HiGHS places lands on the first day, ready or not."""
    solving = sys.modules["homeward.plan.solve"]
    problem = a_problem([*crowd(12), a_unit("later", ready=3)], cap=3)

    def break_it(problem, *, pools, solved):
        slots = Slots(problem)
        for unit in problem.units:
            slots.put(unit, 0, carrier="bus")
        return slots

    monkeypatch.setattr(solving, "_people", break_it)
    result = solve(problem, seconds=2, seed=1)
    assert result.feasible
    assert result.method.startswith("priority greedy")
    assert "broke a rule" in result.method


def test_no_time_still_gives_a_valid_plan():
    result = solve(a_problem(crowd(60), cap=7), seconds=0.0, seed=1)
    assert result.feasible
    assert result.bound > 0


def test_the_rounds_of_first_come_first_served_ask_only_when_people_were_ready():
    problem = a_problem([a_unit("urgent", weight=9.0, ready=0), a_unit("first", ready=-3)], cap=1)
    assert days_of(filled(problem, by_arrival)) == {"first": 0, "urgent": 1}
    assert days_of(filled(problem, by_priority)) == {"urgent": 0, "first": 1}
