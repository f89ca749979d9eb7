"""Papers that colleagues send in: kept as received, read row by row, each row with the person whom its number names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from homeward.errors import InputError, Spot
from homeward.intake import read_day, read_table
from homeward.policy import standard_policy
from homeward.web import models, operation
from homeward.web.rows import by_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a paper and where it stands; `person` is whom its `list` and `reference` name, if anybody."""

    cells: Mapping[str, str]
    spot: Spot
    person: models.Person | None

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def at(self, column: str) -> Spot:
        """Return where one cell of it stands."""
        return replace(self.spot, column=column)

    def somebody(self) -> models.Person:
        """Return the person it is about, or refuse a number that nobody has."""
        if self.person is None:
            raise InputError("input.bad-value", "nobody has this number", at=self.at("reference"))
        return self.person

    def day(self, column: str) -> date | None:
        """Return the day in a cell; None for an empty one."""
        return read_day(self[column], at=self.at(column))

    def needed_day(self, column: str) -> date:
        """Return the day in a cell, or refuse an empty one."""
        day = self.day(column)
        if day is None:
            raise InputError("input.bad-value", "the day is missing", at=self.at(column))
        return day


def read_paper(data: bytes, file_name: str, *, columns: Sequence[str]) -> list[Line]:
    """Keep a paper in `in/` as it came, and return its rows."""
    operation.keep_in(file_name, data)
    rows = read_table(data, file_name, columns=columns, policy=standard_policy())
    numbers = [(row.get("list", ""), row.get("reference", "")) for row in rows]
    people = by_reference([number for number in numbers if number[1]])
    return [
        Line(cells=row, spot=Spot(file_name, line), person=people.get(number))
        for line, (row, number) in enumerate(zip(rows, numbers, strict=True), start=2)
    ]
