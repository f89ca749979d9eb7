"""The other papers that reach the operation: screenings, guarantees, money, capacity, missions, arrivals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from homeward.demo.errors_fields import Cell
from homeward.demo.lists import CampList, Row, last_versions
from homeward.demo.people import STORY_DAY
from homeward.demo.sheets import csv_text, write_table
from homeward.demo.tables import read_rows, read_toml
from homeward.demo.world import World
from homeward.handover import ARRIVALS
from homeward.screen import FUNDING, GUARANTEES, SCREENING

_WITHOUT_INTERVIEW = ("not_offered", "declined")


def write_papers(world: World, folder: Path, *, lists: tuple[CampList, ...]) -> None:
    """Write all papers besides the lists into a folder."""
    named = _named(lists)
    write_table(folder / "screening.xlsx", SCREENING, rows=_screenings(world, named))
    tables = {
        "guarantees.csv": (GUARANTEES, _guarantees(world)),
        "funding.csv": (FUNDING, _funding(world, named)),
        "arrivals-2025-02-21.csv": (ARRIVALS, _arrivals(world, named)),
    }
    for file, (headings, rows) in tables.items():
        (folder / file).write_text(csv_text(headings, rows=rows), encoding="utf-8")
    (folder / "missions.toml").write_text(_missions(world), encoding="utf-8")
    (folder / "capacity.toml").write_text(_capacity(world), encoding="utf-8")


def _named(lists: tuple[CampList, ...]) -> dict[str, tuple[str, Row]]:
    """Return for each person the list and row by which other papers name them: one that can be read."""
    named: dict[str, tuple[str, Row]] = {}
    for camp_list in last_versions(lists):
        for row in camp_list.rows:
            if row.is_readable:
                named.setdefault(row.person.id, (camp_list.name, row))
    return named


def _screenings(world: World, named: Mapping[str, tuple[str, Row]]) -> Iterator[tuple[Cell, ...]]:
    rates = read_toml("world.toml")["screening"]
    rng = Random(f"{world.seed}:screening")
    for person, place in zip(world.people, world.places, strict=True):
        if rng.random() < rates["no_paper"]:
            continue
        tracks = rates["tracks_of"].get(person.nationality, rates["tracks"])
        track = rng.choices(list(tracks), weights=list(tracks.values()))[0]
        outcome = rng.choices(list(rates["outcomes"]), weights=list(rates["outcomes"].values()))[0]
        on = place.arrived + timedelta(days=rng.randint(2, 8))
        interview: tuple[Cell, ...] = (on, f"team {rng.randint(1, 4)}", rng.choice(("yes", "no", "by phone")))
        is_held = place.home_on is None and rng.random() < rates["hold"]
        name, row = named[person.id]
        yield (
            name,
            row.reference,
            track,
            outcome if track in rates["counting_tracks"] else "unknown",
            *(interview if track not in _WITHOUT_INTERVIEW else ("", "", "")),
            rng.choice(rates["hold_reasons"]) if is_held else "",
            on if rng.random() < rates["agreed"] else "",
            STORY_DAY - timedelta(days=rng.randint(*rates["fit_days_ago"])) if rng.random() < rates["fit"] else "",
        )


def _of_story(world: World) -> list[dict[str, str]]:
    """Return the missions whose nationals the story has."""
    here = {code for code, _, _ in world.story.people}
    return [row for row in read_rows("missions.csv") if row["nationality"] in here]


def _guarantees(world: World) -> Iterator[tuple[str, ...]]:
    for row in _of_story(world):
        if row["guarantee_from"]:
            yield row["nationality"], row["mission"], row["guarantee_from"], row["guarantee_until"]


def _funding(world: World, named: Mapping[str, tuple[str, Row]]) -> Iterator[tuple[str, ...]]:
    """Yield who pays: a state for all its nationals, else a family or an appeal for some of them."""
    rates = read_toml("world.toml")["funding"]
    rng = Random(f"{world.seed}:funding")
    by_state = {row["nationality"]: row["mission"] for row in _of_story(world) if row["payer"] == "state"}
    for code, mission in by_state.items():
        yield code, "", "", mission, rates["paid_on"].isoformat()
    for person in world.people:
        if person.nationality not in by_state and rng.random() < rates["others_paid"]:
            id, row = named[person.id]
            yield person.nationality, id, row.reference, rng.choice(rates["payers"]), rates["paid_on"].isoformat()


def _arrivals(world: World, named: Mapping[str, tuple[str, Row]]) -> Iterator[tuple[str, ...]]:
    for person, place in zip(world.people, world.places, strict=True):
        if place.home_on:
            id, row = named[person.id]
            yield id, row.reference, place.home_on.isoformat(), person.place.latin


def _toml(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _table(name: str, values: Mapping[str, object]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _missions(world: World) -> str:
    parts = [
        _table(
            "mission",
            {
                "state": row["nationality"],
                "mission": row["mission"],
                "place": row["place"],
                "covers": row["covers"].split("|"),
                "answer_days": int(row["answer_days"]),
                "email": "",
            },
        )
        for row in _of_story(world)
    ]
    return "# Which mission answers for whom, and within how many days. Invented, as everybody here.\n\n" + "\n".join(
        parts
    )


def _capacity(world: World) -> str:
    """Return the slots: as published where it was (reference 1.4), with the Chinese on Mondays too.

    The horizon is as long as everybody needs at the crossing's cap, and half as much again.
    """
    slots = read_toml("world.toml")["slots"]
    weeks = world.story.size / (slots["cap"] * len(slots["weekdays"]))
    days = min(366, max(30, math.ceil(weeks * 7 * 1.5)))
    crossing = {"id": "bridge-2", "name": "Friendship Bridge No. 2", "cap": slots["cap"], "weekdays": slots["weekdays"]}
    parts = [f"[horizon]\nfrom = {STORY_DAY}\ndays = {days}\n", _table("crossing", crossing)]
    for id, (name, _, _) in read_toml("world.toml")["sites"].items():
        parts.append(_table("site", {"id": id, "name": name, "crossing": "bridge-2"}))
    for row in _of_story(world):
        if row["weekdays"]:
            days_of = {"nationality": row["nationality"], "weekdays": row["weekdays"].split("|")}
            parts.append(_table("nationality_days", days_of))
            parts.append(_table("presence", days_of | {"crossing": "bridge-2", "quota": int(row["quota"])}))
    for carrier in slots["carriers"]:
        parts.append(_table("carrier", {**carrier, "crossing": "bridge-2"}))
    return "\n".join(parts)
