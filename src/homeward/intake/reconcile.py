"""Do a list's own figures add up? It says exactly what does not, proposes, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from homeward.errors import InputError, Spot
from homeward.intake.claims import is_missing
from homeward.intake.layout import Layout, is_total_label, lay_out, read_count
from homeward.intake.leftover import Finding
from homeward.intake.lists import read_file
from homeward.intake.mapping import Mapping, find_header, guess_roles
from homeward.intake.nominal import nominal_findings, stated_totals
from homeward.intake.read import Sheet, column_letters, read_sheets
from homeward.intake.slips import slip
from homeward.intake.words import fold, words
from homeward.policy import Policy
from homeward.record import read_nationality

# A whole and its parts. Only the first kind may be summed down a table: counters are of different days.
RELATIONS = (("total", ("male", "female")), ("identified", ("deported", "remaining")))
_ADDED = ("total", "male", "female")
_RISING = ("identified", "deported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What a list's rows give and what it states, by "total", "male", "female"; and every place that differs."""

    rows: int
    sums: dict[str, int]
    stated: dict[str, int]
    findings: tuple[Finding, ...]


_Row = tuple[int, str, dict[str, int]]  # row from 1, label, count by role


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of counts. `columns` are index and heading by role."""

    columns: dict[str, tuple[int, str]]
    rows: tuple[_Row, ...]
    totals: tuple[_Row, ...]


def reconcile(path: Path | str, *, policy: Policy) -> Reconciliation:
    """Hold a nominal list or a table of counts against its own totals."""
    path = Path(path)
    sheets = read_sheets(read_file(path, policy=policy), path.name, policy=policy)
    at = Spot(file=path.name)
    for sheet in sheets:
        try:
            header = find_header(sheet, Mapping(), at=at)
        except InputError:
            continue
        return _nominal(sheet, lay_out(sheet, header))
    for sheet in sheets:
        header_row = _count_header(sheet)
        if header_row is not None:
            return _counts(sheet, header_row)
    raise InputError("input.missing-column", "a name, or counts", at=at)


def _nominal(sheet: Sheet, layout: Layout) -> Reconciliation:
    sums = {"total": len(layout.people)}
    sex = next((column.index for column in layout.header.columns if column.roles == ("sex",)), None)
    if sex is not None:
        said = [words().sex.get(fold(sheet.rows[row][sex])) for row, _ in layout.people]
        sums |= {"male": said.count("M"), "female": said.count("F")}
    whole = stated_totals(layout)
    people = {row for row, _ in layout.people}
    formulas = sorted(cell for cell in sheet.formulas if cell[0] in people)
    findings = nominal_findings(sheet, layout)
    if formulas:
        first = Finding(
            code="formula", row=formulas[0][0] + 1, column=column_letters(formulas[0][1]), found=len(formulas), stated=0
        )
        findings = (first, *findings)
    stated = {"total": whole[-1].values[-1][1]} if whole else {}
    return Reconciliation(rows=len(layout.people), sums=sums, stated=stated, findings=findings)


def _count_header(sheet: Sheet) -> int | None:
    """Return the row that names most counts."""
    marks = [
        (len({role for cell in row if cell for role in guess_roles(cell, words().counts)[0]} - {"as_of"}), -index)
        for index, row in enumerate(sheet.rows[:60])
    ]
    best, place = max(marks, default=(0, 0))
    return -place if best else None


def _counts(sheet: Sheet, header_row: int) -> Reconciliation:
    table, unread = _take_apart(sheet, header_row)
    added = [role for role in _ADDED if role in table.columns]
    sums = {role: sum(counts.get(role, 0) for _, _, counts in table.rows) for role in added}
    stated = {role: table.totals[-1][2][role] for role in added if table.totals and role in table.totals[-1][2]}
    gap = sums.get("total", 0) - stated.get("total", sums.get("total", 0))
    findings = [
        *unread,
        *_sum_findings(table, added),
        *(finding for row in (*table.rows, *table.totals) for finding in _part_findings(row, table, gap=gap)),
        *_label_findings(table),
        *_falls(table),
    ]
    ordered = tuple(sorted(findings, key=lambda finding: (finding.row or 0, finding.code, finding.column)))
    return Reconciliation(rows=len(table.rows), sums=sums, stated=stated, findings=ordered)


def _take_apart(sheet: Sheet, header_row: int) -> tuple[_Table, list[Finding]]:
    columns: dict[str, tuple[int, str]] = {}
    for index, heading in enumerate(sheet.rows[header_row]):
        roles = guess_roles(heading, words().counts | words().attributes)[0] if heading else ()
        role = words().counts.get(fold(heading)) or (roles[0] if len(roles) == 1 else None)
        if role in {*words().counts.values(), "nationality"}:
            columns.setdefault(str(role), (index, heading))
    counted = {role: place for role, place in columns.items() if role not in {"as_of", "nationality"}}
    taken = {index for index, _ in counted.values()}
    rows: list[_Row] = []
    totals: list[_Row] = []
    unread: list[Finding] = []
    for index in range(header_row + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if not any(cells):
            continue
        label = next(
            (cell for place, cell in enumerate(cells) if cell and place not in taken and not cell.isdecimal()), ""
        )
        counts = {}
        for role, (place, heading) in counted.items():
            value = read_count(cells[place])
            if value is not None:
                counts[role] = value
            elif cells[place] and not is_missing(cells[place], role):
                unread.append(
                    Finding(code="not-a-number", row=index + 1, column=heading, proposal="Ask for the figure.")
                )
        (totals if label and is_total_label(label) else rows).append((index + 1, label, counts))
    return _Table(columns=columns, rows=tuple(r for r in rows if r[2] or r[1]), totals=tuple(totals)), unread


def _sum_findings(table: _Table, added: Sequence[str]) -> Iterator[Finding]:
    """Compare each total row with the rows it closes; the last one with all of them."""
    begin = 0
    for place, (row, _, stated) in enumerate(table.totals):
        is_last = place == len(table.totals) - 1
        closed = [counts for at, _, counts in table.rows if (is_last or begin < at < row)]
        begin = row
        for role in added:
            found = sum(counts.get(role, 0) for counts in closed)
            if role in stated and found != stated[role]:
                yield Finding(
                    code="sum-differs",
                    row=row,
                    column=table.columns[role][1],
                    found=found,
                    stated=stated[role],
                    proposal=_sum_proposal(found, stated[role]),
                )


def _sum_proposal(found: int, stated: int) -> str:
    more = "more" if found > stated else "fewer"
    hint = f"{slip(found, stated)} ".lstrip()
    return f"The rows give {abs(found - stated)} {more} than the total states. {hint}Ask which is right."


def _part_findings(row: _Row, table: _Table, *, gap: int) -> Iterator[Finding]:
    """Compare a row's whole with its parts, and derive the one figure that is missing."""
    number, _, counts = row
    for whole, parts in RELATIONS:
        if whole not in table.columns or not all(part in table.columns for part in parts):
            continue
        heading = table.columns[whole][1]
        there = [part for part in parts if part in counts]
        given = sum(counts[part] for part in there)
        stated = counts.get(whole)
        if stated is not None and len(there) == len(parts) and given != stated:
            code = "parts-short" if given < stated else "parts-over"
            proposal = _part_proposal(given, stated, gap=gap, is_people=whole == "total")
            yield Finding(code=code, row=number, column=heading, found=given, stated=stated, proposal=proposal)
        elif stated is not None and not there:
            names = " and ".join(table.columns[part][1] for part in parts)
            yield Finding(code="no-parts", row=number, column=heading, stated=stated, proposal=f"Ask for {names}.")
        elif stated is None and len(there) == len(parts):
            yield Finding(
                code="derived", row=number, column=heading, found=given, proposal=f"{given}, if its parts are right."
            )
        elif stated is not None and len(there) == len(parts) - 1:
            absent = next(part for part in parts if part not in counts)
            column = table.columns[absent][1]
            if stated >= given:
                proposal = f"{stated - given}, if the others are right."
                yield Finding(code="derived", row=number, column=column, found=stated - given, proposal=proposal)
            else:
                over = "A part is more than the whole."
                yield Finding(code="parts-over", row=number, column=column, found=given, stated=stated, proposal=over)


