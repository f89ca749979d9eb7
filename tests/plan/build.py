"""Builders: slots, units and problems with defaults."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from homeward.plan import Capacity, Expected, Problem, Unit

MONDAY = date(2025, 3, 3)
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def a_day(number):
    return MONDAY + timedelta(days=number)


def a_table(*, days=10, cap=10, presence=None, carriers=None, **other):
    """The parsed table of a capacity file: one bridge, one site, officials of three states every workday, one bus."""
    return {
        "horizon": {"from": MONDAY, "days": days},
        "crossing": [{"id": "bridge", "name": "Bridge No. 2", "cap": cap, "weekdays": WORKDAYS}],
        "site": [{"id": "camp", "crossing": "bridge"}],
        "presence": presence
        or [{"nationality": n, "crossing": "bridge", "weekdays": WORKDAYS} for n in ("ETH", "KEN", "CHN")],
        "carrier": carriers or [{"id": "bus", "kind": "bus", "crossing": "bridge", "seats": 5, "vehicles": 4}],
    } | other


def a_capacity(**changes):
    return Capacity.from_table(a_table(**changes))


def a_unit(name, *, nationalities=("ETH",), ready=0, sure=1.0, weight=1.0, site="camp", standing=None, minors=0):
    nationalities = (nationalities,) if isinstance(nationalities, str) else tuple(nationalities)
    return Unit(
        id=name,
        people=tuple(f"{name}-{n}" for n in range(len(nationalities))),
        nationalities=nationalities,
        site=site,
        standing=standing or Expected(ready_on=a_day(ready), sure=sure),
        weight=weight,
        minors=minors,
    )


def a_problem(units, **changes):
    return Problem(capacity=a_capacity(**changes), units=tuple(units))


def crowd(count, **of_each):
    return [a_unit(f"u{number:03}", **of_each) for number in range(count)]


@st.composite
def problems(draw):
    """Small problems with everything that can be tight: quotas, days, groups, mixed groups, charters with a minimum."""
    days = draw(st.integers(3, 12))
    presence = []
    for nationality in ("ETH", "KEN", "CHN"):
        row = {"nationality": nationality, "crossing": "bridge"}
        if draw(st.booleans()):
            row["weekdays"] = draw(st.lists(st.sampled_from(WORKDAYS), min_size=1, max_size=3, unique=True))
        else:
            row["dates"] = [a_day(n) for n in draw(st.lists(st.integers(0, days - 1), min_size=1, max_size=3))]
        if draw(st.booleans()):
            row["quota"] = draw(st.integers(0, 6))
        presence.append(row)
    minimum = draw(st.integers(0, 4))
    carriers = [
        {"id": "bus", "kind": "bus", "crossing": "bridge", "seats": draw(st.integers(1, 4)), "vehicles": 2},
        {"id": "plane", "kind": "charter", "crossing": "bridge", "seats": max(5, minimum), "vehicles": 2,
         "minimum": minimum, "nationalities": draw(st.sampled_from([[], ["CHN"], ["ETH", "KEN"]]))},
    ]  # fmt: skip
    extra = draw(st.sampled_from([[], [{"nationality": "CHN", "weekdays": ["wed", "thu"]}]]))
    kinds = st.tuples(
        st.lists(st.sampled_from(("ETH", "KEN", "CHN")), min_size=1, max_size=3).map(tuple),
        st.integers(-20, days),
        st.sampled_from((1.0, 0.7)),
        st.sampled_from((1.0, 3.0)),
    )
    units = [
        a_unit(f"u{number:02}", nationalities=nationalities, ready=ready, sure=sure, weight=weight)
        for number, (nationalities, ready, sure, weight) in enumerate(draw(st.lists(kinds, max_size=14)))
    ]
    closed = [a_day(n) for n in draw(st.lists(st.integers(0, days - 1), max_size=2))]
    bridge = {"id": "bridge", "cap": draw(st.integers(0, 6)), "weekdays": WORKDAYS, "closed": closed}
    return a_problem(units, days=days, crossing=[bridge], presence=presence, carriers=carriers, nationality_days=extra)
