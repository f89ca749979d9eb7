"""What waits on me: for each verb that somebody holds, the work that is open, oldest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min

from homeward.case import SIDE_EXITS, Stage
from homeward.record import nationality_name
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.batches import batches_all
from homeward.web.queries.people import gate_titles
from homeward.web.queries.reader import may, people_of, sight_of, today
from homeward.web.queries.requests import requests_all, unasked
from homeward.web.queries.review import queue

# Whose work a gate's owner is. Health has no desk of its own yet: the caseworker asks there.
OWNERS = {
    "reviewer": ("reviewer",),
    "screening": ("protection",),
    "caseworker": ("caseworker", "health"),
    "coordinator": ("coordinator", "transit"),
}
_MOVING = (Stage.HANDED_OVER, Stage.RECEIVED, Stage.IN_TRANSIT, Stage.DEPARTED)
GONE = (*_MOVING, Stage.ARRIVED, *SIDE_EXITS)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its words. `note` says what it counts."""

    title: str
    value: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSeen:
    """How many people wait on one owner for one gate, and for how long the first of them."""

    owner: str
    gate: str
    people: int
    since: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first screen of one reader. `waits` is empty for who sees no gates."""

    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    waits: tuple[WaitSeen, ...]


def home_see(by: By) -> Home:
    """Return what waits on this reader."""
    on = today(by)
    found = [task for verb, gather in _WORK.items() if may(by, verb) for task in gather(by, on)]
    ordered = sorted(found, key=lambda task: (task.since or date.max, task.what, task.who))
    return Home(
        figures=tuple(_figures(by, on)),
        tasks=tuple(_aged(task, on) for task in ordered),
        waits=tuple(_waits(by, on)),
    )


def _aged(task: Task, on: date) -> Task:
    return Task(
        what=task.what,
        who=task.who,
        since=task.since,
        due=task.due,
        page=task.page,
        key=task.key,
        query=task.query,
        is_overdue=task.due is not None and task.due < on,
        days=(on - task.since).days if task.since else None,
    )


def people_words(count: int) -> str:
    """Write a number of people: "1 person", "1,030 people"."""
    return "1 person" if count == 1 else f"{count:,} people"


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _pairs(by: By, on: date) -> Iterator[Task]:
    waiting = queue(by).aggregate(count=Count("pk"), since=Min("found_at"))
    if waiting["count"]:
        who = "1 pair" if waiting["count"] == 1 else f"{waiting['count']:,} pairs"
        since = _day(waiting["since"])
        yield Task(what="Judge whether two records are one person", who=who, since=since, due=None, page="review")


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
                since=row.received_at.date(),
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
            who=people_words(row["count"]),
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
                since=hold.set_at.date(),
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
        yield Task(
            what="Ask the states", who=f"{people_words(people)}, {states}", since=None, due=None, page="requests"
        )
    for row in rows:
        if not row.mission:
            yield Task(
                what=f"Put forward where no mission can be asked: {nationality_name(row.state)}",
                who=people_words(row.people),
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
                who=people_words(row.waiting),
                since=row.sent_at.date(),
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
                who=f"{batch.key}, {people_words(batch.people)}",
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
                who=f"{batch.key}, {people_words(batch.people)}",
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
                who=f"{batch.key}, {people_words(waiting)}",
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
            since=row.as_of.date(),
            due=None,
            page="statement_draft",
            key=str(row.pk),
        )


_WORK: dict[str, Callable[[By, date], Iterable[Task]]] = {
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
}


def _figures(by: By, on: date) -> Iterator[Figure]:
    if may(by, "person.see") or may(by, "statement.see") or may(by, "batch.see"):
        yield from _people_figures(on)
    elif may(by, "request.see_own"):
        rows = requests_all(by)
        yield Figure(title="Asked about", value=sum(row.people for row in rows), note="people, since the start")
        yield Figure(title="Answered", value=sum(row.answered for row in rows), note="people")
        yield Figure(title="Open", value=sum(row.waiting for row in rows), note="people without an answer")
    elif may(by, "batch.see_own"):
        rows_own = batches_all(by)
        yield Figure(title="Travelling to us", value=sum(row.people for row in rows_own), note="people in batches")
        yield Figure(title="Arrived", value=sum(row.arrived for row in rows_own), note="confirmed one by one")
    elif may(by, "account.make"):
        yield Figure(title="Accounts", value=models.Actor.objects.filter(is_active=True).count(), note="that are open")
        yield Figure(title="Ledger", value=models.LedgerEntry.objects.count(), note="entries")


def _people_figures(on: date) -> Iterator[Figure]:
    """Yield figures that add up: everybody is home, on the way, waiting, or gone otherwise."""
    stages = Counter(models.Person.objects.filter(merged_into=None).values_list("stage", flat=True))
    home, aside = stages[Stage.ARRIVED], sum(stages[stage] for stage in SIDE_EXITS)
    moving = sum(stages[stage] for stage in _MOVING)
    yield Figure(title="People", value=stages.total(), note="known to this operation")
    yield Figure(title="Home", value=home, note="arrived, confirmed by the receiver")
    yield Figure(title="On the way", value=moving, note="handed over, not yet home")
    if aside:
        yield Figure(title="Gone otherwise", value=aside, note="left, in hospital, passed on")
    yield Figure(title="Waiting", value=stages.total() - home - moving - aside, note="here, not yet handed over")


def _waits(by: By, on: date) -> Iterator[WaitSeen]:
    """Yield what the waiting people wait for, by whose turn it is, most first; only for who sees gates."""
    if "gates" not in sight_of(by).parts:
        return
    people = people_of(by).exclude(stage__in=GONE).exclude(waits_owner="")
    rows = people.values("waits_on", "waits_owner").annotate(people=Count("pk"), since=Min("waits_since"))
    for row in rows.order_by("-people", "since"):
        yield WaitSeen(
            owner=row["waits_owner"],
            gate=row["waits_on"],
            people=row["people"],
            since=row["since"],
            days=(on - row["since"]).days,
        )
