"""How long states take: a table of one row a state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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


def overdue(requests: Iterable[Request], answers: Iterable[Answer], *, on: date) -> tuple[Unanswered, ...]:
    """Return everybody whose answer was due before `on` and has not come, the oldest first."""
    said = {(answer.request, answer.person) for answer in answers if answer.answered_at.date() <= on}
    late = (
        Unanswered(
            request=request.id,
            state=request.state,
            mission=request.mission,
            person=person,
            due_date=request.due_date,
            days=(on - request.sent_at.date()).days,
        )
        for request in requests
        for person in request.persons
        if request.due_date < on and (request.id, person) not in said
    )
    return tuple(sorted(late, key=lambda wait: (-wait.days, wait.state, wait.request, wait.person)))


def ageing(requests: Iterable[Request], answers: Iterable[Answer], *, on: date) -> tuple[AgeingRow, ...]:
    """Return one row per state that was asked by `on`, the one with the oldest open question first.

    A later answer to the same question replaces an earlier one. Days are 0 where nobody waits.
    """
    given = sorted(answers, key=lambda answer: (answer.answered_at, answer.outcome))
    last = {(answer.request, answer.person): answer.outcome for answer in given if answer.answered_at.date() <= on}
    asked: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        if request.sent_at.date() <= on:
            asked[request.state].append(request)
    rows = (_row(state, theirs, last=last, on=on) for state, theirs in asked.items())
    return tuple(sorted(rows, key=lambda row: (-row.oldest_days, -row.waiting, row.state)))


def _row(state: str, requests: list[Request], *, last: dict[tuple[str, str], Outcome], on: date) -> AgeingRow:
    outcomes = [last.get((request.id, person)) for request in requests for person in request.persons]
    waits = [request for request in requests for person in request.persons if (request.id, person) not in last]
    days = [(on - request.sent_at.date()).days for request in waits]
    returned = outcomes.count(Outcome.MORE_NEEDED)
    return AgeingRow(
        state=state,
        asked=len(outcomes),
        answered=len(outcomes) - len(waits) - returned,
        returned=returned,
        waiting=len(waits),
        overdue=sum(request.due_date < on for request in waits),
        median_days=float(median(days)) if days else 0.0,
        oldest_days=max(days, default=0),
    )
