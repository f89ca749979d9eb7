"""One system, one process: peers in environments of their own, and what each child took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).resolve().parent / "peers"
ENVIRONMENTS = ROOT / ".bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command took: seconds by the clock and the most memory of one process, in MB; and what it printed."""

    seconds: float
    peak: float
    said: str

    @property
    def payload(self) -> dict[str, Any]:
        """The last line that it printed, as JSON."""
        found: dict[str, Any] = json.loads(self.said.strip().splitlines()[-1])
        return found


class Missing(Exception):
    """A peer that cannot be had here, and why."""


def run(command: Sequence[str | Path], *, source: Path | None = None) -> Ran:
    """Run a command to its end, with the package at `source` where one is given; stop with its words where it fails."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPATH": str(source)} if source else {}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, cwd=ROOT, env=env)
        # Not `process.wait`: only this call tells the memory of this one child.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said = out.read().decode()
        if process.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{err.read().decode()}")
    return Ran(seconds=seconds, peak=usage.ru_maxrss / 1024, said=said)


def homeward(*arguments: str | Path) -> Ran:
    """Run our own command."""
    return run([sys.executable, "-m", "homeward", *arguments])


def peer(environment: str, script: str, *arguments: str | Path) -> Ran:
    """Run a peer's script in its environment."""
    return run([python_of(environment), PEERS / script, *arguments])


@cache
def python_of(environment: str) -> Path:
    """Return the Python of a peer's environment, making it from its lock where it is not there yet."""
    folder, lock = ENVIRONMENTS / environment, PEERS / f"{environment}.lock"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made = folder / "made-from.lock"
    if not made.exists() or made.read_text() != lock.read_text():
        print(f"making the environment of {environment}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", lock]
        done = subprocess.run([str(part) for part in install], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"{environment} cannot be installed here: {done.stderr.strip().splitlines()[-1][:200]}")
        made.write_text(lock.read_text())
    return python


@cache
def versions(environment: str) -> str:
    """Return the versions that count of an environment."""
    names = {
        "splink": ("splink", "duckdb"), "recordlinkage": ("recordlinkage", "pandas"),
        "rapidfuzz": ("rapidfuzz", "anyascii"), "rigour": ("rigour", "nomenklatura"),
    }[environment]  # fmt: skip
    code = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    return run([python_of(environment), "-c", code, *names]).said.strip()
