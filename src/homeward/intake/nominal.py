"""Does a nominal list say the same of itself as its rows do?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from homeward.intake.layout import Layout, Total
from homeward.intake.leftover import Finding
from homeward.intake.mapping import NAME_ROLES
from homeward.intake.read import Sheet
from homeward.intake.slips import slip
from homeward.record import plain_digits


def nominal_findings(sheet: Sheet, layout: Layout) -> tuple[Finding, ...]:
    """Return what does not add up in a nominal list, in the order of its rows."""
    findings = [
        *_totals(layout),
        *_sections(layout),
        *_references(sheet, layout),
        *_doubles(sheet, layout),
    ]
    if layout.notes_below:
        findings.append(Finding(code="notes-below", found=layout.notes_below, proposal="Not read, not stored."))
    return tuple(sorted(findings, key=lambda finding: (finding.row or 0, finding.code, finding.column)))


def stated_totals(layout: Layout) -> tuple[Total, ...]:
    """Return the totals that speak for the whole list, not those that close a part of it."""
    return tuple(total for total in layout.totals if total.values and not _closes_a_part(total, layout))


def _closes_a_part(total: Total, layout: Layout) -> bool:
    """A total is of a part where people follow it and people stand before it."""
    rows = [row + 1 for row, _ in layout.people]
    return bool(rows) and rows[0] < total.row < rows[-1]


def _totals(layout: Layout) -> Iterator[Finding]:
    people = len(layout.people)
    begin = 0
    for total in layout.totals:
        if total.has_formula:
            yield Finding(code="total-is-formula", row=total.row, proposal="Its last shown value was compared.")
        part = _closes_a_part(total, layout)
        counted = sum(begin < row + 1 < total.row for row, _ in layout.people) if part else people
        if part:
            begin = total.row
        if total.values and counted not in {value for _, value in total.values}:
            column, stated = total.values[-1]
            code = "part-total-differs" if part else "total-differs"
            proposal = slip(counted, stated) or "Ask whether rows are missing or the total was not brought up to date."
            yield Finding(code=code, row=total.row, column=column, found=counted, stated=stated, proposal=proposal)


def _sections(layout: Layout) -> Iterator[Finding]:
    counted = Counter(section.row for _, section in layout.people if section)
    for section in layout.sections:
        if section.stated is not None and counted[section.row] != section.stated:
            yield Finding(
                code="section-differs",
                row=section.row,
                found=counted[section.row],
                stated=section.stated,
                proposal=slip(counted[section.row], section.stated) or "Ask for the rows of this section again.",
            )


def _references(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    """Look at the list's own numbers: given twice, or left out of a run."""
    column = next((column for column in layout.header.columns if column.roles == ("reference",)), None)
    if column is None:
        return
    rows: dict[str, list[int]] = defaultdict(list)
    for row, _ in layout.people:
        if sheet.rows[row][column.index]:
            rows[plain_digits(sheet.rows[row][column.index])].append(row + 1)
    parts = {section.row for section in layout.sections if section}
    restarts = bool(parts) and len(rows.get("1", [])) > 1
    for there in rows.values():
        if len(there) > 1 and not restarts:
            proposal = f"Rows {_listed(there)} carry one number; ask which person it is."
            yield Finding(
                code="duplicate-reference",
                row=there[1],
                column=column.heading,
                found=len(there),
                stated=1,
                proposal=proposal,
            )
    numbers = sorted(int(reference) for reference in rows if reference.isdecimal() and len(reference) < 8)
    if restarts or len(numbers) < 2 or len(numbers) * 2 < numbers[-1] - numbers[0]:
        return  # the numbers are no running ones
    missing = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
    if missing:
        proposal = f"Numbers {_listed(missing)} are not there; ask whether these people left the list."
        yield Finding(code="numbers-missing", column=column.heading, found=len(missing), stated=0, proposal=proposal)


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as text, runs joined, at most ten of them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:10]]
    return ", ".join(shown) + (" …" if len(runs) > 10 else "")


def _doubles(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    """Find rows that say the same of a person in everything but the list's own number."""
    said = [c.index for c in layout.header.columns if c.roles and c.roles != ("reference",)]
    named = {c.index for c in layout.header.columns if set(c.roles) & set(NAME_ROLES)}
    if len(said) < 3 or not named:
        return
    first_row: dict[tuple[str, ...], int] = {}
    for row, section in layout.people:
        cells = sheet.rows[row]
        key = (section.nationality if section else "", *(cells[index].casefold() for index in said))
        earlier = first_row.setdefault(key, row + 1)
        if earlier != row + 1 and sum(bool(cells[index]) for index in said) >= 3:
            proposal = f"Row {earlier} says the same; ask whether it is one person."
            yield Finding(code="duplicate-row", row=row + 1, found=2, stated=1, proposal=proposal)
