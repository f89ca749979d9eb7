"""How long states take: who waits past the due day, and a table per state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from homeward.verify.answer import Answer, Outcome
from homeward.verify.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """One person a state was asked about and has not answered. Days count from the day of sending."""

    request: str
    state: str
    mission: str
    person: str
    due_date: date
    days: int


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


def _unanswered(requests: Iterable[Request], answers: Iterable[Answer], *, on: date) -> Iterator[Unanswered]:
    said = {(answer.request, answer.person) for answer in answers if answer.answered_at.date() <= on}
    for request in requests:
        for person in request.persons:
            if (request.id, person) not in said and request.sent_at.date() <= on:
                days = (on - request.sent_at.date()).days
                yield Unanswered(
                    request=request.id,
                    state=request.state,
                    mission=request.mission,
                    person=person,
                    due_date=request.due_date,
                    days=days,
                )


def overdue(requests: Iterable[Request], answers: Iterable[Answer], *, on: date) -> tuple[Unanswered, ...]:
    """Return everybody whose answer was due before `on` and has not come, the oldest first."""
    late = (wait for wait in _unanswered(requests, answers, on=on) if wait.due_date < on)
    return tuple(sorted(late, key=lambda wait: (-wait.days, wait.state, wait.request, wait.person)))


def ageing(requests: Iterable[Request], answers: Iterable[Answer], *, on: date) -> tuple[AgeingRow, ...]:
    """Return one row per state that was asked by `on`, the one with the oldest open question first.

    A later answer to the same question replaces an earlier one. Days are 0 where nobody waits.
    """
    asked = [request for request in requests if request.sent_at.date() <= on]
    given = sorted(answers, key=lambda answer: (answer.answered_at, answer.outcome))
    last = {(a.request, a.person): a.outcome for a in given if a.answered_at.date() <= on}
    waits = tuple(_unanswered(asked, given, on=on))
    rows = (
        _row(
            state,
            [r for r in asked if r.state == state],
            last=last,
            waits=[w for w in waits if w.state == state],
            on=on,
        )
        for state in {request.state for request in asked}
    )
    return tuple(sorted(rows, key=lambda row: (-row.oldest_days, -row.waiting, row.state)))


def _row(
    state: str,
    requests: list[Request],
    *,
    last: dict[tuple[str, str], Outcome],
    waits: list[Unanswered],
    on: date,
) -> AgeingRow:
    outcomes = [last.get((request.id, person)) for request in requests for person in request.persons]
    returned = sum(outcome is Outcome.MORE_NEEDED for outcome in outcomes)
    return AgeingRow(
        state=state,
        asked=len(outcomes),
        answered=len(outcomes) - len(waits) - returned,
        returned=returned,
        waiting=len(waits),
        overdue=sum(wait.due_date < on for wait in waits),
        median_days=float(median(wait.days for wait in waits)) if waits else 0.0,
        oldest_days=max((wait.days for wait in waits), default=0),
    )
