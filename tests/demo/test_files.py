"""The files: byte for byte the same for one seed, read by intake without surprise, and free of the truth."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from tests.demo.builders import a_world, its_lists
from tests.demo.canaries import find_canaries, plant_canaries

from homeward.demo.files import FileIndex, write_files
from homeward.engines import read_parquet
from homeward.intake import ROW_FAULTS, read_list, read_table
from homeward.plan import Capacity
from homeward.policy import standard_policy

PEOPLE = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def files(folder: Path) -> FileIndex:
    return write_files(a_world("article", people=PEOPLE), folder)


@cache
def rows_of(path: Path) -> dict[str, list[object]]:
    return dict(read_parquet(path))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(folder: Path, files: FileIndex, tmp_path: Path) -> None:
    write_files(a_world("article", people=PEOPLE), tmp_path)
    assert digests(tmp_path) == digests(folder)
    assert len(digests(folder)) > 12


def test_intake_reads_every_row_but_those_meant_not_to_be_read(files: FileIndex) -> None:
    truth = rows_of(files.truth_rows)
    for one in files.lists:
        taken = read_list(
            one.path, list_id=one.id, policy=standard_policy(), at=date(2025, 2, 12), accept_leftovers=ROW_FAULTS
        )
        meant = {
            (name, int(str(row)), str(ok))
            for name, row, ok in zip(truth["list"], truth["row"], truth["readable"], strict=True)
        }
        assert {int(record.id.rpartition(":")[2]) for record in taken.records} == {
            row for name, row, ok in meant if name == one.id and ok == "1"
        }
        assert {left.row for left in taken.leftovers} == {
            row for name, row, ok in meant if name == one.id and ok == "0"
        }
        assert set(taken.columns_not_taken) <= {"Remarks"}


def test_a_lists_own_total_is_one_too_many(files: FileIndex) -> None:
    first = files.lists[0]
    taken = read_list(first.path, list_id="l", policy=standard_policy(), accept_leftovers=ROW_FAULTS)
    assert taken.rows_read == first.rows
    assert [finding.code for finding in taken.findings] == ["total-differs"]


def test_papers_name_people_by_a_list_and_a_number_that_are_there(files: FileIndex) -> None:
    numbers = {
        (one.name, row.reference) for one in its_lists("article", people=PEOPLE) for row in one.rows if row.is_readable
    }
    policy = standard_policy()
    columns = (
        "list", "reference", "track", "outcome", "date", "interviewer", "interpreter", "hold", "agreed_on", "fit_on",
    )  # fmt: skip
    screened = read_table(files.screening.read_bytes(), files.screening.name, columns=columns, policy=policy)
    assert len(screened) > 0.9 * PEOPLE
    assert {(row["list"], row["reference"]) for row in screened} <= numbers
    for path in (files.funding, files.arrivals):
        with path.open(encoding="utf-8", newline="") as text:
            named = {(row["list"], row["reference"]) for row in csv.DictReader(text) if row["reference"]}
        assert named and named <= numbers


def test_capacity_and_missions_can_be_read(files: FileIndex) -> None:
    capacity = Capacity.from_table(tomllib.loads(files.capacity.read_text(encoding="utf-8")))
    assert capacity.horizon_from == date(2025, 2, 24)
    missions = tomllib.loads(files.missions.read_text(encoding="utf-8"))["mission"]
    assert {row["state"] for row in missions} == set(files.registers)


def test_nothing_of_the_truth_reaches_the_operation(folder: Path, files: FileIndex) -> None:
    world = a_world("article", people=PEOPLE)
    secrets = {person.id for person in world.people} | {person.entry for person in world.people if person.entry}
    secrets |= {person.group for person in world.people if person.group}
    assert find_canaries(folder / "in", frozenset(secrets), mark="") == []


def test_planted_canaries_are_found_where_they_are_and_nowhere_else(
    folder: Path, files: FileIndex, tmp_path: Path
) -> None:
    copy = tmp_path / "desk" / "register.parquet"
    copy.parent.mkdir()
    copy.write_bytes(files.registers["ETH"].read_bytes())
    known = frozenset(person.entry for person in a_world("article", people=PEOPLE).people if person.entry)
    canaries = plant_canaries(copy, known=known)
    assert len(canaries) > 100
    assert {canary for _, canary in find_canaries(copy.parent, canaries)} == canaries
    assert find_canaries(folder / "in", canaries) == []
