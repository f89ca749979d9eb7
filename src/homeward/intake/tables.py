"""Small tables with known columns, as colleagues send them: every cell as text, refused cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from homeward.errors import InputError, Spot
from homeward.intake.read import read_sheets
from homeward.policy import Policy


def read_table(content: bytes, name: str, *, columns: Sequence[str], policy: Policy) -> list[dict[str, str]]:
    """Return the rows below the heading, with the named columns only; a missing column or a formula is refused.

    The first row is the heading. Row n of the answer stands in row n + 2 of the sheet as long as none is blank;
    blank rows at the end are no rows.
    """
    sheet = read_sheets(content, name, policy=policy)[0]
    heads = [cell.strip().casefold() for cell in sheet.rows[0]]
    for column in columns:
        if column not in heads:
            raise InputError("input.missing-column", at=Spot(file=name, row=1, column=column))
    places = {column: heads.index(column) for column in columns}
    for row, place in sorted(sheet.formulas):
        if place in places.values():
            raise InputError("input.formula", at=Spot(file=name, row=row + 1, column=heads[place]))
    rows = [{column: row[place].strip() for column, place in places.items()} for row in sheet.rows[1:]]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows


def read_day(text: str, *, at: Spot) -> date | None:
    """Return the date of an ISO text, None for an empty cell, or name the cell that holds neither."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise InputError("input.impossible-date", "write it as YYYY-MM-DD", at=at) from None
