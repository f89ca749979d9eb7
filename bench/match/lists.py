"""Linking three camp lists of the February story, and the three ways of counting them (`bench/spreadsheet.py`)."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
from bench.match.page import Result, Row
from bench.match.running import ROOT, homeward, run
from bench.spreadsheet import pairs

from homeward.demo.files import write_files
from homeward.demo.world import make_world, read_story

LISTS = 3


def measure(folder: Path, *, options: Any) -> Result:
    """Link the three longest lists, and let the other bench count the article's."""
    world = make_world(1, read_story("february", people=1_000 if options.quick else None))
    files = write_files(world, folder)
    replaced = {file.replaces for file in files.lists}
    last = [file for file in files.lists if file.id not in replaced]
    truth = f"'{files.truth_rows}'"
    sizes = dict(duckdb.execute(f"SELECT list, count(*) FROM {truth} GROUP BY 1").fetchall())
    chosen = sorted(last, key=lambda file: -sizes.get(file.id, 0))[:LISTS]
    out = folder / "linked.parquet"
    ran = homeward("link", *(file.path for file in chosen), "-o", out)
    right, wrong, left = judged(out, truth, lists=[file.id for file in chosen])
    people, records = len(world.people), sum(sizes[file.id] for file in chosen)
    counted = run([sys.executable, ROOT / "bench/spreadsheet.py"]).said.strip().splitlines()
    lines = [
        f"### Linking three lists of {people:,} people",
        "",
        "`python -m bench.match --only lists`. The whole command, files read and written.",
        "",
        "| records | seconds | MB | pairs joined rightly | wrongly | of one person, apart |",
        "|---|---|---|---|---|---|",
        f"| {records:,} | {ran.seconds:.1f} | {ran.peak:,.0f} | {right:,} | {wrong:,} | {left:,} |",
        "",
        "The article's lists by spreadsheet, by rapidfuzz over anyascii and by ours, from `bench/spreadsheet.py`:",
        "",
        *counted,
    ]
    row = Row(
        what="Linking 3 lists of 7,141", target="< 5 s", ours=f"{ran.seconds:.1f} s, {ran.peak:,.0f} MB",
        met=ran.seconds < 5, run=f"{records:,} records of {people:,} people; wrong pairs {wrong}, left {left}",
    )  # fmt: skip
    return Result(name="lists", rows=[row, spreadsheet_row(counted)], lines=lines)


def judged(out: Path, truth: str, *, lists: list[str]) -> tuple[int, int, int]:
    """Return how many pairs of records were joined rightly, wrongly, and not at all; chains of joins are followed."""
    rows = duckdb.execute(f"SELECT list, row, person FROM {truth}").fetchall()
    who = {f"{name}:{row}": person for name, row, person in rows if name in lists}
    found = duckdb.execute(f'SELECT "left", "right", person FROM \'{out}\' WHERE person IS NOT NULL').fetchall()
    group = {key: person for left, right, person in found for key in (left, right) if key in who}
    if not group:
        raise SystemExit("lists: no pair that was joined is in the truth")
    joined = pairs(Counter(group.values()).values())
    right = pairs(Counter((person, who[key]) for key, person in group.items()).values())
    return right, joined - right, pairs(Counter(who.values()).values()) - right


def spreadsheet_row(lines: list[str]) -> Row:
    """Return the row that has the ways of counting beside each other: people counted, doubles left, wrong merges."""
    cells = [line.strip("| ").split(" | ") for line in lines]
    told = {row[0]: " / ".join(row[1:]) for row in cells if len(row) == 4}
    fuzzy = next(way for way in told if way.startswith("fuzzy: name") and way.endswith("fewest errors"))
    return Row(
        what="The article's lists: people counted / doubles left / wrong merges", target=f"truth {told['the truth']}",
        ours=told["ours: linking alone"], met=None,
        others=f"exact keys {told['exact: either of the two']}; rapidfuzz at its best cut {told[fuzzy]}",
        run="bench/spreadsheet.py",
    )  # fmt: skip
