from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from tests.plan.build import a_day, a_problem, a_unit, crowd, problems

from homeward.plan import explain_days, explain_in_words, solve
from homeward.plan.slots import Tight


def reasons(problem, unit):
    return [reason.tight for reason in explain_days(problem, solve(problem, seconds=2, seed=1), units=(unit,))[unit]]


def test_each_day_before_the_crossing_has_its_tight_resource():
    officials = [{"nationality": "ETH", "crossing": "bridge", "dates": [a_day(1), a_day(7), a_day(8)]}]
    problem = a_problem(
        [a_unit("a")],
        presence=officials,
        nationality_days=[{"nationality": "ETH", "weekdays": ["mon", "wed", "thu", "fri"]}],
    )
    assert reasons(problem, "a") == [
        *(Tight.NO_OFFICIAL, Tight.NATIONALITY_DAY, Tight.NO_OFFICIAL, Tight.NO_OFFICIAL, Tight.NO_OFFICIAL),
        *(Tight.CLOSED, Tight.CLOSED),
    ]
    words = explain_in_words(problem, solve(problem, seconds=2, seed=1), unit="a")
    assert words[0] == (
        "Monday 3 March: no official of Ethiopia at the crossing. "
        "It would need an official of Ethiopia at Bridge No. 2."
    )
    assert (
        words[3]
        == "Saturday 8 March to Sunday 9 March: Bridge No. 2 is closed. It would need an open day at Bridge No. 2."
    )
    assert words[-1] == "Monday 10 March: crosses."


def test_full_resources_are_named_with_their_figures():
    urgent = crowd(2, weight=5.0)
    assert reasons(a_problem([*urgent, a_unit("z")], cap=2), "z") == [Tight.CAP]
    quota = [{"nationality": "ETH", "crossing": "bridge", "weekdays": ["mon", "tue"], "quota": 2}]
    problem = a_problem([*urgent, a_unit("z")], presence=quota)
    assert reasons(problem, "z") == [Tight.QUOTA]
    assert (
        "the officials of Ethiopia receive 2, and 2 are planned"
        in explain_in_words(problem, solve(problem, seconds=2, seed=1), unit="z")[0]
    )
    bus = [{"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 2, "vehicles": 1}]
    assert reasons(a_problem([*urgent, a_unit("z")], carriers=bus), "z") == [Tight.SEATS]


def test_the_unplanned_learn_what_never_came():
    problem = a_problem([a_unit("n", nationalities="NPL")], days=5)
    result = solve(problem, seconds=1, seed=1)
    assert set(reasons(problem, "n")) == {Tight.NO_OFFICIAL}
    assert explain_in_words(problem, result, unit="n")[-1] == "No day within the plan's horizon."
    carriers = [{"id": "b", "kind": "bus", "crossing": "bridge", "seats": 5, "vehicles": 9, "nationalities": ["KEN"]}]
    assert set(reasons(a_problem([a_unit("n")], days=5, carriers=carriers), "n")) == {Tight.NO_CARRIER}
    charter = [{"id": "p", "kind": "charter", "crossing": "bridge", "seats": 5, "vehicles": 1, "minimum": 2}]
    assert set(reasons(a_problem([a_unit("n")], days=5, carriers=charter), "n")) == {Tight.MINIMUM}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_day_is_left_unexplained_and_free_room_only_where_a_minimum_keeps_it(problem):
    result = solve(problem, seconds=2, seed=1)
    found = explain_days(problem, result, units=tuple(unit.id for unit in problem.units))
    for unit in problem.units:
        day = result.day_of(unit.id)
        until = problem.capacity.days if day is None else problem.capacity.index(day)
        assert len(found[unit.id]) == max(0, until - problem.ready(unit))
        if not any(carrier.minimum for carrier in problem.capacity.carriers):
            assert Tight.MINIMUM not in {reason.tight for reason in found[unit.id]}
