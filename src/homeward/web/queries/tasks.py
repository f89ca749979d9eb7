"""The work that is open: for each verb that somebody holds, the rows that wait on them, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Min

from homeward.record import nationality_name
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import GONE
from homeward.web.queries.batches import batches_all
from homeward.web.queries.people import gate_titles
from homeward.web.queries.reader import may, people_of
from homeward.web.queries.requests import requests_all, unasked
from homeward.web.queries.review import queue

# Whose work a gate's owner is. Health has no desk of its own yet: the caseworker asks there.
OWNERS = {
    "reviewer": ("reviewer",),
    "screening": ("protection",),
    "caseworker": ("caseworker", "health"),
    "coordinator": ("coordinator", "transit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One row of work: what, who or how many, since when, due when, and the page where it is done.

    `page` is a page's name, `key` its one argument (empty: none), `query` what stands behind the question mark.
    """

    what: str
    who: str
    since: date | None
    due: date | None
    page: str
    key: str = ""
    query: str = ""
    is_overdue: bool = False
    days: int | None = None


def tasks_of(by: By) -> tuple[Task, ...]:
    """Return the open work of this reader, oldest first; work without a beginning stands at the end."""
    on = by.day
    found = [task for verb, gather in _WORK.items() if may(by, verb) for task in gather(by, on)]
    ordered = sorted(found, key=lambda task: (task.since or date.max, task.what, task.who))
    return tuple(_aged(task, on) for task in ordered)


def _aged(task: Task, on: date) -> Task:
    days = (on - task.since).days if task.since else None
    return replace(task, is_overdue=task.due is not None and task.due < on, days=days)


def _people(count: int) -> str:
    """Write a number of people: "1 person", "1,030 people"."""
    return "1 person" if count == 1 else f"{count:,} people"


def _pairs(by: By, on: date) -> Iterator[Task]:
    waiting = queue(by).aggregate(count=Count("pk"), since=Min("found_at"))
    if waiting["count"]:
        who = "1 pair" if waiting["count"] == 1 else f"{waiting['count']:,} pairs"
        since = by.day_of(waiting["since"])
        yield Task(what="Judge whether two records are one person", who=who, since=since, due=None, page="review")


def _unlinked(by: By, on: date) -> Iterator[Task]:
    waiting = models.Record.objects.filter(is_current=True, person=None)
    seen = waiting.aggregate(count=Count("pk"), since=Min("source_list__received_at"))
    if seen["count"]:
        who = "1 record" if seen["count"] == 1 else f"{seen['count']:,} records"
        yield Task(what="Work out who is who", who=who, since=by.day_of(seen["since"]), due=None, page="link")


def _lists(by: By, on: date) -> Iterator[Task]:
    newest: dict[str, models.SourceList] = {}
    for row in models.SourceList.objects.order_by("version"):
        newest[row.name] = row
    for row in newest.values():
        findings = len(row.report["findings"])
        parts = [f"{row.rows_left} rows left" if row.rows_left else "", f"{findings} to settle" if findings else ""]
        if any(parts):
            yield Task(
                what=f"Ask whoever wrote {row.name}",
                who=", ".join(part for part in parts if part),
                since=by.day_of(row.received_at),
                due=None,
                page="list",
                key=str(row.pk),
            )


def _gates(by: By, on: date) -> Iterator[Task]:
    owners = [owner for role in by.roles for owner in OWNERS.get(role, ())]
    people = people_of(by).filter(waits_owner__in=owners).exclude(stage__in=GONE)
    rows = people.values("waits_on", "waits_owner").annotate(count=Count("pk"), since=Min("waits_since"))
    titles = dict(gate_titles())
    for row in rows.order_by("since"):
        title = titles.get(row["waits_on"], "")
        yield Task(
            what=f"Open the gate “{title}”" if title else "Find a day and a seat",
            who=_people(row["count"]),
            since=row["since"],
            due=None,
            page="people",
            query=f"waits_on={row['waits_owner']}&gate={row['waits_on']}",
        )


