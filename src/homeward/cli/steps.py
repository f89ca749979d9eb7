"""The steps of an operation: each reads files, runs one action as one named person, and says what came of it."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from homeward.cli.arguments import add_data, read_file, read_toml
from homeward.cli.busy import shown
from homeward.cli.output import add_json, emit


def register(subparsers: Any) -> None:
    """Add the steps that exist only in an operation: verify, screen, manifest, handover, statement."""
    verify = _step(subparsers, "verify", run_verify, "ask the states, or take in their answers")
    verify.add_argument(
        "--answers", type=Path, nargs="*", default=[], metavar="FILE", help="receipts and answer files to take in"
    )
    verify.add_argument("--missions", type=Path, metavar="TOML", help="set the missions first")
    screen = _step(subparsers, "screen", run_screen, "take in screening, guarantees and funding; assess every gate")
    for name in ("screening", "guarantees", "funding"):
        screen.add_argument(f"--{name}", type=Path, metavar="FILE")
    manifest = _step(subparsers, "manifest", run_manifest, "make the manifests of one day")
    manifest.add_argument("--day", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    handover = _step(subparsers, "handover", run_handover, "take in headcounts and arrivals")
    handover.add_argument("--headcounts", type=Path, metavar="CSV")
    handover.add_argument("--arrivals", type=Path, metavar="CSV")
    statement = _step(subparsers, "statement", run_statement, "draft the day's statement")
    statement.add_argument(
        "--revises", type=int, metavar="NUMBER", help="the newest published one, if it counted twice"
    )


def _step(subparsers: Any, name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=what)
    add_data(parser)
    parser.add_argument("--as", dest="actor", required=True, metavar="USER", help="the account that acts")
    add_json(parser)
    parser.set_defaults(run=shown(run))
    return parser


def _enter(args: argparse.Namespace) -> Any:
    """Open the operation and return who acts. Imports come after, because Django reads its settings on import."""
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.actions.base import by_actor

    return by_actor(args.actor)


@shown
def intake_into(args: argparse.Namespace) -> int:
    """Take one list into the operation (`homeward intake FILE --data DIR --as USER`)."""
    by = _enter(args)
    from homeward.web.actions.lists import list_import

    taken = list_import(
        by,
        name=args.list_id or args.file.stem,
        file_name=args.file.name,
        data=read_file(args.file),
        organisation=by.organisation,
        accept_leftovers=args.leave,
    )
    known = " It was taken before; nothing changed." if taken.was_known else ""
    line = f"{taken.name}, version {taken.version}: {taken.rows_read} rows read, {taken.rows_left} left behind.{known}"
    emit(dataclasses.asdict(taken), lines=[line], as_json=args.json)
    return 0


@shown
def link_operation(args: argparse.Namespace) -> int:
    """Work out who is who across the operation's lists (`homeward link --data DIR --as USER`)."""
    by = _enter(args)
    from homeward.web.actions.match import lists_link
    from homeward.web.queries.tasks import number_of

    linked = lists_link(by)
    pairs = number_of(linked.queued, "pair waits", "pairs wait")
    line = f"{linked.records} records are {linked.people} people; {pairs} for a reviewer."
    emit(dataclasses.asdict(linked), lines=[line], as_json=args.json)
    return 0


def judgements_of(args: argparse.Namespace) -> dict[str, list[object]]:
    """Return what people judged in the operation (`homeward model judgements --data DIR --as USER`)."""
    by = _enter(args)
    from homeward.web.queries.review import judged_pairs

    return judged_pairs(by)


