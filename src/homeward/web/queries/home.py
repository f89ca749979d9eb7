"""The first screen: a few figures that add up, what waits on me, and what waits on whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from homeward.case import SIDE_EXITS, Stage
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import CROSSED, GONE
from homeward.web.queries.batches import batches_all
from homeward.web.queries.reader import may, people_of, sight_of
from homeward.web.queries.requests import requests_all
from homeward.web.queries.tasks import Task, tasks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its words. `note` says what it counts."""

    title: str
    value: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSeen:
    """How many people wait on one owner for one gate, and for how long the first of them."""

    waits_owner: str
    waits_on: str
    people: int
    since: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first screen of one reader. `waits` is empty for who sees no gates; `is_fresh`: no list was handed in yet."""

    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    waits: tuple[WaitSeen, ...]
    is_fresh: bool


def home_see(by: By) -> Home:
    """Return what waits on this reader."""
    is_fresh = not models.SourceList.objects.exists()
    return Home(figures=tuple(_figures(by)), tasks=tasks_of(by), waits=tuple(_waits(by, by.day)), is_fresh=is_fresh)


def _figures(by: By) -> Iterator[Figure]:
    if may(by, "person.see") or may(by, "statement.see") or may(by, "batch.see"):
        yield from _people_figures()
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


def _people_figures() -> Iterator[Figure]:
    """Yield figures that add up: everybody is home, on the way, waiting, or gone otherwise."""
    stages = Counter(models.Person.objects.filter(merged_into=None).values_list("stage", flat=True))
    home, aside = stages[Stage.ARRIVED], sum(stages[stage] for stage in SIDE_EXITS)
    moving = sum(stages[stage] for stage in CROSSED if stage is not Stage.ARRIVED)
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
        yield WaitSeen(**row, days=(on - row["since"]).days)
