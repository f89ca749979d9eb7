"""Where formulas stand in a workbook, and how far its sheets reach, from the file's own structure.

The reader gives a formula's last shown value and does not say that it is one. It also lays a sheet out in full, as
wide and as long as its farthest cell: one cell in the last corner takes half a terabyte and ends the process. So both
are looked up before it is called.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]  # row and column, both from 0
UNPLACED: Cell = (-1, -1)  # stands for a formula whose cell cannot be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Formulas by sheet, in the workbook's order, and the rows and columns that the farthest cells need."""

    formulas: tuple[frozenset[Cell], ...]
    rows: int
    columns: int


_CELL_WITH_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+)[\"']")
_REFERENCE_COLUMN = re.compile(rb"\br\s*=\s*[\"']\$?([A-Za-z]+)\$?\d")
_REFERENCE_ROW = re.compile(rb"\br\s*=\s*[\"']\$?[A-Za-z]+\$?(\d+)[\"']")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"(?<!\w){name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (match[1] or match[2] or "") if match else ""


def xlsx_reach(content: bytes) -> Reach:
    """Look through an XLSX; every member is measured, whichever of them the reader takes for a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {name: _as_utf8(packed.read(name)) for name in packed.namelist()}
    rows, columns = {0}, {0}
    for text in members.values():
        rows |= {int(row) for row in set(_REFERENCE_ROW.findall(text))}
        columns |= {_column_index(letters) + 1 for letters in set(_REFERENCE_COLUMN.findall(text))}
    book = members["xl/workbook.xml"].decode("utf-8", "replace")
    relations = members.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
    paths = (targets.get(_attribute(tag, r"\w+:id"), "").removeprefix("/xl/") for tag in _SHEET.findall(book))
    formulas = tuple(_formula_cells(members.get(f"xl/{path.removeprefix('xl/')}", b"")) for path in paths)
    return Reach(formulas=formulas, rows=max(rows), columns=max(columns))


def _as_utf8(xml: bytes) -> bytes:
    is_wide = xml[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return xml.decode("utf-16", "replace").encode() if is_wide else xml


def _formula_cells(sheet: bytes) -> frozenset[Cell]:
    total = len(_FORMULA.findall(sheet))
    if not total:
        return frozenset()
    references = [_REFERENCE.search(tag) for tag in _CELL_WITH_FORMULA.findall(sheet)]
    cells = {(int(ref[2]) - 1, _column_index(ref[1])) for ref in references if ref}
    return frozenset(cells if len(cells) == total else cells | {UNPLACED})


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + letter - 64
    return index - 1


_ODS_TAG = re.compile(r"<(table:table|table:table-row|table:table-cell|table:covered-table-cell)(?=[\s/>])([^>]*)>")


def ods_reach(content: bytes) -> Reach:
    """Look through an OpenDocument sheet, whose rows and cells may stand for many."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read("content.xml").decode("utf-8", "replace")
    formulas: list[set[Cell]] = []
    row, following, column, rows, columns = 0, 0, 0, 0, 0
    for tag, rest in _ODS_TAG.findall(text):
        if tag == "table:table":
            formulas.append(set())
            following = 0
        elif tag == "table:table-row":
            row, column = following, 0
            following += _repeated(rest, "table:number-rows-repeated")
        else:
            if "table:formula" in rest and formulas:
                formulas[-1].add((row, column))
            column += _repeated(rest, "table:number-columns-repeated")
            if not rest.endswith("/") or "office:value" in rest:
                rows, columns = max(rows, following), max(columns, column)
    return Reach(formulas=tuple(map(frozenset, formulas)), rows=rows, columns=columns)


def _repeated(tag: str, name: str) -> int:
    times = _attribute(tag, name) if name in tag else ""
    return int(times) if times.isdecimal() else 1


_XLS_FORMULAS = {0x0006, 0x0206, 0x0406}
_XLS_CELLS = _XLS_FORMULAS | {0x0003, 0x0203, 0x0004, 0x0204, 0x0005, 0x0205, 0x00FD, 0x007E, 0x027E, 0x00D6}
_XLS_RUNS = {0x00BD, 0x00BE}  # several cells of a row in one record, the last column at its end
_XLS_SHEET, _XLS_BEGIN, _XLS_SIZE = 0x0085, 0x0809, 0x0200


def xls_reach(content: bytes) -> Reach:
    """Look through an XLS: the records of its workbook stream ([MS-XLS] 2.3). struct.error where it is damaged."""
    starts: list[int] = []
    found: dict[int, set[Cell]] = {}
    sheet, rows, columns = -1, 0, 0
    for place, kind, data in _records(_workbook_stream(content)):
        if kind == _XLS_SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
        elif kind == _XLS_BEGIN:
            sheet = place
        elif kind == _XLS_SIZE:
            rows, columns = max(rows, struct.unpack_from("<I", data, 4)[0]), max(columns, data[10] + 256 * data[11])
        elif kind in _XLS_CELLS or kind in _XLS_RUNS:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind in _XLS_RUNS else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            if kind in _XLS_FORMULAS:
                found.setdefault(sheet, set()).add((row, column))
    return Reach(formulas=tuple(frozenset(found.get(start, ())) for start in starts), rows=rows, columns=columns)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


_NO_SECTOR = 0xFFFFFFFA  # from here on numbers mean "end" and "free"
_HEADER_TABLE = 109  # entries of the sector table that the header holds


def _workbook_stream(content: bytes) -> bytes:
    """Return the workbook's stream out of its compound file ([MS-CFB]); small streams lie inside the root's."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    directory, cutoff, small_table, more, more_count = struct.unpack_from("<I4xII4xII", content, 48)
    size, small_size = 1 << (shift & 15), 1 << (small_shift & 15)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    places = list(struct.unpack_from(f"<{_HEADER_TABLE}I", content, 76))
    for _ in range(min(more_count, len(content) // size)):
        *entries, more = _numbers(sector(more))
        places += entries
    table = [entry for place in places if place < _NO_SECTOR for entry in _numbers(sector(place))]
    entries_text = b"".join(sector(number) for number in _chain(directory, table))
    streams = {
        entry[:64].decode("utf-16-le", "replace").split("\0")[0]: struct.unpack_from("<II", entry, 116)
        for entry in (entries_text[place : place + 128] for place in range(0, len(entries_text), 128))
    }
    start, length = streams.get("Workbook") or streams["Book"]
    if length >= cutoff:
        return b"".join(sector(number) for number in _chain(start, table))[:length]
    root = b"".join(sector(number) for number in _chain(streams["Root Entry"][0], table))
    small = [entry for number in _chain(small_table, table) for entry in _numbers(sector(number))]
    return b"".join(root[n * small_size : (n + 1) * small_size] for n in _chain(start, small))[:length]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(number: int, table: Sequence[int]) -> Iterator[int]:
    for _ in range(len(table)):
        if number >= _NO_SECTOR:
            return
        yield number
        number = table[number]
