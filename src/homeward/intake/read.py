"""Rows from CSV, XLSX, XLS, ODS and JSON: every cell as text, as the sheet shows it, and where formulas stand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from homeward.errors import InputError, Spot
from homeward.intake.cells import Cell, ods_reach, xls_reach, xlsx_reach
from homeward.intake.sniff import decode, delimiter, identify
from homeward.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one sheet, all of one width. `formulas` are cells of which only the last shown value is known."""

    name: str
    rows: Sequence[Sequence[str]]
    formulas: frozenset[Cell] = frozenset()


def column_letters(index: int) -> str:
    """Return the letters of a column as a spreadsheet shows them: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_sheets(content: bytes, name: str, *, policy: Policy) -> tuple[Sheet, ...]:
    """Return the sheets of a file that hold anything, or refuse the file."""
    at = Spot(file=name)
    kind = identify(content, name, policy=policy)
    if kind == "text":
        sheets: Iterator[Sheet] = _delimited(content, at=at, policy=policy)
    elif kind == "json":
        sheets = _objects(content, at=at)
    else:
        sheets = _workbook(content, kind, at=at, policy=policy)
    filled = tuple(sheet for sheet in sheets if any(any(row) for row in sheet.rows))
    if not filled:
        raise InputError("input.empty", at=at)
    for sheet in filled:
        if len(sheet.rows) > policy.list_max_rows:
            raise InputError("input.too-large", f"{policy.list_max_rows:,} rows", at=at)
    return filled


def _delimited(content: bytes, *, at: Spot, policy: Policy) -> Iterator[Sheet]:
    text = decode(content, at=at)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise InputError("input.damaged", at=at) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > 40 * policy.list_max_rows:
        raise InputError("input.too-large", f"{40 * policy.list_max_rows:,} cells", at=at)
    formulas = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell[:1] == "="}
    yield Sheet(name="", rows=[row + [""] * (width - len(row)) for row in rows], formulas=frozenset(formulas))


def _objects(content: bytes, *, at: Spot) -> Iterator[Sheet]:
    try:
        table = json.loads(decode(content, at=at))
    except (ValueError, RecursionError) as error:
        raise InputError("input.damaged", "not JSON", at=at) from error
    if not isinstance(table, list) or not all(isinstance(each, dict) for each in table):
        raise InputError("input.bad-value", "JSON must be a list of objects, one a person", at=at)
    keys = list(dict.fromkeys(key for each in table for key in each))
    rows = [[_text(each.get(key)) for key in keys] for each in table]
    yield Sheet(name="", rows=[keys, *rows])


_ROUNDED_FROM = 1e15  # spreadsheets keep fifteen digits of a number; what is longer is not what was typed


def _text(value: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO, rounded numbers with their exponent."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if abs(value) >= _ROUNDED_FROM:
            return f"{value:.14e}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time | int | timedelta):
        return str(value)
    raise InputError("input.bad-value", "a value inside a value")


def _workbook(content: bytes, kind: str, *, at: Spot, policy: Policy) -> Iterator[Sheet]:
    try:
        reach = _REACH[kind](content)
        if reach.rows * reach.columns > 40 * policy.list_max_rows:
            raise InputError("input.too-large", f"{40 * policy.list_max_rows:,} cells", at=at)
        book = python_calamine.load_workbook(io.BytesIO(content))
        order = list(enumerate(book.sheets_metadata))
        for index, meta in sorted(
            order, key=lambda each: each[1].visible is not python_calamine.SheetVisibleEnum.Visible
        ):
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            formulas = reach.formulas[index] if index < len(reach.formulas) else frozenset()
            yield Sheet(name=meta.name, rows=rows, formulas=formulas)
    except InputError as error:
        raise InputError(error.code, error.detail, at=at) from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # the reader's own panics are no Exception
        raise InputError("input.damaged", at=at) from error


def _fill_merged(rows: list[list[str]], ranges: Sequence[tuple[Cell, Cell]]) -> None:
    """Write the value of a cell merged over several rows into each of them; one merged across columns is a title."""
    for (top, left), (bottom, right) in ranges:
        if left == right and bottom > top and bottom < len(rows) and left < len(rows[top]):
            for row in range(top + 1, bottom + 1):
                rows[row][left] = rows[top][left]


_REACH = {"xlsx": xlsx_reach, "ods": ods_reach, "xls": xls_reach}