def run_verify(args: argparse.Namespace) -> int:
    """Set missions, take in answers, and ask for everybody who was not asked about."""
    by = _enter(args)
    from homeward.web.actions import site, verify
    from homeward.web.queries.tasks import number_of

    if args.missions:
        site.missions_set(by, missions=read_toml(args.missions)["mission"])
    heard = [verify.desk_heard(by, data=read_file(path), file_name=path.name) for path in args.answers]
    asked = () if args.answers or args.missions else verify.requests_send(by)
    lines = [
        f"{row.state}: {number_of(row.people, 'person', 'people')} asked about, out/{row.file_name}" for row in asked
    ]
    lines += [f"{row.request}: " + ", ".join(f"{n} {o}" for o, n in sorted(row.outcomes.items())) for row in heard]
    payload: dict[str, object] = {
        "requests": [dataclasses.asdict(row) for row in asked],
        "answers": [dataclasses.asdict(row) for row in heard],
    }
    emit(payload, lines=lines or ["Nobody to ask about."], as_json=args.json)
    return 0


def run_screen(args: argparse.Namespace) -> int:
    """Take in the files that are given, then assess every gate."""
    by = _enter(args)
    from homeward.web.actions import screen

    steps = (
        (args.screening, screen.screening_import),
        (args.guarantees, screen.guarantees_import),
        (args.funding, screen.funding_import),
    )
    for path, take in steps:
        if path:
            take(by, data=read_file(path), file_name=path.name)
    assessed = screen.gates_assess(by)
    lines = [f"{assessed.people} people wait; {assessed.cleared} are cleared."]
    lines += [
        f"  {count:6,} wait on {owner}" for owner, count in sorted(assessed.waits.items(), key=lambda row: -row[1])
    ]
    emit(dataclasses.asdict(assessed), lines=lines, as_json=args.json)
    return 0


@shown
def plan_operation(args: argparse.Namespace) -> int:
    """Plan the operation's waiting people (`homeward plan --data DIR --as USER [--capacity FILE]`)."""
    by = _enter(args)
    from homeward.web.actions import plan

    if args.capacity:
        plan.capacity_set(by, table=read_toml(args.capacity), file_name=args.capacity.name)
    planned = plan.plan_make(by, seconds=args.seconds, seed=args.seed, announced=args.announced)
    lines = [
        f"{planned.planned} people have a day, {planned.unplanned} have none; {planned.batches} batches.",
        f"Cost {planned.cost:,.0f} waiting days, proven bound {planned.bound:,.0f}, "
        f"first come first served {planned.first_come_cost:,.0f} ({planned.method}, {planned.seconds:.1f} s).",
    ]
    emit(dataclasses.asdict(planned), lines=lines, as_json=args.json)
    return 0


def run_manifest(args: argparse.Namespace) -> int:
    """Make and write the manifests of one day's batches."""
    by = _enter(args)
    from homeward.web.actions.handover import manifests_make

    made = manifests_make(by, day=args.day)
    lines = [f"{row.batch} v{row.version}: {row.people} people, out/{row.files[0]}" for row in made]
    payload: dict[str, object] = {"manifests": [dataclasses.asdict(row) for row in made]}
    emit(payload, lines=lines or ["No batch on that day."], as_json=args.json)
    return 0


def run_handover(args: argparse.Namespace) -> int:
    """Take in headcounts (people who crossed are handed over) and confirmed arrivals."""
    by = _enter(args)
    from homeward.web.actions import handover

    payload: dict[str, object] = {}
    lines = []
    if args.headcounts:
        crossed = handover.headcounts_import(by, data=read_file(args.headcounts), file_name=args.headcounts.name)
        payload |= dataclasses.asdict(crossed)
        lines += [f"{crossed.handed_over} handed over, {crossed.absent} did not cross."]
    if args.arrivals:
        arrived = handover.arrivals_import(by, data=read_file(args.arrivals), file_name=args.arrivals.name)
        payload["arrived"] = arrived
        lines += [f"{arrived} arrived home."]
    emit(payload, lines=lines or ["Give --headcounts or --arrivals."], as_json=args.json)
    return 0


def run_statement(args: argparse.Namespace) -> int:
    """Draft the day's statement, only if it reconciles; publishing it takes a second person, in the app."""
    by = _enter(args)
    from homeward.web.actions.report import statement_draft

    draft = statement_draft(by, revises=args.revises)
    emit(dataclasses.asdict(draft), lines=[draft.text], as_json=args.json)
    return 0
