"""One claim at a time from a warm process: `-m bench.match.one INDEX CLAIMS COUNT`.

Kept open: the process opens the register once; a call parses the arguments, finds, explains, and writes the answer
and the desk's log. Opened anew: the whole of `homeward desk find` but for the starting of Python. Prints the seconds of
each call as JSON; the first of each kind stands apart.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import time
from pathlib import Path

import duckdb

from homeward.cli.desk import FIELDS, found_payload
from homeward.cli.main import build_parser, main
from homeward.engines import OpenDesk, open_desk
from homeward.match import load_model
from homeward.policy import standard_policy

ANEW = 30  # calls that open the register themselves


def arguments(index: str, row: dict[str, str]) -> list[str]:
    """Return the command's words for one person."""
    given = [f"--{name.replace('_', '-')}={row[name]}" for name in FIELDS if row.get(name)]
    return ["desk", "find", index, f"--request={row['id']}", "--json", *given]


def ask_open(desk: OpenDesk, parser: argparse.ArgumentParser, words: list[str]) -> tuple[float, str]:
    """Ask a desk whose register is open, and return the seconds and the candidate."""
    began = time.perf_counter()
    args = parser.parse_args(words)
    found = desk.find(args.request, {field: getattr(args, field) for field in FIELDS})
    json.dumps(found_payload(found), ensure_ascii=False)
    return time.perf_counter() - began, found.candidate or ""


def ask_anew(words: list[str]) -> float:
    """Run the whole command in this process and return the seconds."""
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        code = main(words)
    if code:
        raise SystemExit(f"desk find ended with {code}")
    return time.perf_counter() - began


def run(index: str, claims: str, count: int) -> None:
    """Ask about so many people, chosen by a hash so that no order of theirs matters."""
    with duckdb.connect() as connection:
        result = connection.execute(f"SELECT * FROM '{claims}' ORDER BY hash(id, 7), id LIMIT {count + 1}")
        names = [column[0] for column in result.description]
        rows = [{name: value or "" for name, value in zip(names, row, strict=True)} for row in result.fetchall()]
    anew = [ask_anew(arguments(index, row)) for row in rows[: ANEW + 1]]
    found, taken, parser = {}, [], build_parser(("desk",))
    with open_desk(Path(index), model=load_model(), policy=standard_policy()) as desk:
        desk.warm()
        for row in rows:
            seconds, found[row["id"]] = ask_open(desk, parser, arguments(index, row))
            taken.append(seconds)
    print(json.dumps({"first": taken[0], "taken": taken[1:], "anew": anew[1:], "found": found}))


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
