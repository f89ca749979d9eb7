from __future__ import annotations

from datetime import date

import pytest
from tests.plan.build import MONDAY, a_capacity, a_day, a_problem, a_table, a_unit

from homeward.errors import InputError
from homeward.plan import Capacity, Cleared, Expected, Problem, together


def test_a_capacity_survives_its_own_table():
    capacity = a_capacity(nationality_days=[{"nationality": "CHN", "weekdays": ["wed"]}])
    assert Capacity.from_table(capacity.as_table()) == capacity


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"bus": []}, "bus"),
        ({"horizon": {"from": MONDAY}}, "horizon.days"),
        ({"horizon": {"from": MONDAY, "days": 0}}, "horizon.days"),
        ({"horizon": {"from": "soon", "days": 3}}, "horizon.from"),
        ({"crossing": [{"id": "bridge", "cap": -1}]}, "row 1, column crossing.cap"),
        ({"crossing": [{"id": "bridge", "cap": True}]}, "row 1, column crossing.cap"),
        ({"crossing": [{"id": "bridge"}]}, "row 1, column crossing.cap"),
        ({"crossing": [{"id": "bridge", "cap": 1, "weekdays": ["monday"]}]}, "crossing.weekdays"),
        ({"crossing": [{"id": "bridge", "cap": 1, "wekdays": ["mon"]}]}, "row 1, column crossing.wekdays"),
        ({"crossing": [{"id": "bridge", "cap": 1}, {"id": "bridge", "cap": 2}]}, "crossing.id"),
        ({"site": [{"id": "camp", "crossing": "ferry"}]}, "row 1, column site.crossing"),
        ({"presence": [{"nationality": "ETH", "crossing": "bridge"}]}, "row 1, column presence.dates"),
        ({"presence": [{"nationality": "Ethiopian", "crossing": "bridge"}]}, "row 1, column presence.nationality"),
        ({"nationality_days": [{"nationality": "CHN", "weekdays": []}]}, "nationality_days.weekdays"),
        ({"nationality_days": [{"nationality": "CHN", "weekdays": ["wed"]}] * 2}, "nationality_days.nationality"),
    ],
)
def test_a_capacity_that_does_not_fit_is_refused_with_its_place(change, place):
    with pytest.raises(InputError) as caught:
        Capacity.from_table(a_table() | change, file="capacity.toml")
    assert caught.value.code == "input.bad-value"
    assert "capacity.toml" in caught.value.message
    assert place in caught.value.message


@pytest.mark.parametrize(
    ("change", "place"),
    [({"seats": 0}, "carrier.seats"), ({"minimum": 9}, "carrier.minimum"), ({"crossing": "x"}, "carrier.crossing")],
)
def test_a_carrier_that_cannot_be_is_refused(change, place):
    bus = {"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 5, "vehicles": 1} | change
    with pytest.raises(InputError, match=place):
        a_capacity(carriers=[bus])


@pytest.mark.parametrize(
    ("units", "column"),
    [
        ([a_unit("a", site="nowhere")], "site"),
        ([a_unit("a", weight=0.0)], "weight"),
        ([a_unit("a", weight=float("nan"))], "weight"),
        ([a_unit("a", sure=0.0)], "sure"),
        ([a_unit("a", minors=2)], "minor"),
        ([a_unit("a", nationalities=())], "people"),
        ([a_unit("a"), a_unit("a")], "id"),
    ],
)
def test_a_problem_that_does_not_fit_is_refused_with_its_row(units, column):
    with pytest.raises(InputError) as caught:
        Problem(capacity=a_capacity(), units=tuple(units))
    assert caught.value.at.row == len(units)
    assert caught.value.at.column == column


def test_a_group_is_as_ready_as_its_last_and_as_sure_as_its_least_sure_member():
    cleared = Cleared(ready_on=a_day(1), valid_until=a_day(9))
    assert together([cleared, Cleared(ready_on=a_day(3), valid_until=a_day(5))]) == Cleared(
        ready_on=a_day(3), valid_until=a_day(5)
    )
    expected = [Expected(ready_on=a_day(2), sure=0.4), Expected(ready_on=a_day(0), sure=0.9)]
    assert together([cleared, *expected]) == Expected(ready_on=a_day(2), sure=0.4)


def test_a_day_costs_double_once_somebody_is_overdue():
    problem = a_problem([a_unit("a", ready=-3, weight=2.0)], days=30)
    (unit,) = problem.units
    assert [problem.cost(unit, day) for day in (0, 11, 12, 13)] == [0, 22, 26, 30]
    assert problem.capacity.day(3) == date(2025, 3, 6)
