"""The states' desks: each in its own folder and its own process, with its own register and its own key."""

from __future__ import annotations

import csv
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One request package for one desk, and when its officer answers."""

    state: str
    package: Path
    at: datetime


def answer_all(folder: Path, errands: Sequence[Errand]) -> dict[str, Path]:
    """Let every desk answer its package, two desks at a time; return the answer files by state."""
    # The largest first, so that the last desk to end is a short one.
    order = sorted(errands, key=lambda errand: -errand.package.stat().st_size)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        files = pool.map(lambda errand: _answer(folder / errand.state, errand.package, at=errand.at), order)
        return {errand.state: file for errand, file in zip(order, files, strict=True)}


def claims_asked(folder: Path) -> list[str]:
    """Return everybody whom any desk was asked about."""
    return [row["claim"] for row in _proposals(folder)]


def proposals_made(folder: Path) -> list[tuple[str, str]]:
    """Return whom the machine was sure of at any desk: the person asked about and the register's entry."""
    return [(row["claim"], row["candidate"]) for row in _proposals(folder) if row["decision"] == "same"]


def _proposals(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*/proposals-*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def _answer(desk: Path, package: Path, *, at: datetime) -> Path:
    answers = desk / package.name.replace("request", "answers", 1)
    command = [sys.executable, "-m", "homeward", "desk", "answer", str(package)]
    command += ["--register", str(desk / "register.parquet"), "-o", str(answers), "--officer", f"Officer {desk.name}"]
    command += ["--at", at.isoformat()]
    # Twenty desks start one after another: let the first leave its compiled modules for the others.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)  # noqa: S603 - our own
    if done.returncode:
        raise Refused("refused.stale", done.stderr.strip().splitlines()[-1], at=Spot(file=package.name))
    return answers
