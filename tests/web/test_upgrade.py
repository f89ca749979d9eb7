"""A folder of an older version is copied and brought up to date; one of a newer version is left as it is."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.test_start import CLEAN, EXAMPLE, homeward, start, take_in_and_ask

from homeward.web.chain import check_ledger

COUNTED = ("web_person", "web_record", "web_requestitem", "web_actor", "web_ledgerentry")


@pytest.fixture
def operation(tmp_path: Path) -> Path:
    assert start(tmp_path / "op", EXAMPLE, "--key-file", tmp_path / "recovery.key").returncode == 0
    assert take_in_and_ask(tmp_path / "op").returncode == 0
    return tmp_path / "op"


def back_to(folder: Path, migration: str) -> None:
    """Make the database what that older version would have left."""
    command = [sys.executable, "-m", "django", "migrate", "web", migration, "--settings", "homeward.web.settings"]
    subprocess.run(command, env={**CLEAN, "HOMEWARD_DATA": str(folder)}, check=True, capture_output=True)


def counts(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as rows:
        return [rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED]


@pytest.mark.parametrize("migration", ["0001", "0002"])
def test_an_older_folder_is_copied_and_then_brought_up_to_date(operation, migration):
    back_to(operation, migration)
    before, ledger = counts(operation / "homeward.db"), check_ledger(operation / "homeward.db")
    done = homeward("ledger", "check", "--data", operation, "--json")
    assert done.returncode == 0 and "Brought up to date" in done.stderr, done.stderr
    assert json.loads(done.stdout)["root"] == ledger.root and counts(operation / "homeward.db") == before
    (copy,) = operation.glob("homeward-before-*.db")
    assert counts(copy) == before and check_ledger(copy) == ledger
    with closing(sqlite3.connect(copy)) as rows:
        (newest,) = rows.execute("SELECT max(name) FROM django_migrations WHERE app = 'web'").fetchone()
    assert newest.startswith(migration), "the copy is what it was before"
    again = homeward("ledger", "check", "--data", operation)
    assert "Brought up to date" not in again.stderr


def test_a_damaged_older_folder_is_not_touched(operation):
    back_to(operation, "0002")
    with closing(sqlite3.connect(operation / "homeward.db")) as rows, rows:
        rows.execute("UPDATE web_ledgerentry SET actor = 'somebody' WHERE sequence = 1")
    done = homeward("ledger", "check", "--data", operation)
    assert done.returncode == 3 and "refused.tampered" in done.stderr
    with closing(sqlite3.connect(operation / "homeward.db")) as rows:
        assert "announced" not in str(rows.execute("SELECT sql FROM sqlite_master WHERE name='web_plan'").fetchone())


def test_a_newer_folder_is_refused_and_left_as_it_is(operation):
    with closing(sqlite3.connect(operation / "homeward.db")) as rows, rows:
        rows.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('web', '0099_later', '2030-01-01')")
    before = (operation / "homeward.db").read_bytes()
    done = homeward("ledger", "check", "--data", operation)
    assert done.returncode == 3 and "a newer version of Homeward made this" in done.stderr
    assert (operation / "homeward.db").read_bytes() == before and not list(operation.glob("homeward-before-*"))


KILLED = """
import os, sqlite3, sys
rows = sqlite3.connect(sys.argv[1], isolation_level=None)
rows.execute("PRAGMA cache_size = 1")
rows.execute("BEGIN IMMEDIATE")
rows.executemany("INSERT INTO web_signintry (who, at) VALUES (?, '2025-01-01')", [("x" * 64,) for _ in range(5000)])
os._exit(9)
"""


def test_a_folder_whose_process_was_killed_while_it_wrote_opens(operation):
    subprocess.run([sys.executable, "-c", KILLED, str(operation / "homeward.db")], check=False)
    assert (operation / "homeward.db-journal").stat().st_size > 512, "something is left half written"
    done = homeward("ledger", "check", "--data", operation)
    assert done.returncode == 0 and "whole" in done.stdout, done.stderr
