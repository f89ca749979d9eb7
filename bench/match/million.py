"""A register of 10 M on this machine: build, 10,000 claims, one claim from a warm process; accuracy beside speed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from bench.match.demo import kept_world
from bench.match.desks import flatten
from bench.match.page import Result, Row
from bench.match.running import Missing, homeward, peer, run, versions
from bench.match.scoring import Answer, cut, score

ONES = 300


def measure(folder: Path, *, options: Any) -> Result:
    """Build, match and ask; Splink only where asked for."""
    rows, claims = (100_000, 2_000) if options.quick else (10_000_000, 10_000)
    world = kept_world(options.world or folder / "worlds", rows=rows, claims=claims)
    index, out = folder / "ours.index", folder / "ours.parquet"
    built = homeward("desk", "index", world / "register.parquet", "-o", index)
    print(f"index {built.seconds:.1f} s, {built.peak:,.0f} MB", file=sys.stderr)
    matched = homeward("desk", "match", world / "claims.parquet", index, "-o", out)
    print(f"match {matched.seconds:.1f} s, {matched.peak:,.0f} MB", file=sys.stderr)
    one = run([sys.executable, "-m", "bench.match.one", index, world / "claims.parquet", str(ONES)])
    truth = dict(duckdb.execute(f"SELECT claim, coalesce(entry, '') FROM '{world}/truth.parquet'").fetchall())
    told = duckdb.execute(f"SELECT claim, coalesce(candidate, ''), p, bits FROM '{out}'").fetchall()
    scored = score({claim: Answer(candidate=c, score=(p, b), p=p) for claim, c, p, b in told}, truth, ceiling=None)
    taken = np.array(one.payload["taken"]) * 1000
    found = one.payload["found"]
    right = sum(bool(truth[claim]) and truth[claim] == candidate for claim, candidate in found.items())
    there = sum(bool(truth[claim]) for claim in found)
    middle, late = np.percentile(taken, 50), np.percentile(taken, 99)
    anew = np.median(one.payload["anew"])
    peak = max(built.peak, matched.peak)
    size = sum(path.stat().st_size for path in folder.glob("ours.index*")) / 1e9
    theirs = splink(folder, world) if options.splink_10m else ["not run (--splink-10m)"]
    lines = [
        f"### A register of {rows:,}, {claims:,} claims",
        "",
        f"`python -m bench.match --only million`. {os.cpu_count()} cores. One claim: {len(taken)} calls in a process "
        "that keeps the register open: arguments parsed, found, explained, answer and log written.",
        "",
        "| step | seconds | MB |",
        "|---|---|---|",
        f"| build the index, {size:.1f} GB | {built.seconds:.1f} | {built.peak:,.0f} |",
        f"| {claims:,} claims, the whole command | {matched.seconds:.1f} | {matched.peak:,.0f} |",
        f"| one claim, warm: p50 / p90 / p99 / longest | {middle / 1000:.4f} / {np.percentile(taken, 90) / 1000:.4f} / "
        f"{late / 1000:.4f} / {taken.max() / 1000:.4f} (first {one.payload['first']:.2f}) | {one.peak:,.0f} |",
        f"| one claim, the register opened anew: p50 | {anew:.4f} | |",
        "",
        f"Best F1 {scored.best:.4f}; at p ≥ .99: {cut(scored.precision, scored.recall)}. Asked one by one: {right} of "
        f"{there} who are there found first.",
        "",
        f"Splink 5: {'; '.join(theirs)}.",
    ]
    made = f"{built.seconds:.1f} s; {matched.seconds:.1f} s; {peak / 1000:.2f} GB"
    met = built.seconds < 60 and matched.seconds < 5 and peak < 3000
    result_rows = [
        Row(
            what=f"{rows // 1_000_000} M register: build; 10,000 claims; peak memory", target="< 60 s; < 5 s; < 3 GB",
            ours=made, met=met, splink="; ".join(theirs), run=f"{os.cpu_count()} cores",
        ),
        Row(
            what=f"One claim against {rows // 1_000_000} M, p50 / p99", target="< 10 ms / < 50 ms",
            ours=f"{middle:.1f} ms / {late:.1f} ms", met=bool(middle < 10 and late < 50),
            splink=theirs[-1], run=f"{len(taken)} calls, {one.peak:,.0f} MB",
        ),
    ]  # fmt: skip
    return Result(name="million", rows=result_rows, lines=lines)


def splink(folder: Path, world: Path) -> list[str]:
    """Train and predict with Splink on plain columns of the same world, then ask it one by one."""
    for name in ("claims", "register"):
        (folder / f"{name}.parquet").symlink_to((world / f"{name}.parquet").resolve())
    flatten(folder, how="plain")
    claims, register = folder / "plain-claims.parquet", folder / "plain-register.parquet"
    try:
        ran = peer("splink", "run_splink.py", "plain", claims, register, folder / "splink.out", "5")
    except Missing as missing:
        return [str(missing)]
    said = ran.payload
    middle = np.median(said["one"])
    return [
        f"train {said['train']:.0f} s", f"predict {said['predict']:.0f} s",
        f"{ran.peak / 1000:.1f} GB ({versions('splink')})", f"one claim {middle:.1f} s",
    ]  # fmt: skip