def _part_proposal(given: int, stated: int, *, gap: int, is_people: bool) -> str:
    """Propose the parts' sum where that brings the whole table closer; else people whose part is not known."""
    hint = slip(given, stated)
    start = f"{hint} " if hint else ""
    closed = abs(gap) - abs(gap - (stated - given))
    if gap and closed > 0:
        return f"{start}As {given} it would close {closed} of the {abs(gap)} by which the rows and the total differ."
    if given < stated:
        left = stated - given
        rest = "have no sex stated; keep them so, neither men nor women" if is_people else "are in neither part"
        return f"{start}{left} {rest}. Ask."
    return f"{start}Ask which figure is right."


def _label_findings(table: _Table) -> Iterator[Finding]:
    """Read the nationalities of a table; a nationality on two rows of one day is a finding."""
    if "nationality" not in table.columns or "as_of" in table.columns:
        return
    heading, first_row = table.columns["nationality"][1], dict[str, int]()
    for number, label, _ in table.rows:
        if is_missing(label, "nationality"):
            continue
        try:
            earlier = first_row.setdefault(read_nationality(label), number)
        except InputError as error:
            code = error.code.removeprefix("input.")
            yield Finding(code=code, row=number, column=heading, proposal="Ask which nationality is meant.")
            continue
        if earlier != number:
            proposal = f"Row {earlier} has the same nationality; ask whether they are to be added."
            yield Finding(code="duplicate-row", row=number, column=heading, found=2, stated=1, proposal=proposal)


def _falls(table: _Table) -> Iterator[Finding]:
    """Find counters that go down from one row to the next, though they only ever count up."""
    for role in _RISING if "as_of" in table.columns else ():
        highest = 0
        for number, _, counts in table.rows:
            if role in counts and counts[role] < highest:
                proposal = f"{slip(counts[role], highest)} Keep both with their dates and ask.".strip()
                yield Finding(
                    code="falls",
                    row=number,
                    column=table.columns[role][1] if role in table.columns else role,
                    found=counts[role],
                    stated=highest,
                    proposal=proposal,
                )
            highest = max(highest, counts.get(role, 0))
