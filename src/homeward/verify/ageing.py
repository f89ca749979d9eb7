"""How long states take: a table of one row a state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request in numbers, on one day. `answered` counts those too that were sent back with a question."""

    state: str
    people: int
    answered: int
    returned: int
    days: int
    is_overdue: bool

    @property
    def waiting(self) -> int:
        """How many people have no answer yet."""
        return self.people - self.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One state. `waiting` and the days are of persons without an answer; `returned` were sent back with a question."""

    state: str
    asked: int
    answered: int
    returned: int
    waiting: int
    overdue: int
    median_days: float
    oldest_days: int


def ageing(requests: Iterable[Sent]) -> tuple[AgeingRow, ...]:
    """Return one row per state, the one with the oldest open question first. Days are 0 where nobody waits."""
    asked: dict[str, list[Sent]] = defaultdict(list)
    for request in requests:
        asked[request.state].append(request)
    rows = (_row(state, theirs) for state, theirs in asked.items())
    return tuple(sorted(rows, key=lambda row: (-row.oldest_days, -row.waiting, row.state)))


def _row(state: str, requests: list[Sent]) -> AgeingRow:
    days = [request.days for request in requests for _ in range(request.waiting)]
    returned = sum(request.returned for request in requests)
    return AgeingRow(
        state=state,
        asked=sum(request.people for request in requests),
        answered=sum(request.answered for request in requests) - returned,
        returned=returned,
        waiting=len(days),
        overdue=sum(request.waiting for request in requests if request.is_overdue),
        median_days=float(median(days)) if days else 0.0,
        oldest_days=max(days, default=0),
    )
