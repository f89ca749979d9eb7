"""`homeward start`: an operation of one's own, from the terminal or a `start.toml`, whole or not at all."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from homeward.cli.arguments import read_toml
from homeward.cli.asking import ask_start, read_offset_text
from homeward.cli.output import add_json, emit
from homeward.cli.site import add_serving, serve_as_asked
from homeward.errors import HomewardError, InputError, Refused, Spot

# Key to its type and what it is when it is left out; None there means that it must be given.
_TABLES: dict[str, dict[str, tuple[type, Any]]] = {
    "operation": {"name": (str, None), "utc_offset": (str, "+06:30"), "base_date": (date, "")},
    "account": {
        **dict.fromkeys(("username", "full_name", "organisation", "kind"), (str, None)),
        "state": (str, ""),
        "roles": (list, None),
    },
    "mission": {
        **dict.fromkeys(("state", "mission", "place"), (str, None)),
        "answer_days": (int, None),
        "public_key": (str, ""),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What is shown once: the first passwords and the recovery key. `why_closed` says why nothing may leave yet."""

    passwords: dict[str, str]
    recovery_key: str
    why_closed: str


def register(subparsers: Any) -> None:
    """Add `start` to the command."""
    parser = subparsers.add_parser("start", help="make an operation of your own and serve it")
    parser.add_argument("--data", type=Path, default=Path("operation"), metavar="DIR", help="its folder (operation)")
    parser.add_argument("--from", dest="answers", type=Path, metavar="TOML", help="take the answers from a start.toml")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="write the recovery key there, show it nowhere")
    parser.add_argument("--no-serve", action="store_true", help="make it and stop")
    add_serving(parser)
    add_json(parser)
    parser.set_defaults(run=run_start)


def run_start(args: argparse.Namespace) -> int:
    """Ask or read, make the operation, show what is shown once, and serve."""
    now, name = datetime.now(UTC), args.answers.name if args.answers else None
    try:
        table = read_toml(args.answers) if args.answers else ask_start()
        start = read_start(table, now=now)
        founded = found(start, args.data, at=now, key_file=args.key_file)
    except HomewardError as error:
        if error.at.file or name is None:
            raise
        raise type(error)(
            error.code, error.detail, at=Spot(file=name, row=error.at.row, column=error.at.column)
        ) from None
    payload: dict[str, object] = {
        "operation": start["operation"]["name"],
        "passwords": founded.passwords,
        "recovery_key": founded.recovery_key,
        "may_leave": not founded.why_closed,
    }
    emit(payload, lines=list(_lines(start, founded, args)), as_json=args.json)
    return 0 if args.no_serve else serve_as_asked(args)


