from __future__ import annotations

from tests.plan.build import a_day, a_problem, a_unit, crowd

from homeward.plan import estimate_unlisted, make_batches, make_phases, solve


def plan(problem):
    return problem, solve(problem, seconds=2, seed=1)


def test_a_batch_is_one_day_one_crossing_one_carrier():
    problem, result = plan(a_problem([*crowd(12), a_unit("k", nationalities="KEN", minors=1)], cap=8))
    first, second = make_batches(problem, result)
    assert (first.day, second.day) == (a_day(0), a_day(1))
    assert (len(first.people), len(second.people)) == (8, 5)
    assert {*first.units, *second.units} == {unit.id for unit in problem.units}
    assert [batch.minors for batch in (first, second)] in ([0, 1], [1, 0])
    assert {first.nationality, second.nationality} == {"", "ETH"}
    assert first.id == "20250303-bus"


def test_officials_who_ask_for_it_get_a_batch_of_their_own():
    officials = [
        {"nationality": "ETH", "crossing": "bridge", "weekdays": ["mon"]},
        {"nationality": "KEN", "crossing": "bridge", "weekdays": ["mon"], "own_batch": True},
    ]
    units = [a_unit("e"), a_unit("k1", nationalities="KEN"), a_unit("k2", nationalities="KEN")]
    problem, result = plan(a_problem(units, presence=officials))
    assert [(batch.id, len(batch.people)) for batch in make_batches(problem, result)] == [
        ("20250303-bus", 1),
        ("20250303-bus-ken", 2),
    ]


def test_reserves_are_ready_of_the_same_nationality_and_site_and_come_later():
    units = [*crowd(30), a_unit("k", nationalities="KEN"), a_unit("unready", ready=1)]
    problem, result = plan(a_problem(units, cap=10, days=5))
    days = {row.unit: row.day for row in result.assignments}
    named = {unit.id: unit for unit in problem.units}
    for batch in make_batches(problem, result):
        waiting = [u for u in problem.units if u.id not in days or days[u.id] > batch.day]
        assert len(batch.reserves) == min(1, len([u for u in waiting if u.standing.ready_on <= batch.day]))
        for reserve in batch.reserves:
            assert named[reserve].standing.ready_on <= batch.day < days[reserve]
            assert named[reserve].nationalities[0] in {named[u].nationalities[0] for u in batch.units}


def test_nobody_is_a_reserve_before_they_are_ready():
    problem, result = plan(a_problem([a_unit("now"), a_unit("tomorrow", ready=1)], cap=1))
    assert [batch.reserves for batch in make_batches(problem, result)] == [(), ()]


def test_weeks_count_people_and_places_left():
    problem, result = plan(a_problem([*crowd(22), a_unit("k", nationalities="KEN")], cap=4, days=12))
    first, second = make_phases(problem, result)
    assert (first.first, first.last, first.people, first.places_left) == (a_day(0), a_day(6), 20, 0)
    assert (second.first, second.last, second.people, second.places_left) == (a_day(7), a_day(11), 3, 17)
    assert dict(first.nationalities)["ETH"] + dict(second.nationalities)["ETH"] == 22


def test_the_unlisted_are_estimated_at_the_pace_of_the_slots():
    problem, result = plan(a_problem(crowd(50), cap=10, days=14))  # 100 places, 50 left
    assert estimate_unlisted(problem, result, announced=50).days == 0
    assert estimate_unlisted(problem, result, announced=100).days == 0
    estimate = estimate_unlisted(problem, result, announced=10_000)
    assert (estimate.unlisted, estimate.places_left, estimate.a_week) == (9950, 50, 50.0)
    assert estimate.days == 9900 * 14 // 100
    assert estimate.words.startswith("estimate, not a plan: 10,000 announced, 50 listed, 9,950 on no list yet")


def test_without_slots_there_is_no_estimate():
    problem, result = plan(a_problem(crowd(2), cap=0))
    assert (estimate_unlisted(problem, result, announced=10).days, result.measures.people) == (None, 0)
