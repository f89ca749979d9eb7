from __future__ import annotations

from tests.plan.build import a_day, a_problem, a_unit, crowd

from homeward.plan import Cleared, solve


def test_the_curve_of_the_waiting_falls_as_they_cross_and_rises_as_they_become_ready():
    problem = a_problem([*crowd(4), a_unit("later", ready=4)], cap=3, days=6)
    assert [count for _, count in solve(problem, seconds=1, seed=1).waiting] == [1, 0, 0, 0, 0, 0]
    unserved = a_problem([a_unit("n", nationalities="NPL", ready=2)], days=4)
    assert [count for _, count in solve(unserved, seconds=1, seed=1).waiting] == [0, 0, 1, 1]


def test_measures_count_persons():
    problem = a_problem([a_unit("g", nationalities=("KEN",) * 3), *crowd(2)], cap=3)
    ours = solve(problem, seconds=1, seed=1).measures
    assert (ours.people, ours.mean_days, ours.worst_nationality) == (5, 2 / 5, "ETH")
    assert (ours.p95_days, ours.last_day) == (1, a_day(1))


def test_a_clearance_that_ends_before_the_day_is_a_warning():
    short, long = (Cleared(ready_on=a_day(0), valid_until=a_day(day)) for day in (0, 1))
    officials = [{"nationality": "ETH", "crossing": "bridge", "dates": [a_day(1)]}]
    units = [a_unit("short", standing=short), a_unit("long", standing=long)]
    result = solve(a_problem(units, presence=officials), seconds=1, seed=1)
    assert (result.warnings, result.measures.people) == (("short",), 2)
