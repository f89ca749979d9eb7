"""The questions of `homeward start`: one at a time on the terminal, answers as the table of a `start.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from anyascii import anyascii

from homeward.errors import HomewardError, InputError
from homeward.plan import WEEKDAYS
from homeward.record import nationality_name
from homeward.web.permissions import KINDS, ROLES

T = TypeVar("T")
_HORIZON_DAYS = 90
_OFFICE_DAYS = "mon tue wed thu fri"


def ask_start() -> dict[str, Any]:
    """Ask for everything that an operation starts with."""
    print("Homeward: a new operation. An answer in [brackets] is taken when you press Enter alone.\n")
    operation = {
        "name": _ask("Name of the operation", _text),
        "utc_offset": _ask("Its time, as the offset from UTC", read_offset_text, usual="+06:30"),
    }
    print("\nCrossings, and the sites whose people use them. Press Enter alone when there are no more.")
    capacity: dict[str, Any] = {"horizon": {"days": _HORIZON_DAYS}}
    for each in _until_empty("Crossing"):
        _ask_crossing(each, capacity)
    print("\nMissions: who answers for which state. Press Enter alone when there are no more.")
    missions = [
        _ask_mission(state, capacity) for state in _until_empty("State, three letters as on a passport", read=_state)
    ]
    start: dict[str, Any] = {"operation": operation, "mission": missions, "account": _ask_accounts()}
    return start | ({"capacity": capacity} if "crossing" in capacity else {})


def _ask_crossing(name: str, capacity: dict[str, Any]) -> None:
    key = slug(name)
    crossing = {"id": key, "name": name, "cap": _ask("  People a day, at most", _count)}
    crossing["weekdays"] = _ask("  Open on", _weekdays, usual=_OFFICE_DAYS)
    seats = _ask("  Seats onward from there a day", _count, usual=str(crossing["cap"]))
    sites = _ask("  Sites that use it, with commas between", _text, usual=name)
    capacity.setdefault("crossing", []).append(crossing)
    capacity.setdefault("site", []).extend(
        {"id": slug(site), "name": site.strip(), "crossing": key} for site in sites.split(",") if site.strip()
    )
    if seats:
        row = {"id": f"{key}-seats", "kind": "seats", "crossing": key, "seats": seats, "vehicles": 1}
        capacity.setdefault("carrier", []).append(row)


def _ask_mission(state: str, capacity: dict[str, Any]) -> dict[str, Any]:
    name = nationality_name(state)
    mission = {
        "state": state,
        "mission": _ask("  Mission", _text, usual=f"Embassy of {name}"),
        "place": _ask("  In which city", _text),
        "answer_days": _ask("  Days it usually needs to answer", _count, usual="14"),
    }
    for crossing in capacity.get("crossing", []):
        days = _ask(f"  Days on which its officials stand at {crossing['name']} (- for none yet)", _days_or_none)
        if days:
            row = {"nationality": state, "crossing": crossing["id"], "weekdays": days}
            capacity.setdefault("presence", []).append(row)
    return mission


def _ask_accounts() -> list[dict[str, Any]]:
    """Ask who holds each role; one name in two roles is one account."""
    print("\nPeople. For each role the full name; press Enter alone where nobody has it yet.")
    accounts: dict[str, dict[str, Any]] = {}
    organisations: dict[str, tuple[str, str]] = {}
    for role in ROLES.values():
        for name in _until_empty(f"{role.title}, who {role.purpose}"):
            if name in accounts:
                accounts[name]["roles"].append(role.id)
                continue
            organisation = _ask("  Organisation", _text, usual=next(reversed(organisations), ""))
            if organisation not in organisations:
                kind = _ask(f"  What that is ({', '.join(KINDS)})", _kind)
                state = _ask("  For which state", _state) if kind in ("mission", "receiving_state") else ""
                organisations[organisation] = (kind, state)
            kind, state = organisations[organisation]
            username = _ask("  Account name", _username, usual=slug(name))
            accounts[name] = {"username": username, "full_name": name, "organisation": organisation}
            accounts[name] |= {"kind": kind, "state": state, "roles": [role.id]}
    return list(accounts.values())


def _ask(question: str, read: Callable[[str], T], *, usual: str = "") -> T:
    """Ask until the answer can be read."""
    while True:
        try:
            said = input(f"{question}{f' [{usual}]' if usual else ''}: ").strip() or usual
        except EOFError:
            raise InputError("input.usage", "the answers ended; nothing was made") from None
        try:
            return read(said)
        except ValueError as fault:
            print(f"  Please write {fault}.")
        except HomewardError as fault:
            print(f"  {fault.rule}.")


def _until_empty(question: str, *, read: Callable[[str], str] = str) -> list[str] | Any:
    while said := _ask(question, lambda text: read(text) if text else ""):
        yield said


def slug(text: str) -> str:
    """Return a short id of a name in any script."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")


def read_offset_text(text: str) -> str:
    """Return an offset from UTC as it must be written, "+06:30"."""
    if not re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", text):
        raise ValueError("an offset like +06:30")
    return text


def _text(text: str) -> str:
    if not text:
        raise ValueError("something")
    return text


def _username(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", text):
        raise ValueError("small Latin letters, digits, dots or hyphens")
    return text


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("a whole number")
    return int(text)


def _state(text: str) -> str:
    nationality_name(text.upper())
    return text.upper()


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError("one of these words")
    return text


def _weekdays(text: str) -> list[str]:
    days = re.split(r"[,\s]+", text.lower())
    if not days or not set(days) <= set(WEEKDAYS):
        raise ValueError("days like mon tue wed")
    return days


def _days_or_none(text: str) -> list[str]:
    return [] if text == "-" else _weekdays(text)
