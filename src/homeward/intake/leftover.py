"""Rows that are not taken, and why; and what does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from homeward.errors import CODES, InputError, Spot

# What may be wrong with one row. Everything else that may be wrong is wrong with the file, and always refused.
ROW_FAULTS = (
    "input.no-name",
    "input.unknown-nationality",
    "input.ambiguous-nationality",
    "input.impossible-date",
    "input.unknown-sex",
    "input.bad-value",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One fault in one row of a list: where, the code, and the rule that it broke. It holds nothing of the row."""

    row: int
    column: str
    code: str

    @property
    def rule(self) -> str:
        """The rule in words."""
        return CODES[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a list that does not add up. `proposal` is a suggestion; nothing is ever changed by it.

    `row` counts from 1 as the spreadsheet shows it, None for the list as a whole.
    """

    code: str
    row: int | None = None
    column: str = ""
    found: int | None = None
    stated: int | None = None
    proposal: str = ""


class RowsRefused(InputError):
    """The list has rows that cannot be taken, and nobody said that they may be left. `leftovers` holds all faults."""

    def __init__(self, file: str, leftovers: Sequence[Leftover]) -> None:
        first, rows = leftovers[0], len({each.row for each in leftovers})
        self.leftovers = tuple(leftovers)
        detail = f"{rows} {'row has' if rows == 1 else 'rows have'} such faults; nothing was taken"
        super().__init__(first.code, detail, at=Spot(file=file, row=first.row, column=first.column or None))
