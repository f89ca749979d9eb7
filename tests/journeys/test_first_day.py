"""The guide's commands do what the guide says, in its order, in an empty folder."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.source import ROOT

GUIDE = ROOT / "docs/guide/first-day.md"
CLEAN = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
# What each command prints, by its first word.
SAID = {
    "start": "The recovery key opens every backup",
    "intake": "4 rows read, 0 left behind",
    "link": "4 records are 4 people; 1 pair waits for a reviewer",
    "verify": "KEN: 1 person asked about",
    "backup": "all checked",
    "restore": "all checked",
    "account": "lin is closed",
    "ledger": "root ",
    "key": "Embassy of Ethiopia, trusted: ",
    "desk": "The operation's key, trusted here: ",
}


def commands() -> list[list[str]]:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("    ./run ")]


@pytest.mark.slow
def test_the_first_day_goes_as_the_guide_says(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    said: dict[str, str] = {}
    for command in commands():
        more = ["--no-serve"] if command[0] == "start" else []  # it would serve until somebody ends it
        run = [sys.executable, "-m", "homeward", *command, *more]
        done = subprocess.run(run, cwd=tmp_path, env=CLEAN, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (command, done.stderr)
        said[command[0]] = done.stdout
    assert set(said) == set(SAID)
    assert [name for name, text in SAID.items() if text not in said[name]] == [], said
    made = ["copy", "copy.age", "desk", "docs", "operation", "operation.pub", "recovery.key"]
    assert sorted(path.name for path in tmp_path.iterdir()) == made
    assert len(list((tmp_path / "operation/out/requests").iterdir())) == 2
