"""Backup and restore run on a real operation in its own process, because Django binds one folder a process."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from homeward.errors import HomewardError
from homeward.web.backup import back_up, make_recovery_key, restore
from homeward.web.chain import check_ledger

START = """
[operation]
name = "Backup test"
[[account]]
username = "anna"
full_name = "Anna"
organisation = "Border relief"
kind = "ngo"
roles = ["registrar"]
"""
CLEAN = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}


def homeward(*args: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "homeward", *args, "--json"], capture_output=True, text=True, check=True, env=CLEAN
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("real") / "operation"
    (folder.parent / "start.toml").write_text(START, encoding="utf-8")
    made = homeward("start", "--no-serve", "--data", str(folder), "--from", str(folder.parent / "start.toml"))
    (folder / "in" / "list.csv").write_text("name\nSomebody Invented\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / "homeward.db")) as database, database:
        database.execute("""UPDATE web_actor SET passkeys = '[{"id": "AAAA"}]' WHERE username = 'anna'""")
    return folder, str(made["recovery_key"])


def rows(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "homeward.db") as connection:
        return connection.execute(
            "SELECT username, password, roles, passkeys FROM web_actor ORDER BY username"
        ).fetchall()


def test_restored_equals_original(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = operation
    copied = back_up(folder, tmp_path / "copy.age")
    restored = restore(tmp_path / "copy.age", tmp_path / "new", key=key)
    assert restored == copied and copied.ledger_entries == 1
    assert rows(tmp_path / "new") == rows(folder)
    assert (tmp_path / "new/in/list.csv").read_bytes() == (folder / "in/list.csv").read_bytes()
    assert (tmp_path / "new/signing.key").read_bytes() == (folder / "signing.key").read_bytes()
    assert check_ledger(tmp_path / "new/homeward.db") == check_ledger(folder / "homeward.db")
    assert homeward("ledger", "check", "--data", str(tmp_path / "new"))["is_whole"] is True


def test_a_backup_shows_nothing_without_its_key(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = operation
    back_up(folder, tmp_path / "copy.age")
    content = (tmp_path / "copy.age").read_bytes()
    assert b"anna" not in content and b"Somebody" not in content
    stranger = make_recovery_key(tmp_path)
    with pytest.raises(HomewardError, match=r"refused\.tampered"):
        restore(tmp_path / "copy.age", tmp_path / "new", key=stranger)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_a_changed_byte_is_refused_and_nothing_appears(
    operation: tuple[Path, str], tmp_path: Path, place: float
) -> None:
    folder, key = operation
    back_up(folder, tmp_path / "copy.age")
    content = bytearray((tmp_path / "copy.age").read_bytes())
    content[int(len(content) * place)] ^= 1
    (tmp_path / "copy.age").write_bytes(content)
    with pytest.raises(HomewardError, match=r"refused\.tampered"):
        restore(tmp_path / "copy.age", tmp_path / "new", key=key)
    assert not (tmp_path / "new").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".restore")]


def test_a_ledger_that_lies_is_not_backed_up(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = operation
    back_up(folder, tmp_path / "copy.age")
    restore(tmp_path / "copy.age", tmp_path / "bad", key=key)
    with sqlite3.connect(tmp_path / "bad/homeward.db") as connection:
        connection.execute("UPDATE web_ledgerentry SET actor = 'somebody else'")
    with pytest.raises(HomewardError, match=r"refused\.tampered"):
        back_up(tmp_path / "bad", tmp_path / "lie.age")
    assert not (tmp_path / "lie.age").exists()


def test_a_full_folder_is_left_alone(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = operation
    back_up(folder, tmp_path / "copy.age")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(HomewardError, match=r"refused\.not-ours"):
        restore(tmp_path / "copy.age", tmp_path / "full", key=key)
    assert (tmp_path / "full/mine.txt").read_text(encoding="utf-8") == "mine"


WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from homeward.web.operation import keep_in, open_operation
open_operation(Path(sys.argv[1]))
from homeward.web.actions.base import By
from homeward.web.actions.site import figure_record
by = By(username="founder", roles=("spokesperson",), organisation="x", state="", at=datetime.now(UTC), zone=UTC)
number = 0
while True:
    number += 1
    keep_in(f"figure-{number % 50}.txt", b"x" * 1000)
    figure_record(by, who="somebody", what="a figure", value=number, as_of=date(2025, 2, 1), definition="theirs")
    print(number, flush=True)
"""
BACKUP = """
import sys
from pathlib import Path
from homeward.web.backup import back_up
print("begun", flush=True)
back_up(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def running(code: str, *args: object) -> subprocess.Popen[str]:
    """Start a process and wait for its first line."""
    command = [sys.executable, "-c", code, *map(str, args)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=CLEAN)
    assert process.stdout and process.stdout.readline()
    return process


def count(folder: Path, query: str) -> int:
    with closing(sqlite3.connect(folder / "homeward.db")) as connection:
        return int(connection.execute(query).fetchone()[0])


def test_it_is_of_one_moment_while_somebody_writes(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = operation
    live = shutil.copytree(folder, tmp_path / "live")
    seen = [0]
    with running(WRITER, live) as writer:
        try:
            for number in range(3):
                copied = back_up(live, tmp_path / f"{number}.age")
                assert restore(tmp_path / f"{number}.age", tmp_path / str(number), key=key) == copied
                seen.append(count(tmp_path / str(number), "SELECT count(*) FROM web_statedfigure"))
                entries = "SELECT count(*) FROM web_ledgerentry WHERE verb = 'figure.record'"
                assert count(tmp_path / str(number), entries) == seen[-1]
        finally:
            writer.kill()
    assert seen == sorted(set(seen)), "the writer went on all the while"


def test_what_is_written_and_not_yet_settled_is_not_in_it(operation: tuple[Path, str], tmp_path: Path) -> None:
    folder, key = operation
    live = shutil.copytree(folder, tmp_path / "live")
    writer = sqlite3.connect(live / "homeward.db", isolation_level=None, check_same_thread=False)
    writer.execute("PRAGMA cache_size = 1")  # so that the open transaction spills into the file itself
    writer.execute("BEGIN IMMEDIATE")
    rows = [("somebody", "w" * 200, number, "2025-02-01", "d" * 200) for number in range(5000)]
    writer.executemany("INSERT INTO web_statedfigure (who, what, value, as_of, definition) VALUES (?,?,?,?,?)", rows)
    later = threading.Timer(0.5, writer.rollback)
    later.start()
    copied = back_up(live, tmp_path / "copy.age")
    later.join()
    writer.close()
    assert restore(tmp_path / "copy.age", tmp_path / "new", key=key) == copied
    assert count(tmp_path / "new", "SELECT count(*) FROM web_statedfigure") == 0


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4])
def test_killed_in_the_middle_it_leaves_no_half_file(
    operation: tuple[Path, str], tmp_path: Path, seconds: float
) -> None:
    folder, key = operation
    live = shutil.copytree(folder, tmp_path / "live")
    (live / "in/large.bin").write_bytes(os.urandom(60_000_000))
    (tmp_path / "copy.age").write_bytes(b"the older one")
    with running(BACKUP, live, tmp_path / "copy.age") as process:
        time.sleep(seconds)
        process.kill()
    if (tmp_path / "copy.age").read_bytes() != b"the older one":
        assert restore(tmp_path / "copy.age", tmp_path / "done", key=key).files
    assert check_ledger(live / "homeward.db").is_whole
    for left in live.glob(".backup-*"):
        os.utime(left, (0, 0))
    (live / "in/large.bin").unlink()
    copied = back_up(live, tmp_path / "new.age")
    assert restore(tmp_path / "new.age", tmp_path / "new", key=key) == copied
    assert [path.name for path in live.iterdir() if path.name.startswith(".backup-")] == []
