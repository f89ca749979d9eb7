"""Every tool on one set of claims, register and truth: ours by its command, peers on the same as flat columns."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import duckdb
from bench.match.prepared import keep_columns, write_flat
from bench.match.running import Missing, Ran, homeward, peer
from bench.match.scoring import Answer, Scored, check_controls, score

NAMES = {
    "ours": "ours, shipped model",
    "ours-fitted": "ours, fitted without labels",
    "splink": "Splink 5",
    "splink-ours": "Splink 5, our preparation",
    "ecm": "recordlinkage, ECM",
    "token_set": "rapidfuzz token_set",
    "jaro_winkler": "rapidfuzz Jaro-Winkler",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a tool said on one set, and what it took. `reason` says why where it could not be run."""

    tool: str
    answers: Mapping[str, Answer]
    scored: Scored | None
    seconds: float = 0.0
    peak: float = 0.0
    parts: str = ""
    reason: str = ""


def ours(folder: Path, truth: Mapping[str, str], *, fitted: Path | None = None) -> Told:
    """Index the folder's register and match its claims, by the shipped model or one fitted to them without labels."""
    register, claims = (next(folder.glob(f"{name}.*")) for name in ("register", "claims"))
    index, out = folder / "ours.index", folder / "ours.parquet"
    steps = {"index": homeward("desk", "index", register, "-o", index)}
    if fitted:
        steps["fit"] = homeward("model", "fit", claims, index, "-o", fitted)
    steps["match"] = homeward("desk", "match", claims, index, "-o", out, *(["--model", fitted] if fitted else []))
    rows = duckdb.execute(f"SELECT claim, coalesce(candidate, ''), p, bits FROM '{out}'").fetchall()
    answers = {claim: Answer(candidate=one, score=(p, bits), p=p) for claim, one, p, bits in rows}
    if wrong := check_controls("ours", answers):
        raise SystemExit(f"ours {wrong}")
    seen = sum(bool(entry) and answers[claim].candidate == entry for claim, entry in truth.items() if claim in answers)
    return Told(
        tool="ours-fitted" if fitted else "ours",
        answers=answers,
        scored=score(answers, truth, ceiling=seen / sum(map(bool, truth.values()))),
        seconds=sum(ran.seconds for ran in steps.values()),
        peak=max(ran.peak for ran in steps.values()),
        parts=", ".join(f"{name} {ran.seconds:.1f} s" for name, ran in steps.items()),
    )


def own_tools(folder: Path, truth: Mapping[str, str]) -> list[Told]:
    """Run ours by the shipped model, and by a fitted one where the commands take one."""
    told = [ours(folder, truth)]
    return [*told, ours(folder, truth, fitted=folder / "fitted.toml")] if takes_model() else told


def judged(told: Mapping[str, object]) -> str:
    """Return which of ours is held against the targets: the fitted model, as the peers' are, where there is one."""
    return "ours-fitted" if "ours-fitted" in told else "ours"


@cache
def takes_model() -> bool:
    """Tell whether our commands take a fitted model."""
    return "--model" in homeward("desk", "match", "--help").said


def flatten(folder: Path, *, how: str) -> None:
    """Write claims and register as a peer takes them."""
    files = {name: folder / f"{how}-{name}" for name in ("claims", "register")}
    held = [set(write_flat(next(folder.glob(f"{name}.*")), out, how=how)) for name, out in files.items()]
    keep_columns(files.values(), sorted(held[0] & held[1]))


def other(tool: str, folder: Path, truth: Mapping[str, str], *, singles: int = 0) -> Told:
    """Run a peer; its files must have been written by `flatten`. Splink is asked about so many one by one besides."""
    out = folder / f"{tool}.out"
    how = "ours" if tool == "splink-ours" else "plain"
    claims, register = folder / f"{how}-claims", folder / f"{how}-register"
    try:
        if tool.startswith("splink"):
            ran = peer("splink", "run_splink.py", how, f"{claims}.parquet", f"{register}.parquet", out, str(singles))
            source = f"read_parquet('{out}')"
        else:
            name = {"ecm": "recordlinkage"}.get(tool, "rapidfuzz")
            script = ["run_ecm.py"] if tool == "ecm" else ["run_fuzzy.py", tool]
            ran = peer(name, *script, f"{claims}.csv", f"{register}.csv", out)
            source = f"read_csv('{out}', types = {{'claim': 'VARCHAR', 'candidate': 'VARCHAR'}})"
    except Missing as missing:
        return Told(tool=tool, answers={}, scored=None, reason=str(missing))
    has_p = tool in ("splink", "splink-ours", "ecm")
    rows = duckdb.execute(f"SELECT claim, candidate, score{', p' if has_p else ''} FROM {source}").fetchall()
    answers = {row[0]: _answer(row, tool) for row in rows}
    remark = check_controls(NAMES[tool], answers)
    scored = score(answers, truth, ceiling=_ceiling(out, truth, tool=tool))
    parts = "; ".join(filter(None, (_parts(ran), remark)))
    return Told(tool=tool, answers=answers, scored=scored, seconds=ran.seconds, peak=ran.peak, parts=parts)


def _answer(row: Sequence[object], tool: str) -> Answer:
    p = float(str(row[3])) if len(row) > 3 else None
    value = float(str(row[2]))
    # The classifier's word comes first; the sum of agreements only separates what it holds for equally sure.
    ordering = (p or 0.0, value) if tool == "ecm" else (value, 0.0)
    return Answer(candidate=str(row[1]), score=ordering, p=p)


def _ceiling(out: Path, truth: Mapping[str, str], *, tool: str) -> float | None:
    pairs = Path(f"{out}.pairs")
    there = {(claim, entry) for claim, entry in truth.items() if entry}
    if tool.startswith("splink"):
        looked = duckdb.execute(f"SELECT claim, candidate FROM read_parquet('{pairs}')").fetchall()
        return len(there.intersection(looked)) / len(there)
    with pairs.open(newline="", encoding="utf-8") as file:
        found = {pair for row in csv.reader(file) if (pair := (row[0], row[1])) in there}
    # A file with nothing but its heading: everybody was looked at.
    return len(found) / len(there) if found else 1.0


def _parts(ran: Ran) -> str:
    said = {key: value for key, value in ran.payload.items() if isinstance(value, float)}
    parts = [f"{key} {value:.1f} s" for key, value in said.items() if key != "seconds"]
    ones = ran.payload.get("one")
    return ", ".join([*parts, *([f"one claim {median(ones):.2f} s"] if ones else [])])


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write rows as CSV, with every column that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def dump(told: Told) -> str:
    """Return one line on a tool's run, for whoever watches."""
    scored = told.scored
    body = {"best": scored.best, "p": scored.precision, "r": scored.recall, "ceiling": scored.ceiling} if scored else {}
    return f"  {told.tool:<13} {told.seconds:6.1f} s {told.peak:6,.0f} MB {json.dumps(body)} {told.parts}{told.reason}"
