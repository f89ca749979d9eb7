from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError, Refused
from homeward.handover import Absence, Headcount, Point, check_headcounts, reasons, take_headcount

PEOPLE = frozenset({"P1", "P2", "P3", "P4"})


def a_count(
    point: Point = Point.CAMP, *, expected: frozenset[str] = PEOPLE, counted: int | None = None, **absent: str
) -> Headcount:
    return Headcount(
        batch="B1",
        point=point,
        expected=expected,
        counted=len(expected) - len(absent) if counted is None else counted,
        absences=tuple(Absence(person=person, reason=reason) for person, reason in absent.items()),
        counted_at=datetime(2025, 2, 24, 8 + list(Point).index(point), tzinfo=UTC),
        by="border-1",
    )


def codes(*counts: Headcount) -> list[tuple[str, str, int]]:
    return [(f.point.value, f.code, f.people) for f in check_headcounts(counts, persons=PEOPLE)]


def test_a_way_with_a_reason_for_every_gap_adds_up() -> None:
    camp = a_count(P1="refused")
    bridge = a_count(Point.BRIDGE, expected=camp.present, P2="ill")
    boarding = a_count(Point.BOARDING, expected=bridge.present)
    assert codes(boarding, camp, bridge) == []
    assert len(PEOPLE) == boarding.counted + len(camp.absent | bridge.absent)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (a_count(counted=3), [("camp", "gap", 1)]),
        (a_count(counted=5), [("camp", "surplus", 1)]),
        (a_count(P1="ill", counted=4), [("camp", "surplus", 1)]),
        (a_count(P9="ill", counted=4), [("camp", "absent-unknown", 1)]),
        (a_count(expected=PEOPLE | {"P9"}), [("camp", "strangers", 1)]),
        (a_count(expected=PEOPLE - {"P1"}), [("camp", "forgotten", 1)]),
    ],
)
def test_what_does_not_add_up_is_found(count: Headcount, expected: list[tuple[str, str, int]]) -> None:
    assert codes(count) == expected


def test_somebody_absent_twice_and_a_point_counted_twice_are_found() -> None:
    twice = Headcount(
        batch="B1",
        point=Point.CAMP,
        expected=PEOPLE,
        counted=3,
        absences=(Absence(person="P1", reason="ill"), Absence(person="P1", reason="refused")),
        counted_at=datetime(2025, 2, 24, tzinfo=UTC),
        by="b",
    )
    assert codes(twice) == [("camp", "absent-twice", 1)]
    assert codes(a_count(), a_count()) == [("camp", "point-twice", 4)]


def test_somebody_who_was_absent_cannot_come_back_unseen() -> None:
    assert codes(a_count(P1="left"), a_count(Point.BRIDGE)) == [("bridge", "strangers", 1)]


def test_a_count_that_its_reasons_do_not_explain_is_refused_at_the_point() -> None:
    assert take_headcount(a_count(P1="ill")).present == PEOPLE - {"P1"}
    with pytest.raises(Refused, match=r"refused\.count"):
        take_headcount(a_count(counted=3))


def test_reasons_are_a_closed_list_without_accusations() -> None:
    with pytest.raises(InputError):
        Absence(person="P1", reason="escaped")
    words = " ".join(f"{row.id} {row.words}" for row in reasons().values())
    assert not [
        word for word in ("escap", "abscond", "suspect", "criminal", "arrest", "fraud", "wanted") if word in words
    ]
    assert all(row.source for row in reasons().values())


@pytest.mark.parametrize("change", [{"counted": -1}, {"counted_at": datetime(2025, 2, 24)}])
def test_counts_that_cannot_be(change: dict[str, object]) -> None:
    values = {"batch": "B1", "point": Point.CAMP, "expected": PEOPLE, "counted": 4, "by": "b"}
    with pytest.raises(InputError):
        Headcount(**(values | {"counted_at": datetime(2025, 2, 24, tzinfo=UTC)} | change))


def test_two_batches_are_not_counted_together() -> None:
    other = Headcount(
        batch="B2", point=Point.CAMP, expected=PEOPLE, counted=4, counted_at=datetime(2025, 2, 24, tzinfo=UTC), by="b"
    )
    with pytest.raises(InputError):
        check_headcounts([a_count(), other], persons=PEOPLE)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(reasons()))), max_size=5))
def test_in_is_out_and_reasons_whenever_nothing_is_found(gone: list[dict[str, str]]) -> None:
    counts, there = [], PEOPLE
    for point, absent in zip(Point, gone, strict=False):
        here = {person: reason for person, reason in absent.items() if person in there}
        counts.append(a_count(point, expected=there, **here))
        there = counts[-1].present
    if counts:
        assert codes(*counts) == []
        assert len(PEOPLE) == counts[-1].counted + len({person for count in counts for person in count.absent})
        short = Headcount(
            batch="B1",
            point=counts[-1].point,
            expected=counts[-1].expected,
            counted=counts[-1].counted + 1,
            absences=counts[-1].absences,
            counted_at=counts[-1].counted_at,
            by="b",
        )
        assert codes(*counts[:-1], short) != []
