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
from homeward.web.queries.batches import BatchRow, batches_all
from homeward.web.queries.people import gate_titles
from homeward.web.queries.protection import unscreened
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
    page: str
    key: str = ""
    query: str = ""
    since: date | None = None
    due: date | None = None
    is_overdue: bool = False
    days: int | None = None


def tasks_of(by: By) -> tuple[Task, ...]:
    """Return the open work of this reader, oldest first; work without a beginning stands at the end."""
    on = by.day
    found = [task for verb, gather in _WORK.items() if may(by, verb) for task in gather(by)]
    ordered = sorted(found, key=lambda task: (task.since or date.max, task.what, task.who))
    return tuple(_aged(task, on) for task in ordered)


def _aged(task: Task, on: date) -> Task:
    days = (on - task.since).days if task.since else None
    return replace(task, is_overdue=task.due is not None and task.due < on, days=days)


def number_of(count: int, one: str, many: str) -> str:
    """Write a number of things: "1 pair", "1,030 pairs"."""
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def _people(count: int) -> str:
    return number_of(count, "person", "people")


def _pairs(by: By) -> Iterator[Task]:
    waiting = queue(by).aggregate(count=Count("pk"), since=Min("found_at"))
    if waiting["count"]:
        who, since = number_of(waiting["count"], "pair", "pairs"), by.day_of(waiting["since"])
        yield Task(what="Judge whether two records are one person", who=who, since=since, page="review")


def _unlinked(by: By) -> Iterator[Task]:
    records = models.Record.objects.filter(is_current=True, person=None)
    waiting = records.aggregate(count=Count("pk"), since=Min("source_list__received_at"))
    if waiting["count"]:
        who, since = number_of(waiting["count"], "record", "records"), by.day_of(waiting["since"])
        yield Task(what="Work out who is who", who=who, since=since, page="link")


def _lists(by: By) -> Iterator[Task]:
    newest = {row.name: row for row in models.SourceList.objects.order_by("version")}
    for row in newest.values():
        findings = len(row.report["findings"])
        parts = [f"{row.rows_left} rows left" if row.rows_left else "", f"{findings} to settle" if findings else ""]
        if any(parts):
            who, since = ", ".join(part for part in parts if part), by.day_of(row.received_at)
            yield Task(what=f"Ask whoever wrote {row.name}", who=who, since=since, page="list", key=str(row.pk))


def _gates(by: By) -> Iterator[Task]:
    owners = [owner for role in by.roles for owner in OWNERS.get(role, ())]
    people = people_of(by).filter(waits_owner__in=owners).exclude(stage__in=GONE)
    rows = people.values("waits_on", "waits_owner").annotate(count=Count("pk"), since=Min("waits_since"))
    titles = dict(gate_titles())
    for row in rows.order_by("since"):
        title = titles.get(row["waits_on"], "")
        what = f"Open the gate “{title}”" if title else "Find a day and a seat"
        query = f"waits_on={row['waits_owner']}&gate={row['waits_on']}"
        yield Task(what=what, who=_people(row["count"]), since=row["since"], page="people", query=query)


def _unscreened(by: By) -> Iterator[Task]:
    waiting = unscreened().aggregate(count=Count("pk"), since=Min("created_at"))
    if waiting["count"]:
        since = by.day_of(waiting["since"])
        yield Task(
            what="Interview who was not interviewed yet", who=_people(waiting["count"]), since=since, page="protection"
        )


def _holds(by: By) -> Iterator[Task]:
    for hold in models.Hold.objects.filter(lifted_at=None).select_related("person"):
        if hold.lifted_by and by.username not in hold.lifted_by:
            who, since = hold.person.reference, by.day_of(hold.set_at)
            yield Task(what="Second word on lifting a hold", who=who, since=since, page="protection_case", key=who)


def _unasked(by: By) -> Iterator[Task]:
    rows = unasked(by)
    ready = [row for row in rows if row.mission]
    if ready:
        people, states = sum(row.people for row in ready), number_of(len(ready), "state", "states")
        yield Task(what="Ask the states", who=f"{_people(people)}, {states}", page="requests_send")
    for row in rows:
        if not row.mission:
            what = f"Put forward where no mission can be asked: {nationality_name(row.state)}"
            yield Task(what=what, who=_people(row.people), page="people", query=f"nationality={row.state}")


def _requests(by: By) -> Iterator[Task]:
    for row in requests_all(by):
        if row.waiting:
            what = f"Answer request {row.key}" if may(by, "request.see_own") else f"Remind {row.mission}"
            task = Task(what=what, who=_people(row.waiting), since=by.day_of(row.sent_at), page="request", key=row.key)
            yield replace(task, due=row.due_date)


def _overdue(by: By) -> Iterator[Task]:
    return (task for task in _requests(by) if task.due and task.due < by.day)


def _with_batch(what: str, batch: BatchRow) -> Task:
    return Task(what=what, who=f"{batch.key}, {_people(batch.people)}", due=batch.day, page="batch", key=batch.key)


def _batches(by: By) -> Iterator[Task]:
    for batch in batches_all(by):
        if batch.manifests == 0 and by.day <= batch.day <= by.day + timedelta(days=3):
            yield _with_batch("Make the manifest", batch)


def _crossings(by: By) -> Iterator[Task]:
    for batch in batches_all(by):
        if batch.manifests and not batch.is_done:
            yield _with_batch("Count and hand over" if batch.day == by.day else "Prepare the hand-over", batch)


def _arrivals(by: By) -> Iterator[Task]:
    for batch in batches_all(by):
        waiting = batch.people - batch.arrived
        if batch.is_done and waiting:
            who = f"{batch.key}, {_people(waiting)}"
            yield Task(what="Confirm who has arrived", who=who, since=batch.day, page="arrivals")


def _statements(by: By) -> Iterator[Task]:
    for row in models.Statement.objects.filter(published_at=None).order_by("as_of"):
        is_own, since = row.drafted_by == by.username, by.day_of(row.as_of)
        what = "Find a second person to publish" if is_own else "Publish the statement, or not"
        yield Task(what=what, who=f"drafted by {row.drafted_by}", since=since, page="statement_draft", key=str(row.pk))


def _keys(by: By) -> Iterator[Task]:
    for row in models.Mission.objects.filter(public_key="").order_by("state"):
        what = f"Take in the key of its desk: {row.name}"
        yield Task(what=what, who=nationality_name(row.state), page="mission", key=row.state)


_WORK: dict[str, Callable[[By], Iterable[Task]]] = {
    "person.link": _unlinked,
    "pair.judge": _pairs,
    "list.import": _lists,
    "person.see": _gates,
    "screening.record": _unscreened,
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
