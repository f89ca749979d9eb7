"""All files of a world: what reaches the operation, and beside it, apart, the truth and the states' desks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from homeward.demo.lists import CampList, make_lists
from homeward.demo.papers import write_papers
from homeward.demo.sheets import in_file_order, write_list
from homeward.demo.world import World
from homeward.engines import write_parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A version of a list as a file: `day` of February 2025 on which it reached the operation, and who sent it."""

    name: str
    version: int
    path: Path
    day: int
    registrar: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileIndex:
    """Where everything is, the lists in the order in which they came.

    `folder` holds what reaches the operation. `desks` is where the states' registers belong and is not written here.
    `truth` gives the true person's id for each record ("list/version:row"); nothing of it is in the folder.
    """

    folder: Path
    desks: Path
    lists: tuple[ListFile, ...]
    truth: dict[str, str]
    screening: Path
    guarantees: Path
    funding: Path
    arrivals: Path
    missions: Path
    capacity: Path


def write_files(world: World, folder: Path) -> FileIndex:
    """Write what reaches the operation into a folder, and the truth into `truth/` beside it."""
    truth = folder.parent / "truth"
    for part in (folder, truth):
        part.mkdir(parents=True, exist_ok=True)
    lists = make_lists(world)
    sheet_rows = {one.id: write_list(one, folder) for one in lists}
    write_papers(world, folder, lists=lists)
    rows = _row_truth(lists, sheet_rows)
    write_parquet(truth / "rows.parquet", rows)
    write_parquet(truth / "people.parquet", _people_truth(world))
    return FileIndex(
        folder=folder,
        desks=folder.parent / "desks",
        lists=tuple(sorted((_list_file(one, folder) for one in lists), key=lambda file: (file.day, file.name))),
        truth=dict(zip(rows["record"], rows["person"], strict=True)),
        screening=folder / "screening.xlsx",
        guarantees=folder / "guarantees.csv",
        funding=folder / "funding.csv",
        arrivals=folder / "arrivals-2025-02-21.csv",
        missions=folder / "missions.toml",
        capacity=folder / "capacity.toml",
    )


def _list_file(one: CampList, folder: Path) -> ListFile:
    return ListFile(
        name=one.name,
        version=one.version,
        path=folder / one.file,
        day=one.habits["days"][one.version - 1],
        registrar=one.habits["registrar"],
        rows=len(one.rows),
    )


def _row_truth(lists: tuple[CampList, ...], sheet_rows: dict[str, list[int]]) -> dict[str, list[str]]:
    """Return for each row of each list the true person; `readable` tells that nothing in the row must be refused."""
    rows = [(one, at, row) for one in lists for at, row in zip(sheet_rows[one.id], in_file_order(one), strict=True)]
    return {
        "record": [f"{one.id}:{at}" for one, at, _ in rows],
        "list": [one.name for one, _, _ in rows],
        "version": [str(one.version) for one, _, _ in rows],
        "row": [str(at) for _, at, _ in rows],
        "reference": [row.reference for _, _, row in rows],
        "person": [row.person.id for _, _, row in rows],
        "readable": ["yes" if row.is_readable else "no" for _, _, row in rows],
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
