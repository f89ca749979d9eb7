"""Problems and results as JSON values, and people from the rows of a CSV. Pure: files are opened elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from homeward.errors import InputError, Spot
from homeward.plan.capacity import Capacity, plain
from homeward.plan.problem import Cleared, Expected, Problem, Standing, Unit, together
from homeward.plan.result import Assignment, Measures, Result
from homeward.record import read_nationality

PEOPLE_NEEDED = ("id", "nationality", "site", "ready_on")
PEOPLE_COLUMNS = (*PEOPLE_NEEDED, "sure", "group", "weight", "minor")
_YES = {"": 0, "no": 0, "0": 0, "false": 0, "yes": 1, "1": 1, "true": 1}


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as a JSON value that `problem_from_json` reads."""
    return {"capacity": problem.capacity.as_table(), "units": [_unit_as_table(unit) for unit in problem.units]}


def problem_from_json(table: Mapping[str, Any], *, file: str | None = None) -> Problem:
    """Read a problem from a JSON value. In a file everybody is `Expected`: only `screen` gives a clearance."""
    for key in sorted({"capacity", "units"} ^ set(table)):
        raise InputError("input.bad-value", "the key is missing or unknown", at=Spot(file=file, column=key))
    capacity = Capacity.from_table(table["capacity"], file=file)
    units = tuple(_unit_from_table(row, at=Spot(file=file, row=n)) for n, row in enumerate(table["units"], start=1))
    return _problem(capacity, units=units, file=file)


def problem_from_rows(rows: Iterable[Mapping[str, str]], *, capacity: Capacity, file: str | None = None) -> Problem:
    """Read people from CSV rows (`PEOPLE_COLUMNS`; row 1 is the heading); rows with the same group travel together."""
    groups: defaultdict[str, list[tuple[str, str, str, Standing, float, int]]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        for column in PEOPLE_NEEDED:
            if not (row.get(column) or "").strip():
                code = "input.bad-value" if column in row else "input.missing-column"
                raise InputError(code, at=Spot(file=file, row=number, column=column))
        person = _person(row, file=file, number=number)
        group = (row.get("group") or "").strip()
        # A group's name must not meet a person's id.
        groups[f"group {group}" if group else person[0]].append(person)
    units = tuple(_unit(name, members, file=file) for name, members in groups.items())
    return _problem(capacity, units=units, file=file)


def result_to_json(result: Result) -> dict[str, Any]:
    """Return a result as a JSON value that `result_from_json` reads."""
    table: dict[str, Any] = plain(asdict(result))
    return table


def result_from_json(table: Mapping[str, Any]) -> Result:
    """Read a result from its JSON value."""
    try:
        read: dict[str, Any] = dict(table)
        read["assignments"] = tuple(
            Assignment(**{**row, "day": date.fromisoformat(row["day"])}) for row in table["assignments"]
        )
        read["waiting"] = tuple((date.fromisoformat(day), count) for day, count in table["waiting"])
        for name in ("measures", "first_come"):
            last = table[name]["last_day"]
            read[name] = Measures(**{**table[name], "last_day": date.fromisoformat(last) if last else None})
        for name in ("unplanned", "warnings"):
            read[name] = tuple(table[name])
        return Result(**read)
    except (KeyError, TypeError, ValueError):
        raise InputError("input.bad-value", "not a plan's file") from None


def _problem(capacity: Capacity, *, units: tuple[Unit, ...], file: str | None) -> Problem:
    try:
        return Problem(capacity=capacity, units=units)
    except InputError as error:
        raise InputError(error.code, error.detail, at=replace(error.at, file=file)) from None


def _unit_as_table(unit: Unit) -> dict[str, Any]:
    standing = unit.standing
    return {
        "id": unit.id,
        "people": list(unit.people),
        "nationalities": list(unit.nationalities),
        "site": unit.site,
        "ready_on": standing.ready_on.isoformat(),
        "sure": 1.0 if isinstance(standing, Cleared) else standing.sure,
        "weight": unit.weight,
        "minors": unit.minors,
    }


def _unit_from_table(row: Mapping[str, Any], *, at: Spot) -> Unit:
    try:
        values = dict(row)
        standing = Expected(ready_on=date.fromisoformat(values.pop("ready_on")), sure=float(values.pop("sure")))
        for name in ("people", "nationalities"):
            values[name] = tuple(str(item) for item in values[name])
        return Unit(**values, standing=standing)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError("input.bad-value", "not a unit", at=at) from None


def _person(row: Mapping[str, str], *, file: str | None, number: int) -> tuple[str, str, str, Standing, float, int]:
    column = "nationality"
    try:
        nationality = read_nationality(row["nationality"].strip())
        column = "ready_on"
        ready_on = date.fromisoformat(row["ready_on"].strip())
        column = "sure"
        sure = float((row.get("sure") or "").strip() or 1)
        column = "weight"
        weight = float((row.get("weight") or "").strip() or 1)
        column = "minor"
        minor = _YES[(row.get("minor") or "").strip().lower()]
    except InputError as error:
        raise InputError(error.code, at=Spot(file=file, row=number, column=column)) from None
    except (ValueError, KeyError):
        raise InputError("input.bad-value", at=Spot(file=file, row=number, column=column)) from None
    return row["id"].strip(), nationality, row["site"].strip(), Expected(ready_on=ready_on, sure=sure), weight, minor


def _unit(name: str, members: list[tuple[str, str, str, Standing, float, int]], *, file: str | None) -> Unit:
    ids, nationalities, sites, standings, weights, minors = zip(*members, strict=True)
    if len(set(sites)) > 1:
        raise InputError("input.bad-value", "a group is at one site", at=Spot(file=file, column="group"))
    return Unit(
        id=name,
        people=ids,
        nationalities=nationalities,
        site=sites[0],
        standing=together(standings),
        weight=max(weights),
        minors=sum(minors),
    )
