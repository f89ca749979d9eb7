"""The demo's world: a register of a million and 10,000 claims, relatives in it of those who are not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from bench.match.desks import NAMES, Told, dump, flatten, judged, other, own_tools
from bench.match.page import Result, Row
from bench.match.running import versions
from bench.match.scoring import SURE, by_group, controls, cut, reliability, spread
from bench.match.world import KINDS, write_world

PEERS = ("splink", "splink-ours", "ecm", "token_set")
SEED = 1


def measure(folder: Path, *, options: Any) -> Result:
    """Run every tool on one world."""
    rows, claims = (100_000, 2_000) if options.quick else (1_000_000, 10_000)
    source = kept_world(options.world or folder / "worlds", rows=rows, claims=claims)
    with_controls(source, folder)
    listed = duckdb.execute(
        f"SELECT claim, coalesce(entry, ''), kind, nationality, script FROM '{source}/truth.parquet'"
    ).fetchall()
    truth = {claim: entry for claim, entry, *_ in listed}
    flatten(folder, how="plain")
    flatten(folder, how="ours")
    told = own_tools(folder, truth)
    told += [other(tool, folder, truth, singles=5) for tool in PEERS]
    for one in told:
        print(f"world of {rows:,}", dump(one), file=sys.stderr)
    groups = [{row[0]: row[place] for row in listed} for place in (2, 3, 4)]
    return result(told, truth, groups, size=f"{rows:,} × {claims:,}, seed {SEED}")


def kept_world(folder: Path, *, rows: int, claims: int) -> Path:
    """Return the folder of a world, making it where it is not there yet."""
    path = folder / f"{rows}-{claims}-{SEED}"
    if not (path / "register.parquet").exists():
        write_world(path, rows=rows, claims=claims, seed=SEED)
    return path


def with_controls(source: Path, folder: Path) -> None:
    """Write register and claims into a folder with the controls added."""
    entry, same, none = controls()
    for name, added in (("register", [entry]), ("claims", [same, none])):
        table = f"'{source}/{name}.parquet'"
        with duckdb.connect() as connection:
            columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()]
            values = ", ".join(str(tuple(row.get(column, "") for column in columns)) for row in added)
            connection.execute(
                f"COPY (SELECT * FROM {table} UNION ALL VALUES {values}) TO '{folder}/{name}.parquet' (FORMAT parquet)"
            )


def result(told: list[Told], truth: Mapping[str, str], groups: list[dict[str, str]], *, size: str) -> Result:
    """Return the rows of the table and the set's section."""
    kinds, nationalities, scripts = groups
    lines = [
        f"### The demo's world, {size}",
        "",
        "`python -m bench.match --only world`. 70 % of the claimants are in the register, close relatives, twins and "
        "namesakes of others are. A generator and a scorer by one author prove nothing about the world. Peers get flat "
        "columns: plain ones, and Splink also what ours reads (words in Latin letters, dates in any calendar). "
        "Intervals: the claims drawn again, a hundred times.",
        "",
        "| tool | best F1 | p ≥ .99: precision / recall | ceiling | seconds | of these | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in told:
        if one.scored is None:
            lines.append(f"| {NAMES[one.tool]} | {one.reason} | | | | | |")
            continue
        s = one.scored
        ceiling = "—" if s.ceiling is None else f"{s.ceiling:.4f}"
        best = f"{s.best:.4f} ± {spread(one.answers, truth):.4f}"
        took = f"{one.seconds:.1f} | {one.parts} | {one.peak:,.0f}"
        lines.append(f"| {NAMES[one.tool]} | {best} | {cut(s.precision, s.recall)} | {ceiling} | {took} |")
    best = judged({one.tool: one for one in told})
    own = next(one for one in told if one.tool == best)
    lines += ["", "Claims that are in no entry, by who of theirs is; proposed at p ≥ .99 all the same:", ""]
    lines += kind_table(told, kinds)
    lines += ["", f"{NAMES[best]}: how often right by how sure:", "", *reliability(own.answers, truth)]
    lines += ["", "The same by script of the nationality:", "", *by_group(own.answers, truth, scripts)]
    lines += ["", "The same by nationality:", "", *by_group(own.answers, truth, nationalities)]
    tools = ", ".join(versions(name) for name in ("splink", "recordlinkage", "rapidfuzz"))
    return Result(name="world", rows=rows(told, size=size), lines=[*lines, "", f"Versions: {tools}."])


def kind_table(told: list[Told], kinds: Mapping[str, str]) -> list[str]:
    """Return for each kind of absent claimant how many each tool proposed an entry for."""
    with_p = [one for one in told if any(answer.p is not None for answer in one.answers.values())]
    lines = [
        f"| closest | claims | {' | '.join(NAMES[one.tool] for one in with_p)} |",
        "|---|---|" + "---|" * len(with_p),
    ]
    for kind in KINDS:
        here = {claim for claim, of in kinds.items() if of == kind}
        wrong = [sum((a.p or 0) >= SURE for claim, a in one.answers.items() if claim in here) for one in with_p]
        lines.append(f"| {kind} | {len(here):,} | {' | '.join(map(str, wrong))} |")
    return lines


def rows(told: list[Told], *, size: str) -> list[Row]:
    """Return the rows of the table."""
    of = {one.tool: one.scored for one in told if one.scored}
    best = judged(of)
    own, prepared, plain = of[best], of.get("splink-ours"), of.get("splink")
    others = [tool for tool in of if not tool.startswith(("ours", "splink"))]
    shipped = of["ours"]
    also = (f", shipped model {shipped.best:.4f}", f", shipped model {cut(shipped.precision, shipped.recall)}")
    also = also if best != "ours" else ("", "")
    least = (prepared.best if prepared else 0) + 0.015
    both = [one for one in (plain, prepared) if one]
    sure = (own.precision or 0) >= 0.999 and (own.recall or 0) >= 0.95
    return [
        Row(
            what="Demo world, best F1", target=f"Splink + .015 = {least:.4f}", ours=f"{own.best:.4f}{also[0]}",
            met=own.best >= least if prepared else None,
            splink=", with our preparation ".join(f"{one.best:.4f}" for one in both),
            others="; ".join(f"{NAMES[tool]} {of[tool].best:.4f}" for tool in others), run=size,
        ),
        Row(
            what="Demo world at p ≥ .99, precision / recall", target="≥ .999 / ≥ .95",
            ours=cut(own.precision, own.recall) + also[1], met=sure,
            splink=", with our preparation ".join(cut(one.precision, one.recall) for one in both),
            others="; ".join(f"{NAMES[t]} {cut(of[t].precision, of[t].recall)}" for t in others if t == "ecm"),
            run=size,
        ),
    ]  # fmt: skip
