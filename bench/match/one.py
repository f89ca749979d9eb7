"""One claim at a time from a warm process: `one.py INDEX CLAIMS COUNT`, every call the whole of `homeward desk find`.

A call parses its arguments, opens the index, finds, explains, prints and writes the desk's log, as the command does;
the starting of Python is left out. Prints the seconds of each call as JSON; the first stands apart.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time

import duckdb

from homeward.cli.main import main

FIELDS = (
    "name", "name_native", "sex", "born", "nationality", "document", "father", "mother", "place", "postcode", "phone",
)  # fmt: skip
LONGEST = 120.0  # seconds in all; then the rest is left out


def ask(index: str, row: dict[str, str]) -> tuple[float, str]:
    """Ask about one person and return the seconds and the candidate."""
    given = [f"--{name.replace('_', '-')}={row[name]}" for name in FIELDS if row.get(name)]
    out = io.StringIO()
    began = time.perf_counter()
    with contextlib.redirect_stdout(out):
        code = main(["desk", "find", index, f"--request={row['id']}", "--json", *given])
    seconds = time.perf_counter() - began
    if code:
        raise SystemExit(f"desk find ended with {code}")
    return seconds, json.loads(out.getvalue())["candidate"] or ""


def run(index: str, claims: str, count: int) -> None:
    """Ask about so many people, chosen by a hash so that no order of theirs matters."""
    with duckdb.connect() as connection:
        result = connection.execute(f"SELECT * FROM '{claims}' ORDER BY hash(id, 7), id LIMIT {count + 1}")
        names = [column[0] for column in result.description]
        rows = [{name: value or "" for name, value in zip(names, row, strict=True)} for row in result.fetchall()]
    taken, found = [], {}
    for row in rows:
        seconds, found[row["id"]] = ask(index, row)
        taken.append(seconds)
        if sum(taken) > LONGEST:
            break
    print(json.dumps({"first": taken[0], "taken": taken[1:], "found": found}))


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