def read_start(table: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return the answers with every key there; an unknown key, a missing one or one of another type is refused.

    Figures and slots begin today at the operation, where nothing else is said.
    """
    for name in sorted(set(table) - {*_TABLES, "capacity"}):
        raise InputError("input.bad-value", "unknown table", at=Spot(column=name))
    rows = {name: _read_rows(name, table.get(name, {} if name == "operation" else [])) for name in _TABLES}
    (operation,) = rows["operation"]
    try:
        offset = datetime.strptime(read_offset_text(operation["utc_offset"]), "%z").utcoffset() or timedelta()
    except ValueError as fault:
        raise InputError("input.bad-value", f"expected {fault}", at=Spot(column="operation.utc_offset")) from None
    today = (now + offset).date()
    operation |= {"offset_minutes": offset // timedelta(minutes=1), "base_date": operation["base_date"] or today}
    capacity = table.get("capacity")
    if capacity and isinstance(capacity.get("horizon"), dict):
        capacity = {**capacity, "horizon": {"from": today, **capacity["horizon"]}}
    return {**rows, "operation": operation, "capacity": capacity}


def _read_rows(name: str, found: object) -> list[dict[str, Any]]:
    """Read one table or a list of them."""
    given = [found] if name == "operation" else found
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise InputError("input.bad-value", "[operation] stands once, [[account]] and [[mission]] as often as needed")
    return [_read_row(name, row, Spot(row=None if name == "operation" else n)) for n, row in enumerate(given, start=1)]


def _read_row(name: str, row: dict[str, Any], at: Spot) -> dict[str, Any]:
    keys = _TABLES[name]
    for key in (*keys, *(key for key in row if key not in keys)):
        spot = Spot(row=at.row, column=f"{name}.{key}")
        if key not in keys:
            raise InputError("input.bad-value", "unknown key", at=spot)
        kind, usual = keys[key]
        if key not in row and usual is None:
            raise InputError("input.bad-value", "the key is missing", at=spot)
        if key in row and (type(row[key]) is not kind or (usual is None and not row[key])):
            raise InputError("input.bad-value", f"expected {kind.__name__}, not empty", at=spot)
    return {key: row.get(key, usual) for key, (_, usual) in keys.items()}


def found(start: Mapping[str, Any], folder: Path, *, at: datetime, key_file: Path | None) -> Founded:
    """Make the operation with its accounts, missions, capacity and recovery key, or leave nothing behind."""
    from homeward.web.backup import make_recovery_key
    from homeward.web.operation import founded_operation

    with new_key_file(key_file, folder=folder) as write_key, founded_operation(folder) as stage:
        from homeward.web.actions import leaving, plan, site

        row = start["operation"]
        by = site.operation_open(row["name"], row["base_date"], at=at, utc_offset_minutes=row["offset_minutes"])
        passwords = {row["username"]: site.new_password() for row in start["account"]}
        for number, row in enumerate(start["account"], start=1):
            said = {**row, "roles": tuple(row["roles"]), "password": passwords[row["username"]]}
            with _in_row(number, "account"):
                site.account_make(by, **said, has_first_password=True)
        if start["mission"]:
            site.missions_set(by, missions=start["mission"])
        if start["capacity"]:
            plan.capacity_set(by, table=start["capacity"], file_name="")
        key = make_recovery_key(stage)
        write_key(key)
        try:
            leaving.require_watchers()
            why_closed = ""
        except Refused as error:
            why_closed = error.rule
        return Founded(passwords=passwords, recovery_key="" if key_file else key, why_closed=why_closed)


@contextmanager
def _in_row(number: int, table: str) -> Iterator[None]:
    """Say in which row of the answers something was refused."""
    try:
        yield
    except HomewardError as error:
        raise type(error)(error.code, error.detail, at=Spot(row=number, column=table)) from None


@contextmanager
def new_key_file(place: Path | None, *, folder: Path) -> Iterator[Callable[[str], object]]:
    """Open the file for the recovery key before anything is made; it goes again when something fails."""
    if place is None:
        yield lambda key: None
        return
    if folder.resolve() in place.resolve().parents:
        raise Refused("refused.unsafe-setting", "the recovery key lies apart from what it opens")
    try:
        number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("refused.already", "there is such a file", at=Spot(file=place.name)) from None
    except OSError:
        raise InputError("input.missing-file", "no file can be made there", at=Spot(file=place.name)) from None
    try:
        with open(number, "w", encoding="ascii") as file:
            yield lambda key: file.write(f"{key}\n")
    except BaseException:
        place.unlink()
        raise


def _lines(start: Mapping[str, Any], founded: Founded, args: argparse.Namespace) -> Iterator[str]:
    yield f"\n{start['operation']['name']} is open in {args.data}.\n"
    yield "First passwords. Each is shown here once and opens one page only: where its owner chooses another."
    width = max(map(len, founded.passwords), default=0)
    yield from (f"  {name:<{width}}  {password}" for name, password in founded.passwords.items())
    yield "\nThe recovery key opens every backup (homeward backup). Without it no backup can be read, by anybody."
    yield f"  It is in {args.key_file}." if args.key_file else f"  {founded.recovery_key}"
    yield "Keep it on paper or on a stick, away from this machine. It is kept nowhere here."
    if founded.why_closed:
        yield f"\nNOTHING CAN LEAVE YET: {founded.why_closed}."
        yield "The roles screening and dpo must be held by two people from outside the camp's authority. Make them:"
        yield f"  homeward account make NAME --data {args.data} --roles screening --organisation … --kind ngo"
