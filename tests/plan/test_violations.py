from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.plan.build import MONDAY, a_problem, a_unit

from homeward.plan import Assignment, find_violations, solve


def a_checked_problem():
    """Ten people of two states, a bus for anybody and a charter for Kenyans with a minimum of two."""
    units = [
        *(a_unit(f"e{n}") for n in range(6)),
        *(a_unit(f"k{n}", nationalities="KEN") for n in range(3)),
        a_unit("late", ready=2),
    ]
    return a_problem(
        units,
        cap=6,
        presence=[
            {"nationality": "ETH", "crossing": "bridge", "weekdays": ["mon", "tue", "wed", "fri"], "quota": 5},
            {"nationality": "KEN", "crossing": "bridge", "weekdays": ["mon", "tue", "wed", "thu", "fri"]},
            {"nationality": "ETH", "crossing": "other", "weekdays": ["mon"]},
        ],
        crossing=[
            {"id": "bridge", "cap": 6, "weekdays": ["mon", "tue", "wed", "thu", "fri"], "closed": ["2025-03-11"]},
            {"id": "other", "cap": 50},
        ],
        nationality_days=[{"nationality": "KEN", "weekdays": ["mon", "tue", "wed"]}],
        carriers=[
            {"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 3, "vehicles": 2},
            {"id": "ken", "kind": "charter", "crossing": "bridge", "seats": 4, "vehicles": 1, "minimum": 2,
             "nationalities": ["KEN"], "weekdays": ["mon", "tue"]},
            {"id": "far", "kind": "bus", "crossing": "other", "seats": 9, "vehicles": 9},
        ],
    )  # fmt: skip


def at(unit, *, day=0, crossing="bridge", carrier="bus", vehicle=1):
    day = MONDAY + timedelta(days=day)
    return Assignment(unit=unit, day=day, crossing=crossing, carrier=carrier, vehicle=vehicle)


PLANTED = {
    "unknown-unit": [at("nobody")],
    "planned-twice": [at("e0"), at("e0", day=1)],
    "outside-horizon": [at("e0", day=11)],
    "before-ready": [at("late", day=1)],
    "wrong-crossing": [at("e0", crossing="other", carrier="far")],
    "crossing-closed": [at("e0", day=8)],
    "nationality-day": [at("k0", day=3)],
    "unknown-carrier": [at("e0", carrier="boat")],
    "carrier-not-running": [at("k0", day=2, carrier="ken"), at("k1", day=2, carrier="ken")],
    "carrier-elsewhere": [at("e0", carrier="far")],
    "carrier-nationality": [at("e0", carrier="ken"), at("k0", carrier="ken")],
    "crossing-cap": [at(f"e{n}", vehicle=1 + n % 2) for n in range(4)] + [at(f"k{n}", carrier="ken") for n in range(3)],
    "no-official": [at("e0", day=3)],
    "quota": [at(f"e{n}", vehicle=1 + n % 2) for n in range(6)],
    "vehicles": [at("e0", vehicle=3)],
    "seats": [at(f"e{n}") for n in range(4)],
    "minimum": [at("k0", carrier="ken")],
}


def with_rows(problem, result, rows):
    """Replace the plan, and let cost, counts and lists follow, so that only the planted rule is broken."""
    planned = {row.unit: (row.day - MONDAY).days for row in rows}
    cost = sum(problem.cost(unit, planned.get(unit.id)) for unit in problem.units)
    unplanned = tuple(sorted(unit.id for unit in problem.units if unit.id not in planned))
    people = sum(unit.size for unit in problem.units if unit.id in planned)
    measures = replace(result.measures, people=people)
    return replace(result, assignments=tuple(rows), unplanned=unplanned, cost=cost, bound=0.0, measures=measures)


@pytest.mark.parametrize("kind", PLANTED)
def test_each_planted_violation_is_found(kind):
    problem = a_checked_problem()
    result = solve(problem, seconds=1, seed=1)
    assert find_violations(problem, result) == ()
    assert kind in {violation.kind for violation in find_violations(problem, with_rows(problem, result, PLANTED[kind]))}


def test_only_the_planted_rule_is_found_where_one_can_be_broken_alone():
    problem = a_checked_problem()
    result = solve(problem, seconds=1, seed=1)
    alone = set(PLANTED) - {"wrong-crossing", "carrier-elsewhere", "planned-twice"}
    for kind in alone:
        found = {violation.kind for violation in find_violations(problem, with_rows(problem, result, PLANTED[kind]))}
        assert found == {kind}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("cost", {"cost": 1.0, "bound": 0.0}),
        ("bound", {"bound": 10_000.0}),
        ("unplanned-list", {"unplanned": ("e0",)}),
    ],
)
def test_a_wrong_figure_is_found(kind, change):
    problem = a_checked_problem()
    result = replace(solve(problem, seconds=1, seed=1), **change)
    assert {violation.kind for violation in find_violations(problem, result)} == {kind}


def test_a_wrong_count_of_people_is_found():
    problem = a_checked_problem()
    result = solve(problem, seconds=1, seed=1)
    wrong = replace(result, measures=replace(result.measures, people=3))
    assert [violation.kind for violation in find_violations(problem, wrong)] == ["people"]
