"""The states' desks: each in its own folder and its own process, with its own register and its own key."""

from __future__ import annotations

import csv
import io
import multiprocessing
import runpy
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from homeward.errors import Refused, Spot
from homeward.share import public_key

AT_ONCE = 2
_MODULES = ("homeward.cli.desk", "homeward.cli.standing", "homeward.engines", "duckdb")


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
    """Let every desk answer its package, two desks at a time; return the answer files by state.

    A desk that refuses, or whose process ends before it is done, refuses everything by its name.
    """
    # The largest first, so that the last desk to end is a short one.
    order = sorted(errands, key=lambda errand: (-errand.package.stat().st_size, errand.state))
    # Every desk is a process of its own. Where the system can, it comes from one that has the modules and no data.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload([__name__, *_MODULES])
    answers: dict[str, Path] = {}
    running: dict[Any, tuple[Errand, Any]] = {}
    while order or running:
        while order and len(running) < AT_ONCE:
            heard, said = context.Pipe(duplex=False)
            errand = order.pop(0)
            process = context.Process(target=_answer, args=(folder / errand.state, errand, said))  # type: ignore[attr-defined]
            process.start()
            said.close()
            running[heard] = errand, process
        for end in wait(list(running)):
            errand, process = running.pop(end)
            answers[errand.state] = _hear(end, folder, errand)
            process.join()
    return answers


def _hear(heard: Any, folder: Path, errand: Errand) -> Path:
    """Return a desk's answers, or refuse what it says it refuses; a desk that dies says nothing."""
    try:
        words = heard.recv()
    except EOFError:
        words = "it ended before it had answered"
    if words:
        raise Refused("refused.worker", f"the desk of {errand.state}: {words}", at=Spot(file=errand.package.name))
    return _answers(folder / errand.state, errand)


def _answers(desk: Path, errand: Errand) -> Path:
    return desk / errand.package.name.replace("request", "answers", 1)


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


def _answer(desk: Path, errand: Errand, said: Connection) -> None:
    """Answer one package by the desk's own command, in this process and no other's; say what it refuses, or ""."""
    words = [str(errand.package), "--register", str(desk / "register.parquet"), "-o", str(_answers(desk, errand))]
    words += ["--officer", f"Officer {desk.name}", "--at", errand.at.isoformat()]
    sys.argv = ["homeward", "desk", "answer", *words]
    errors = io.StringIO()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(errors):
            runpy.run_module("homeward", run_name="__main__")
    except SystemExit as end:
        said.send(errors.getvalue().strip().rpartition("\n")[2] or str(end.code) if end.code else "")
