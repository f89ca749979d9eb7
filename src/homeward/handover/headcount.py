"""Headcounts: people counted at one point after another; every gap has a reason, or is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from homeward.errors import InputError, Refused
from homeward.handover.reasons import reason


class Point(StrEnum):
    """Where people are counted, in the order of the way."""

    CAMP = "camp"
    BRIDGE = "bridge"
    IMMIGRATION = "immigration"
    BOARDING = "boarding"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One expected person who is not there, with the class of the reason."""

    person: str
    reason: str

    def __post_init__(self) -> None:
        reason(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """What was counted at one point. `expected` names the people who should have come; `counted` is the number seen."""

    batch: str
    point: Point
    expected: frozenset[str]
    counted: int
    absences: tuple[Absence, ...] = ()
    counted_at: datetime
    by: str

    def __post_init__(self) -> None:
        if self.counted < 0 or self.counted_at.tzinfo is None:
            raise InputError("input.bad-value", "a count is a number of people at a time with its zone")
        object.__setattr__(self, "absences", tuple(sorted(self.absences, key=lambda a: (a.person, a.reason))))

    @property
    def absent(self) -> frozenset[str]:
        """Everybody expected who is not there."""
        return frozenset(absence.person for absence in self.absences)

    @property
    def present(self) -> frozenset[str]:
        """Everybody expected who is there, by the reasons given."""
        return self.expected - self.absent


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFinding:
    """One thing that does not add up at a point: a code, and how many people it is about."""

    point: Point
    code: str
    people: int


def take_headcount(headcount: Headcount) -> Headcount:
    """Take a headcount as it is entered at the point, or refuse: counted = expected − absent, one reason each."""
    problems = _own(headcount)
    if problems:
        raise Refused("refused.count", ", ".join(finding.code for finding in problems))
    return headcount


def check_headcounts(headcounts: Iterable[Headcount], *, persons: frozenset[str]) -> tuple[CountFinding, ...]:
    """Check the counts of one batch along its way; `persons` are those on its manifest.

    Codes: `strangers` (expected here, not there before), `forgotten` (there before, not expected here),
    `absent-unknown`, `absent-twice`, `gap` (fewer than the reasons explain), `surplus` (more than they allow),
    `point-twice`. An empty answer means that in = out + reasons at every point.
    """
    ordered = _on_the_way(headcounts)
    findings: list[CountFinding] = []
    there, last = persons, None
    for headcount in ordered:
        if headcount.point is last:
            findings.append(CountFinding(point=headcount.point, code="point-twice", people=headcount.counted))
            continue
        checks = {"strangers": len(headcount.expected - there), "forgotten": len(there - headcount.expected)}
        findings += [CountFinding(point=headcount.point, code=code, people=n) for code, n in checks.items() if n]
        findings += _own(headcount)
        there, last = headcount.present, headcount.point
    return tuple(findings)


def _on_the_way(headcounts: Iterable[Headcount]) -> Sequence[Headcount]:
    way = list(Point)
    ordered = sorted(headcounts, key=lambda h: (way.index(h.point), h.counted_at, h.by))
    if len({headcount.batch for headcount in ordered}) > 1:
        raise InputError("input.bad-value", "headcounts of more than one batch")
    return ordered


def _own(headcount: Headcount) -> list[CountFinding]:
    difference = headcount.counted - len(headcount.present)
    checks = {
        "absent-unknown": len(headcount.absent - headcount.expected),
        "absent-twice": len(headcount.absences) - len(headcount.absent),
        "gap": max(0, -difference),
        "surplus": max(0, difference),
    }
    return [CountFinding(point=headcount.point, code=code, people=number) for code, number in checks.items() if number]
