"""A bundle is made, unpacked elsewhere, and runs where there is no way out: not even to this machine's own address."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.house.source import ROOT
from tests.house.test_run import load_run

pytestmark = pytest.mark.slow
NOWHERE = ["unshare", "--map-root-user", "--net"]


def may_leave_the_network() -> bool:
    return (
        shutil.which("unshare") is not None and subprocess.run([*NOWHERE, "true"], capture_output=True).returncode == 0
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not may_leave_the_network():
        pytest.skip("this system lets nobody leave the network (unshare --net)")
    run, place = load_run(ROOT), tmp_path_factory.mktemp("stick")
    run.DIST = place
    try:
        run.bundle([])
    except run.CannotRun as reason:
        pytest.skip(f"no bundle could be made here: {reason}")
    # Python's own zip reader forgets which files may be run, as some unpackers do: `python run` must do.
    (made,) = place.glob("*.zip")
    shutil.unpack_archive(made, place / "site")
    (folder,) = (place / "site").iterdir()
    return folder


def offline(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*NOWHERE, *command], cwd=folder, capture_output=True, text=True, timeout=600)


def test_it_installs_and_plays_the_demo_with_no_network(unpacked):
    reach = "import socket; socket.create_connection(('1.1.1.1', 443), timeout=3)"
    assert "unreachable" in offline(unpacked, sys.executable, "-c", reach).stderr, "there is no way out"
    shown = offline(unpacked, sys.executable, "run", "--version")
    assert shown.stdout.startswith("homeward "), shown.stderr
    assert "from wheels/" in shown.stderr
    played = offline(unpacked, sys.executable, "run", "demo", "--no-serve", "--people", "60", "--json")
    assert json.loads(played.stdout.splitlines()[-1])["people_true"] == 60, played.stderr


def test_it_holds_what_was_committed_and_how_to_use_it(unpacked):
    with zipfile.ZipFile(next(unpacked.parents[1].glob("*.zip"))) as file:
        commit = file.comment.decode()
    command = ["git", "-C", str(ROOT), "ls-tree", "-r", "--name-only", commit]
    tracked = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(tracked) > 100 and [name for name in tracked if not (unpacked / name).exists()] == []
    assert "run start" in (unpacked / "HOW-TO.txt").read_text(encoding="utf-8")
    assert not (unpacked / ".git").exists()
