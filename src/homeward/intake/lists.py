"""A list becomes records, and what was left behind with the reason."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from homeward.errors import InputError, Spot
from homeward.intake.cells import UNPLACED
from homeward.intake.claims import RowReader
from homeward.intake.layout import Layout, Total, lay_out
from homeward.intake.leftover import Finding, Leftover, RowsRefused
from homeward.intake.mapping import Column, Header, Mapping, find_header
from homeward.intake.nominal import nominal_findings
from homeward.intake.read import Sheet, column_letters, read_sheets
from homeward.policy import Policy
from homeward.record import PersonRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list as it was read.

    `rows_read` counts rows of people, those left included; titles, totals and blank rows are no rows. `columns` are
    the columns taken, `columns_not_taken` the headings of those that were not. `digest` is the file's SHA-256.
    """

    records: tuple[PersonRecord, ...]
    leftovers: tuple[Leftover, ...]
    columns: tuple[Column, ...]
    columns_not_taken: tuple[str, ...]
    sheet: str
    titles: tuple[str, ...]
    totals: tuple[Total, ...]
    rows_read: int
    digest: str
    mapping: Mapping
    findings: tuple[Finding, ...]

    @property
    def rows_left(self) -> int:
        """How many rows were left behind."""
        return len({leftover.row for leftover in self.leftovers})


@contextmanager
def no_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking a million new values, none in a cycle, over and over: half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_file(path: Path, *, policy: Policy) -> bytes:
    """Return a file's content, unless it is missing or over the limit."""
    try:
        if path.stat().st_size > policy.list_max_bytes:
            raise InputError("input.too-large", f"{policy.list_max_bytes:,} bytes", at=Spot(file=path.name))
        return path.read_bytes()
    except OSError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None


def read_list(
    path: Path | str,
    *,
    list_id: str,
    policy: Policy,
    mapping: Mapping | None = None,
    at: date | None = None,
    accept_leftovers: Collection[str] = (),
) -> Intake:
    """Read a nominal list from a file; see `read_content`."""
    path = Path(path)
    return read_content(
        read_file(path, policy=policy),
        path.name,
        list_id=list_id,
        policy=policy,
        mapping=mapping,
        at=at,
        accept_leftovers=accept_leftovers,
    )


@no_collecting()
def read_content(
    content: bytes,
    name: str,
    *,
    list_id: str,
    policy: Policy,
    mapping: Mapping | None = None,
    at: date | None = None,
    accept_leftovers: Collection[str] = (),
) -> Intake:
    """Read a nominal list from a file's content and name.

    `at` is the list's own date (ages count from it). A row with a fault is left behind where its code stands in
    `accept_leftovers` (`ROW_FAULTS` are all there are); otherwise `RowsRefused`, and nothing is taken.
    """
    mapping = mapping or Mapping()
    sheets = read_sheets(content, PurePath(name).name, policy=policy)
    sheet, header = _choose(sheets, mapping, file=name)
    layout = lay_out(sheet, header)
    _refuse_formulas(sheet, layout, file=name)
    if not layout.people:
        raise InputError("input.empty", at=Spot(file=name))
    records, leftovers = _records(sheet, layout, list_id=list_id, mapping=mapping, at=at)
    if any(leftover.code not in accept_leftovers for leftover in leftovers):
        raise RowsRefused(name, leftovers)
    taken = tuple(column for column in header.columns if column.roles)
    others = [other.name for other in sheets if other is not sheet]
    left = [Finding(code="sheets-not-read", found=len(others), proposal="Read each as a list of its own.")]
    return Intake(
        records=records,
        leftovers=tuple(leftovers),
        columns=taken,
        columns_not_taken=tuple(column.heading for column in header.columns if not column.roles),
        sheet=sheet.name,
        titles=layout.titles,
        totals=layout.totals,
        rows_read=len(layout.people),
        digest=hashlib.sha256(content).hexdigest(),
        mapping=Mapping(
            columns={column.heading: " / ".join(column.roles) for column in header.columns},
            sheet=sheet.name,
            header_row=header.row + 1,
            stated=mapping.stated,
        ),
        findings=(*(left if others else ()), *nominal_findings(sheet, layout)),
    )


def _choose(sheets: Sequence[Sheet], mapping: Mapping, *, file: str) -> tuple[Sheet, Header]:
    """Return the first sheet that has a nominal list, and its header."""
    at = Spot(file=file)
    wanted = [sheet for sheet in sheets if mapping.sheet in {"", sheet.name}]
    if not wanted:
        raise InputError("input.unknown-column", f"sheet {mapping.sheet}", at=at)
    refused: InputError | None = None
    for sheet in wanted:
        try:
            return sheet, find_header(sheet, mapping, at=at)
        except InputError as error:
            refused = refused or error
    raise refused or InputError("input.missing-column", "name", at=at)


def _refuse_formulas(sheet: Sheet, layout: Layout, *, file: str) -> None:
    """Refuse a formula in a cell that would be taken.

    Total rows often hold one, and a total is only compared, never taken: there it is a finding.
    """
    if UNPLACED in sheet.formulas:
        raise InputError("input.formula", "in a cell that cannot be told", at=Spot(file=file))
    used = {column.index for column in layout.header.columns if column.roles}
    people = {row for row, _ in layout.people}
    first = min(((row, column) for row, column in sheet.formulas if row in people and column in used), default=None)
    if first:
        raise InputError("input.formula", at=Spot(file=file, row=first[0] + 1, column=column_letters(first[1])))


def _records(
    sheet: Sheet, layout: Layout, *, list_id: str, mapping: Mapping, at: date | None
) -> tuple[tuple[PersonRecord, ...], list[Leftover]]:
    columns = [column for column in layout.header.columns if column.roles]
    reader = RowReader(list_id=list_id, columns=columns, at=at, stated=tuple(mapping.stated.items()))
    records, leftovers = [], []
    for index, section in layout.people:
        read = reader.read(sheet.rows[index], row=index + 1, section=section)
        if isinstance(read, tuple):
            records.append(PersonRecord(id=f"{list_id}:{index + 1}", claims=read))
        else:
            leftovers.extend(read)
    return tuple(records), leftovers
