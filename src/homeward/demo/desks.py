"""The states' desks: each in its own folder and its own process, with its own register and its own key."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from homeward.errors import Refused, Spot
from homeward.share import public_key

AT_ONCE = 2


def make_keys(folder: Path, states: Sequence[str], *, trusted: Mapping[str, str]) -> dict[str, str]:
    """Give every desk a key of its own and the operation's public one; return the desks' public keys by state."""
    public = {}
    for state in states:
        desk = folder / state
        desk.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = secrets.token_bytes(32)
        (desk / "desk.key").write_text(key.hex(), encoding="ascii")
        (desk / "operation.pub").write_text(trusted["public_key"], encoding="ascii")
        public[state] = public_key(key).hex()
    return public


def answer_all(folder: Path, packages: Mapping[str, Path]) -> dict[str, Path]:
    """Let every desk answer its package, two desks at a time; return the answer files by state."""
    # The largest first, so that the last desk to end is a short one.
    order = sorted(packages, key=lambda state: -packages[state].stat().st_size)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(order, pool.map(lambda state: _answer(folder / state, packages[state]), order), strict=True))


def _answer(desk: Path, package: Path) -> Path:
    answers = desk / package.name.replace("request", "answers", 1)
    command = [sys.executable, "-m", "homeward", "desk", "answer", str(package)]
    command += ["--register", str(desk / "register.parquet"), "-o", str(answers), "--officer", f"Officer {desk.name}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise Refused("refused.stale", done.stderr.strip().splitlines()[-1], at=Spot(file=package.name))
    return answers
