"""Reading the small tables that colleagues send: CSV or XLSX with a known set of columns, refused cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from python_calamine import CalamineError, CalamineWorkbook

from homeward.errors import InputError, Spot
from homeward.policy import standard_policy


def read_table(data: bytes, file_name: str, *, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a small table as text, every cell stripped; a missing column or a foreign one is refused."""
    if len(data) > standard_policy().list_max_bytes:
        raise InputError("input.too-large", at=Spot(file=file_name))
    rows = list(_sheet_rows(data, file_name) if data.startswith(b"PK") else _text_rows(data, file_name))
    if not rows:
        raise InputError("input.empty", at=Spot(file=file_name))
    heads = [cell.strip().casefold() for cell in rows[0]]
    for column in columns:
        if column not in heads:
            raise InputError("input.missing-column", at=Spot(file=file_name, row=1, column=column))
    places = {column: heads.index(column) for column in columns}
    return [
        {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
        for row in rows[1:]
        if any(cell.strip() for cell in row)
    ]


def _text_rows(data: bytes, file_name: str) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("input.encoding", "save it as UTF-8", at=Spot(file=file_name)) from None
    yield from csv.reader(io.StringIO(text))


def _sheet_rows(data: bytes, file_name: str) -> Iterator[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0).to_python()
    except CalamineError:
        raise InputError("input.damaged", at=Spot(file=file_name)) from None
    for row in sheet:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def read_day(text: str, *, at: Spot) -> date | None:
    """Return an ISO date, None for an empty cell, or name the cell that holds neither."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("input.impossible-date", "write it as YYYY-MM-DD", at=at) from None
