"""All files of a world: what reaches the operation in `in/`, and apart from it the truth and the states' desks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from homeward.demo.lists import CampList, make_lists
from homeward.demo.papers import write_papers
from homeward.demo.registers import write_registers
from homeward.demo.sheets import in_file_order, write_list
from homeward.demo.world import World
from homeward.engines import write_parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A version of a list as a file. `replaces` is the id of the version before, empty where there is none.

    `day` is the day of February 2025 on which it reached the operation, `registrar` who sent it.
    """

    id: str
    path: Path
    replaces: str
    day: int
    registrar: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileIndex:
    """Where everything was written, the lists in the order in which they came.

    Nothing under `truth_rows`, `truth_people` or `registers` is for the operation's eyes.
    """

    lists: tuple[ListFile, ...]
    screening: Path
    guarantees: Path
    funding: Path
    arrivals: Path
    missions: Path
    capacity: Path
    truth_rows: Path
    truth_people: Path
    registers: dict[str, Path]


def write_files(world: World, folder: Path) -> FileIndex:
    """Write a world into `in/` and `outside/` of a folder and return where each file is."""
    given, truth = folder / "in", folder / "outside" / "truth"
    for part in (given, truth):
        part.mkdir(parents=True, exist_ok=True)
    lists = make_lists(world)
    sheet_rows = {one.id: write_list(one, given) for one in lists}
    write_papers(world, given, lists=lists)
    write_parquet(truth / "rows.parquet", _row_truth(lists, sheet_rows))
    write_parquet(truth / "people.parquet", _people_truth(world))
    return FileIndex(
        lists=tuple(sorted((_list_file(one, given) for one in lists), key=lambda file: (file.day, file.id))),
        screening=given / "screening.xlsx",
        guarantees=given / "guarantees.csv",
        funding=given / "funding.csv",
        arrivals=given / "arrivals-2025-02-21.csv",
        missions=given / "missions.toml",
        capacity=given / "capacity.toml",
        truth_rows=truth / "rows.parquet",
        truth_people=truth / "people.parquet",
        registers=write_registers(world, folder / "outside" / "desks"),
    )


def _list_file(one: CampList, folder: Path) -> ListFile:
    return ListFile(
        id=one.id,
        path=folder / one.file,
        replaces=one.name if one.version > 1 else "",
        day=one.habits["days"][one.version - 1],
        registrar=one.habits["registrar"],
        rows=len(one.rows),
    )


def _row_truth(lists: tuple[CampList, ...], sheet_rows: dict[str, list[int]]) -> dict[str, list[str] | list[int]]:
    """Return for each row of each list the true person; `readable` is 1 where nothing in the row must be refused."""
    rows = [(one.id, at, row) for one in lists for at, row in zip(sheet_rows[one.id], in_file_order(one), strict=True)]
    return {
        "list": [id for id, _, _ in rows],
        "row": [at for _, at, _ in rows],
        "reference": [row.reference for _, _, row in rows],
        "person": [row.person.id for _, _, row in rows],
        "readable": [int(row.is_readable) for _, _, row in rows],
    }


def _people_truth(world: World) -> dict[str, list[str]]:
    """Return for each person what is so; `entry` is empty where the state's register does not know them."""
    both = list(zip(world.people, world.places, strict=True))
    return {
        "person": [person.id for person, _ in both],
        "nationality": [person.nationality for person, _ in both],
        "sex": [person.sex for person, _ in both],
        "born": [person.born.isoformat() for person, _ in both],
        "entry": [person.entry for person, _ in both],
        "group": [person.group for person, _ in both],
        "site": [place.site for _, place in both],
        "home_on": [place.home_on.isoformat() if place.home_on else "" for _, place in both],
    }
