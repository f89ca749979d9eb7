"""Builders: a day's figures, and a run of days."""

from __future__ import annotations

import random
from datetime import date, timedelta

from homeward.report import Measure, Scope, Situation, Table

BASE = date(2025, 1, 30)
DAY = date(2025, 3, 3)


def a_scope(measure=Measure.IDENTIFIED, *, since=BASE, as_of=DAY, definition="as counted at the camps"):
    return Scope(measure=measure, definition=definition, since=since, as_of=as_of, sources=("list A, version 2",))


def a_table(measure=Measure.IDENTIFIED, *, total=None, cells=(), since=BASE, as_of=DAY):
    cells = tuple(dict(cells).items())
    total = sum(count for _, count in cells) if total is None else total
    return Table(scope=a_scope(measure, since=since, as_of=as_of), total=total, cells=cells)


def a_situation(*, day=DAY, since=None, handed_over=(), new=(), identified=1030, sent_home=61, side_exits=0, **other):
    """A day on which everything adds up; `other` replaces whole tables."""
    since = since or day
    tables = {
        "handed_over": a_table(Measure.HANDED_OVER, cells=handed_over, since=since, as_of=day),
        "newly_identified": a_table(Measure.IDENTIFIED, cells=new, since=since, as_of=day),
        "identified": a_table(Measure.IDENTIFIED, total=identified, as_of=day),
        "sent_home": a_table(Measure.HANDED_OVER, total=sent_home, as_of=day),
        "side_exits": a_table(Measure.SIDE_EXITS, total=side_exits, as_of=day),
        "remaining": a_table(Measure.REMAINING, total=identified - sent_home - side_exits, as_of=day),
    }
    return Situation(**tables | other, crossing="Friendship Bridge No. 2")


def a_series(seed, *, days):
    """Days in a row that follow from each other: arrivals, hand-overs of whom is there, and the odd side exit."""
    rng = random.Random(seed)
    names = ("China", "Ethiopia", "Kenya", "India", "Nepal")
    here = {name: rng.choice((0, 3, 12, 25, 60)) for name in names}
    identified, sent, gone = sum(here.values()), 0, 0
    series = []
    for number in range(days):
        new = {name: rng.choice((0, 1, 4, 9, 10, 11, 19, 20, 21, 29, 30)) for name in rng.sample(names, 3)}
        for name, count in new.items():
            here[name] += count
        over = {name: rng.choice((0, min(here[name], rng.randint(1, 40)), here[name])) for name in names}
        left = rng.choice((0, 0, 1, 3)) if sum(here.values()) - sum(over.values()) > 20 else 0
        for name, count in over.items():
            here[name] -= count
        for _ in range(left):
            here[max(here, key=lambda name: here[name])] -= 1
        identified, sent, gone = identified + sum(new.values()), sent + sum(over.values()), gone + left
        series.append(
            a_situation(
                day=DAY + timedelta(days=number), handed_over=over, new=new,
                identified=identified, sent_home=sent, side_exits=gone,
            )
        )  # fmt: skip
    return series