def _holds(by: By, on: date) -> Iterator[Task]:
    for hold in models.Hold.objects.filter(lifted_at=None).select_related("person"):
        if hold.lifted_by and by.username not in hold.lifted_by:
            yield Task(
                what="Second word on lifting a hold",
                who=hold.person.reference,
                since=by.day_of(hold.set_at),
                due=None,
                page="protection_case",
                key=hold.person.reference,
            )


def _unasked(by: By, on: date) -> Iterator[Task]:
    rows = unasked(by)
    ready = [row for row in rows if row.mission]
    if ready:
        people = sum(row.people for row in ready)
        states = "1 state" if len(ready) == 1 else f"{len(ready)} states"
        yield Task(what="Ask the states", who=f"{_people(people)}, {states}", since=None, due=None, page="requests")
    for row in rows:
        if not row.mission:
            yield Task(
                what=f"Put forward where no mission can be asked: {nationality_name(row.state)}",
                who=_people(row.people),
                since=None,
                due=None,
                page="people",
                query=f"nationality={row.state}",
            )


def _requests(by: By, on: date) -> Iterator[Task]:
    for row in requests_all(by):
        if row.waiting:
            is_own = may(by, "request.see_own")
            yield Task(
                what=f"Answer request {row.key}" if is_own else f"Remind {row.mission}",
                who=_people(row.waiting),
                since=by.day_of(row.sent_at),
                due=row.due_date,
                page="request",
                key=row.key,
            )


def _overdue(by: By, on: date) -> Iterator[Task]:
    return (task for task in _requests(by, on) if task.due and task.due < on)


def _batches(by: By, on: date) -> Iterator[Task]:
    for batch in batches_all(by):
        if (
            batch.manifests == 0
            and batch.day <= on + timedelta(days=3)
            and batch.day >= on
            and may(by, "manifest.make")
        ):
            yield Task(
                what="Make the manifest",
                who=f"{batch.key}, {_people(batch.people)}",
                since=None,
                due=batch.day,
                page="batch",
                key=batch.key,
            )


def _crossings(by: By, on: date) -> Iterator[Task]:
    for batch in batches_all(by):
        if batch.manifests and not batch.is_done:
            yield Task(
                what="Count and hand over" if batch.day == on else "Prepare the hand-over",
                who=f"{batch.key}, {_people(batch.people)}",
                since=None,
                due=batch.day,
                page="batch",
                key=batch.key,
            )


def _arrivals(by: By, on: date) -> Iterator[Task]:
    for batch in batches_all(by):
        waiting = batch.people - batch.arrived
        if batch.is_done and waiting:
            yield Task(
                what="Confirm who has arrived",
                who=f"{batch.key}, {_people(waiting)}",
                since=batch.day,
                due=None,
                page="arrivals",
            )


def _statements(by: By, on: date) -> Iterator[Task]:
    for row in models.Statement.objects.filter(published_at=None).order_by("as_of"):
        is_own = row.drafted_by == by.username
        yield Task(
            what="Find a second person to publish" if is_own else "Publish the statement, or not",
            who=f"drafted by {row.drafted_by}",
            since=by.day_of(row.as_of),
            due=None,
            page="statement_draft",
            key=str(row.pk),
        )


def _keys(by: By, on: date) -> Iterator[Task]:
    for row in models.Mission.objects.filter(public_key="").order_by("state"):
        what = f"Take in the key of its desk: {row.name}"
        yield Task(what=what, who=nationality_name(row.state), since=None, due=None, page="mission", key=row.state)


_WORK: dict[str, Callable[[By, date], Iterable[Task]]] = {
    "person.link": _unlinked,
    "pair.judge": _pairs,
    "list.import": _lists,
    "person.see": _gates,
    "hold.lift": _holds,
    "request.send": _unasked,
    "request.see": _overdue,
    "request.see_own": _requests,
    "manifest.make": _batches,
    "headcount.record": _crossings,
    "batch.see_own": _arrivals,
    "statement.publish": _statements,
    "mission.set": _keys,
}
