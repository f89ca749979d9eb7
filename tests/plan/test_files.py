from __future__ import annotations

import json

import pytest
from tests.plan.build import a_capacity, a_problem, a_unit, crowd

from homeward.errors import InputError
from homeward.plan import (
    Cleared,
    problem_from_json,
    problem_from_rows,
    problem_to_json,
    result_from_json,
    result_to_json,
    solve,
)


def a_row(**changes):
    return {"id": "p1", "nationality": "ETH", "site": "camp", "ready_on": "2025-03-03"} | changes


def test_a_problem_and_a_result_survive_json():
    problem = a_problem([*crowd(4), a_unit("g", nationalities=("ETH", "KEN"), weight=2.0, minors=1, sure=0.5)])
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem
    result = solve(problem, seconds=1, seed=1)
    assert result_from_json(json.loads(json.dumps(result_to_json(result)))) == result


def test_a_file_gives_nobody_a_clearance():
    problem = a_problem([a_unit("a")])
    standing = Cleared(ready_on=problem.units[0].standing.ready_on, valid_until=problem.capacity.day(5))
    cleared = a_problem([a_unit("a", standing=standing)])
    assert problem_from_json(problem_to_json(cleared)) == problem


def test_rows_with_one_group_are_one_unit():
    rows = [
        a_row(group="family", minor="yes"),
        a_row(id="p2", nationality="KEN", group="family", ready_on="2025-03-05", sure="0.5", weight="3"),
        a_row(id="p3"),
    ]
    group, alone = problem_from_rows(rows, capacity=a_capacity()).units
    assert (group.people, group.nationalities, group.weight, group.minors) == (("p1", "p2"), ("ETH", "KEN"), 3.0, 1)
    assert (group.standing.ready_on.day, group.standing.sure) == (5, 0.5)
    assert alone.people == ("p3",)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (a_row(nationality="Congolese"), "nationality", "input.ambiguous-nationality"),
        (a_row(ready_on="3 March"), "ready_on", "input.bad-value"),
        (a_row(sure="often"), "sure", "input.bad-value"),
        (a_row(weight="heavy"), "weight", "input.bad-value"),
        (a_row(minor="perhaps"), "minor", "input.bad-value"),
        (a_row(site=""), "site", "input.bad-value"),
        ({"id": "p1", "nationality": "ETH", "site": "camp"}, "ready_on", "input.missing-column"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column_and_not_by_person(row, column, code):
    with pytest.raises(InputError) as caught:
        problem_from_rows([a_row(id="p0"), row], capacity=a_capacity(), file="people.csv")
    assert (caught.value.code, caught.value.at.row, caught.value.at.column) == (code, 3, column)
    assert "p1" not in caught.value.message


def test_a_group_over_two_sites_is_refused():
    sites = [{"id": "camp", "crossing": "bridge"}, {"id": "shelter", "crossing": "bridge"}]
    rows = [a_row(group="g"), a_row(id="p2", group="g", site="shelter")]
    with pytest.raises(InputError, match="a group is at one site"):
        problem_from_rows(rows, capacity=a_capacity(site=sites))


@pytest.mark.parametrize("table", [{}, {"capacity": {}}, {"units": [], "capacity": {}, "more": 1}])
def test_a_problem_file_with_other_keys_is_refused(table):
    with pytest.raises(InputError):
        problem_from_json(table)


def test_a_unit_or_a_plan_that_is_none_is_refused():
    table = problem_to_json(a_problem([a_unit("a")]))
    with pytest.raises(InputError, match="not a unit"):
        problem_from_json(table | {"units": [{"id": "a"}]})
    with pytest.raises(InputError, match="not a plan's file"):
        result_from_json({"cost": 1})
