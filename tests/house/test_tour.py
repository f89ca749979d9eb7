"""The tour does what it says: its files and commands, in its order, in an empty folder, on today's date."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.house.source import ROOT

TOUR = ROOT / "docs/tour.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLEAN = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "HOMEWARD_DATA")}
PROGRAMS = {"homeward": [sys.executable, "-m", "homeward"]}
# Every step that the tour promises, in its order.
STEPS = [
    *("start", "reconcile", "intake", "link", "verify", "key", "desk", "screen", "plan", "manifest", "handover"),
    *("statement", "ledger"),
]


def on_today(text: str) -> str:
    """Do what the page asks of its reader: today's date in place of the page's."""
    today = datetime.now(UTC)
    for old, new in (
        ("2025-02-24", f"{today:%Y-%m-%d}"),
        ("20250224", f"{today:%Y%m%d}"),
        ("24 February 2025", f"{today.day} {today:%B %Y}"),
    ):
        text = text.replace(old, new)
    return text


def commands(block: str) -> list[list[str]]:
    return [shlex.split(line) for line in block.splitlines()]


def run(block: str, folder: Path) -> str:
    said = ""
    for command in commands(block):
        words = [*PROGRAMS[command[0]], *command[1:]]
        done = subprocess.run(words, cwd=folder, env=CLEAN, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (command, done.stderr)
        said += done.stdout
    return said


@pytest.mark.slow
def test_the_tour_goes_as_it_says(tmp_path: Path) -> None:
    said, shown = "", 0
    for kind, name, block in BLOCK.findall(on_today(TOUR.read_text(encoding="utf-8"))):
        if name:
            place = tmp_path / name
            place.parent.mkdir(exist_ok=True)
            place.write_text(block, encoding="utf-8")
        elif kind == "sh":
            said = run(block, tmp_path)
        else:
            missing = [line for line in block.splitlines() if line not in said]
            assert (kind, missing) == ("text", []), said
            shown += 1
    assert shown == 7, "what the commands print stands on the page"
    assert "Remaining: identified, and neither handed over nor gone otherwise." in said, "it ends with a statement"
    assert not re.search("Selamawit|Example", said)


def test_it_shows_every_step_in_order() -> None:
    lines = [
        line
        for kind, name, block in BLOCK.findall(TOUR.read_text(encoding="utf-8"))
        if kind == "sh"
        for line in commands(block)
    ]
    assert list(dict.fromkeys(words[1] for words in lines if words[0] == "homeward")) == STEPS
