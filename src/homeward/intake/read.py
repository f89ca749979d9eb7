"""Rows from CSV, XLSX, XLS, ODS and JSON: every cell as text, as the sheet shows it, and where formulas stand."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import python_calamine

from homeward.errors import InputError, Spot
from homeward.intake.sniff import decode, delimiter, identify
from homeward.policy import Policy

Cell = tuple[int, int]  # row and column, both from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one sheet, all of one width. `formulas` are cells of which only the last shown value is known.

    `unplaced_formulas` is true where the file holds formulas that no cell could be found for.
    """

    name: str
    rows: Sequence[Sequence[str]]
    formulas: frozenset[Cell] = frozenset()
    unplaced_formulas: bool = False
    notes: tuple[str, ...] = field(default=())


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
    formulas = _FORMULAS[kind](content)
    notes = ("formulas-not-visible",) if kind == "xls" else ()
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        shown = python_calamine.SheetVisibleEnum.Visible
        for meta in sorted(book.sheets_metadata, key=lambda meta: meta.visible is not shown):
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > 40 * policy.list_max_rows:
                raise InputError("input.too-large", f"{40 * policy.list_max_rows:,} cells", at=at)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            places = formulas.get(meta.name, frozenset())
            unplaced = (-1, -1) in places
            yield Sheet(name=meta.name, rows=rows, formulas=places, unplaced_formulas=unplaced, notes=notes)
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


_CELL_WITH_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_REFERENCE = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'(?<![\w]){name}\s*=\s*(?:"([^"]*)"|\'([^\']*)\')', tag)
    text = (match[1] if match[1] is not None else match[2]) if match else ""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _xlsx_formulas(content: bytes) -> dict[str, frozenset[Cell]]:
    """Return the cells with formulas by sheet; a formula whose cell cannot be told stands as (-1, -1).

    The reader gives a formula's last shown value and does not say that it is one, so the XML is searched.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = set(packed.namelist())
        book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = (
            packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            if "xl/_rels/workbook.xml.rels" in names
            else ""
        )
        targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
        found = {}
        for tag in _SHEET.findall(book):
            target = targets.get(_attribute(tag, "r:id"), "").lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            if path in names:
                found[_attribute(tag, "name")] = _formula_cells(packed.read(path))
        return found


def _formula_cells(sheet: bytes) -> frozenset[Cell]:
    if sheet[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        sheet = sheet.decode("utf-16", "replace").encode()
    total = len(_FORMULA.findall(sheet))
    if not total:
        return frozenset()
    references = [_REFERENCE.search(tag) for tag in _CELL_WITH_FORMULA.findall(sheet)]
    cells = {(int(ref[2]) - 1, _column_index(ref[1].decode())) for ref in references if ref}
    return frozenset(cells if len(cells) == total else cells | {(-1, -1)})


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


_ODS_TAG = re.compile(r"<(table:table|table:table-row|table:table-cell|table:covered-table-cell)(?=[\s/>])([^>]*)>")


def _ods_formulas(content: bytes) -> dict[str, frozenset[Cell]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read("content.xml").decode("utf-8", "replace")
    found: dict[str, set[Cell]] = {}
    if "table:formula" not in text:
        return {}
    name, row, following, column = "", -1, 0, 0
    for tag, rest in _ODS_TAG.findall(text):
        if tag == "table:table":
            name, row, following = _attribute(rest, "table:name"), -1, 0
        elif tag == "table:table-row":
            row, column = following, 0
            following += _repeated(rest, "table:number-rows-repeated")
        else:
            if "table:formula" in rest:
                found.setdefault(name, set()).add((row, column))
            column += _repeated(rest, "table:number-columns-repeated")
    return {sheet: frozenset(cells) for sheet, cells in found.items()}


def _repeated(tag: str, name: str) -> int:
    times = _attribute(tag, name)
    return int(times) if times.isdecimal() else 1


def _no_formulas(content: bytes) -> dict[str, frozenset[Cell]]:
    return {}


_FORMULAS = {"xlsx": _xlsx_formulas, "ods": _ods_formulas, "xls": _no_formulas}
