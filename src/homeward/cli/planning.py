"""`homeward plan`: a problem, or people and slots, in; a plan out. With `--data`, of a whole operation."""

from __future__ import annotations

import argparse
import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

from homeward.cli.output import add_json, emit
from homeward.errors import InputError, Spot
from homeward.plan import (
    Capacity,
    Estimate,
    Measures,
    Problem,
    Result,
    demand_everyone,
    estimate_unlisted,
    explain_in_words,
    make_batches,
    make_phases,
    problem_from_json,
    problem_from_rows,
    result_to_json,
    solve,
)
from homeward.policy import standard_policy


def register(subparsers: Any) -> None:
    """Add `plan` to the command."""
    policy = standard_policy()
    plan = subparsers.add_parser("plan", help="plan who crosses when against the slots that exist")
    plan.add_argument("problem", type=Path, nargs="?", metavar="PROBLEM.json|PEOPLE.csv", help="without --data")
    plan.add_argument("--capacity", type=Path, metavar="CAPACITY.toml", help="the slots (not with PROBLEM.json)")
    plan.add_argument("-o", "--output", type=Path, metavar="PLAN.json", help="where the plan is written")
    plan.add_argument("--seconds", type=float, default=policy.plan_seconds, help=f"time ({policy.plan_seconds:g})")
    plan.add_argument("--seed", type=int, default=1, help="chance inside the solver (1)")
    plan.add_argument("--announced", type=int, metavar="N", help="people announced, listed or not: estimate their days")
    plan.add_argument("--explain", metavar="ID", help="say why this person or group crosses on no earlier day")
    plan.add_argument("--everyone", action="store_true", help="fail with exit code 4 if somebody has no day")
    plan.add_argument("--data", type=Path, metavar="DIR", help="plan the operation in this folder instead")
    plan.add_argument("--as", dest="actor", metavar="USER", help="the account that acts, with --data")
    add_json(plan)
    plan.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan file to file, or hand over to the operation's own step."""
    if args.data:
        if not args.actor:
            raise InputError("input.usage", "--data needs --as USER")
        # The operation brings the web app along; file to file does without.
        from homeward.cli.steps import plan_operation

        return plan_operation(args)
    if args.problem is None:
        raise InputError("input.usage", "give PROBLEM.json or PEOPLE.csv, or --data DIR")
    problem = _read_problem(args.problem, capacity=args.capacity)
    if args.explain and args.explain not in {unit.id for unit in problem.units}:
        raise InputError("input.usage", "--explain names nobody of this problem")
    result = solve(problem, seconds=args.seconds, seed=args.seed)
    if args.output:
        args.output.write_text(
            json.dumps(result_to_json(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    if args.everyone:
        demand_everyone(result)
    _report(problem, result, args=args)
    return 0


def _report(problem: Problem, result: Result, *, args: argparse.Namespace) -> None:
    estimate = estimate_unlisted(problem, result, announced=args.announced) if args.announced else None
    reasons = explain_in_words(problem, result, unit=args.explain) if args.explain else ()
    payload: dict[str, object] = {
        "people": problem.people,
        "planned": result.measures.people,
        "unplanned": problem.people - result.measures.people,
        "batches": len(make_batches(problem, result)),
        "days": len({row.day for row in result.assignments}),
        "cost": round(result.cost, 6),
        "bound": round(result.bound, 6),
        "gap": round(result.gap, 6),
        "feasible": result.feasible,
        "method": result.method,
        "seconds": round(result.seconds, 2),
        "clearance_runs_out": len(result.warnings),
        "ours": _figures(result.measures),
        "first_come": _figures(result.first_come),
    }
    if estimate:
        payload["unlisted"] = estimate.words
    if reasons:
        payload["why"] = list(reasons)
    emit(payload, lines=_lines(problem, result, estimate=estimate, reasons=reasons), as_json=args.json)


def _lines(problem: Problem, result: Result, *, estimate: Estimate | None, reasons: tuple[str, ...]) -> list[str]:
    ours, first = result.measures, result.first_come
    batches = make_batches(problem, result)
    lines = [
        f"{ours.people:,} of {problem.people:,} people have a day ({len(batches)} batches), "
        f"{problem.people - ours.people:,} without one in this horizon.",
        f"Cost {result.cost:,.0f} waiting days (weighted), no plan under {result.bound:,.0f}: gap {result.gap:.1%}.",
        f"Found by {result.method}, in {result.seconds:.1f} s.",
        f"{'':24}{'this plan':>14}{'first come':>14}",
        f"{'cost':24}{ours.cost:14,.0f}{first.cost:14,.0f}",
        f"{'mean days waited':24}{ours.mean_days:14.2f}{first.mean_days:14.2f}",
        f"{'95 of 100 wait up to':24}{ours.p95_days:14}{first.p95_days:14}",
        f"{'worst nationality, mean':24}{_worst(ours):>14}{_worst(first):>14}",
        f"{'last day':24}{ours.last_day or '-'!s:>14}{first.last_day or '-'!s:>14}",
    ]
    lines += [
        f"{phase.first} to {phase.last}: {phase.people:,} people in {phase.batches} batches, "
        f"{phase.places_left:,} places left"
        for phase in make_phases(problem, result)
    ]
    if result.warnings:
        lines.append(f"{len(result.warnings)} clearances will have run out on the day.")
    return [*lines, *([estimate.words] if estimate else []), *reasons]


def _worst(measures: Measures) -> str:
    return f"{measures.worst_mean_days:.1f} {measures.worst_nationality}"


def _figures(measures: Measures) -> dict[str, object]:
    return {
        "people": measures.people,
        "cost": round(measures.cost, 6),
        "mean_days": round(measures.mean_days, 3),
        "p95_days": measures.p95_days,
        "worst_nationality": measures.worst_nationality,
        "worst_mean_days": round(measures.worst_mean_days, 3),
        "last_day": measures.last_day,
    }


def _read_problem(path: Path, *, capacity: Path | None) -> Problem:
    text = _read_text(path)
    if path.suffix.lower() == ".json":
        if capacity:
            raise InputError("input.usage", "PROBLEM.json holds its own capacity")
        try:
            table = json.loads(text)
        except json.JSONDecodeError:
            raise InputError("input.damaged", "not JSON", at=Spot(file=path.name)) from None
        return problem_from_json(table, file=path.name)
    if not capacity:
        raise InputError("input.usage", "PEOPLE.csv needs --capacity CAPACITY.toml")
    try:
        table = tomllib.loads(_read_text(capacity))
    except tomllib.TOMLDecodeError as error:
        raise InputError("input.damaged", str(error), at=Spot(file=capacity.name)) from None
    slots = Capacity.from_table(table, file=capacity.name)
    return problem_from_rows(csv.DictReader(io.StringIO(text)), capacity=slots, file=path.name)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise InputError("input.encoding", "UTF-8 is needed", at=Spot(file=path.name)) from None
