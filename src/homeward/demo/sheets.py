"""Lists as the files their registrars would send: XLSX with titles, merged cells, sections and a total; legacy CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from homeward.demo.errors_fields import Cell
from homeward.demo.lists import CampList, Row
from homeward.demo.tables import nations

# Files say when they were made; a fixed day makes the same seed give the same bytes.
_MADE_AT = datetime(2025, 2, 21, 18, 0)


def write_list(camp_list: CampList, folder: Path) -> list[int]:
    """Write a list into a folder and return on which row of the sheet each row in file order stands, counted from 1."""
    writers = {"sections": _write_sections, "titled": _write_titled, "csv": _write_csv}
    return writers[camp_list.habits["layout"]](camp_list, folder / camp_list.file)


def in_file_order(camp_list: CampList) -> tuple[Row, ...]:
    """Return the rows in the order in which the file holds them."""
    if camp_list.habits["layout"] != "sections":
        return camp_list.rows
    size: dict[str, int] = {}
    for row in camp_list.rows:
        size[row.person.nationality] = size.get(row.person.nationality, 0) + 1
    return tuple(
        sorted(camp_list.rows, key=lambda row: (-size[row.person.nationality], row.person.nationality, row.reference))
    )


def write_table(path: Path, headings: Sequence[str], *, rows: Iterable[Sequence[Cell]]) -> None:
    """Write a plain sheet: one row of headings, then the rows."""
    with _workbook(path) as book:
        sheet = book.add_worksheet()
        _write_row(sheet, 0, headings)
        for at, row in enumerate(rows, start=1):
            _write_row(sheet, at, row)


def csv_text(headings: Sequence[str], *, rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Return a table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()


def _workbook(path: Path) -> Any:
    book = xlsxwriter.Workbook(path, {"constant_memory": False, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": _MADE_AT})
    return book


def _write_row(sheet: Any, at: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(at, column, cell)
        elif isinstance(cell, int):
            sheet.write_number(at, column, cell)
        elif cell:
            sheet.write_string(at, column, cell)


def _cells(row: Row, camp_list: CampList) -> list[Cell]:
    return [row.cells[field] for field, _ in camp_list.habits["columns"]]


def _headings(camp_list: CampList) -> list[str]:
    return [heading for _, heading in camp_list.habits["columns"]]


def _write_sections(camp_list: CampList, path: Path) -> list[int]:
    """Write the armed group's list: titles, a section row for each nationality, and a total that is one too many."""
    headings, at, places = _headings(camp_list), 5, []
    last = len(headings) - 1
    with _workbook(path) as book:
        title = book.add_format({"bold": True, "align": "center"})
        sheet = book.add_worksheet("LIST")
        sheet.merge_range(0, 0, 0, last, "LIST OF FOREIGN NATIONALS HANDED OVER FROM THE COMPOUNDS", title)
        sheet.merge_range(1, 0, 1, last, "Border guard camp, Myawaddy township, Kayin State", title)
        sheet.merge_range(2, 0, 2, last, f"Version {camp_list.version}, prepared for the joint task force", title)
        _write_row(sheet, 4, headings)
        for code, of_nation in groupby(in_file_order(camp_list), key=lambda row: row.person.nationality):
            rows = list(of_nation)
            sheet.merge_range(at, 0, at, last, f"{nations()[code].words[0].upper()} - {len(rows)} persons", title)
            for row in rows:
                at += 1
                _write_row(sheet, at, _cells(row, camp_list))
                places.append(at + 1)
            at += 1
        _write_row(sheet, at + 1, ["TOTAL", len(camp_list.rows) + 1])
    return places


def _write_titled(camp_list: CampList, path: Path) -> list[int]:
    """Write the immigration team's list: one title over headings in their own language."""
    headings = _headings(camp_list)
    with _workbook(path) as book:
        title = book.add_format({"bold": True})
        sheet = book.add_worksheet("စာရင်း")
        sheet.merge_range(0, 0, 0, len(headings) - 1, "နိုင်ငံခြားသားများ စာရင်း", title)
        _write_row(sheet, 2, headings)
        for at, row in enumerate(camp_list.rows, start=3):
            _write_row(sheet, at, _cells(row, camp_list))
    return list(range(4, 4 + len(camp_list.rows)))


def _write_csv(camp_list: CampList, path: Path) -> list[int]:
    rows = (_cells(row, camp_list) for row in camp_list.rows)
    text = csv_text(_headings(camp_list), rows=rows, delimiter=camp_list.habits["delimiter"])
    path.write_bytes(text.encode(camp_list.habits["encoding"]))
    return list(range(2, 2 + len(camp_list.rows)))
