"""Builders of files as registrars send them, good and bad."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from dataclasses import replace
from datetime import date

import xlsxwriter

from homeward.intake import ROW_FAULTS, read_content
from homeward.policy import standard_policy

POLICY = standard_policy()
HEADINGS = ("No", "Name", "Sex", "Date of birth", "Nationality", "Passport No")
ROWS = (
    (1, "Aung Ko", "M", "12.3.1998", "Burmese", "MD123456"),
    (2, "Li Wei", "F", "1999年4月25日", "China", "E12345678"),
    (3, "Abel Tesfaye", "M", "Megabit 1, 1990", "Ethiopia", ""),
)


def a_policy(**changes):
    return replace(POLICY, **changes)


def a_csv(*rows, headings=HEADINGS, encoding="utf-8", sign=","):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=sign).writerows((headings, *(rows or ROWS)))
    return buffer.getvalue().encode(encoding)


def a_workbook(*rows, headings=HEADINGS, titles=(), formulas=(), merged=(), sheets=1):
    """Return an XLSX: titles, headings, rows; `formulas` are (row, column, formula, shown value) from 0."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for _ in range(sheets):
        sheet = book.add_worksheet()
        for index, row in enumerate((*titles, headings, *(rows or ROWS))):
            sheet.write_row(index, 0, row)
        for row, column, formula, value in formulas:
            sheet.write_formula(row, column, formula, None, value)
        for top, left, bottom, right, value in merged:
            sheet.merge_range(top, left, bottom, right, value)
    book.close()
    return buffer.getvalue()


def an_ods(*rows, formula_at=None):
    """Return a minimal OpenDocument sheet of text cells."""
    body = []
    for r, row in enumerate(rows):
        cells = []
        for c, cell in enumerate(row):
            formula = ' table:formula="of:=1+1"' if (r, c) == formula_at else ""
            cells.append(
                f'<table:table-cell office:value-type="string"{formula}><text:p>{cell}</text:p></table:table-cell>'
            )
        body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="L">{"".join(body)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return a_zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def an_xls(*rows, formula_at=None, farthest=None, pad=4096):
    """Return a minimal XLS of text cells ([MS-CFB], [MS-XLS]); with `pad` 0 its stream is a small one."""
    cells = [(r, c, str(cell)) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell != ""]
    labels = b"".join(
        _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le")) for r, c, text in cells
    )
    if formula_at:
        labels += _record(0x0006, struct.pack("<HHHdHIH", *formula_at, 0, 2.0, 0, 0, 0))
    last_row, last_column = farthest or (len(rows) - 1, max(map(len, rows)) - 1)
    size = _record(0x0200, struct.pack("<IIHHH", 0, last_row + 1, 0, last_column + 1, 0))
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = "List"
    sheet_at = 4 + len(begin) + 4 + 8 + len(name) + 4
    head = _record(0x0809, begin) + _record(0x0085, struct.pack("<IHBB", sheet_at, 0, len(name), 0) + name.encode())
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + size + labels
    stream = head + _record(0x000A, b"") + body + _record(0x000A, b"")
    return _compound(stream.ljust(pad, b"\0"))


def _record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream):
    """Pack one stream called Workbook: sector 0 the table, 1 the directory, 2 the small table, then the stream."""
    is_small = len(stream) < 4096
    sectors = [stream[place : place + 512].ljust(512, b"\0") for place in range(0, len(stream), 512)]
    end, free, first = 0xFFFFFFFE, 0xFFFFFFFF, 3
    table = [0xFFFFFFFD, end, end, *range(first + 1, first + len(sectors)), end]
    small = [*range(1, -(-len(stream) // 64)), end]

    def entry(label, kind, start, length, child=free):
        text = (label + "\0").encode("utf-16-le")
        return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, free, free, child, start, length)

    root = entry("Root Entry", 5, first if is_small else end, 512 * len(sectors) if is_small else 0, child=1)
    directory = root + entry("Workbook", 2, 0 if is_small else first, len(stream)) + bytes(256)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, 2, 1, end, 0, 0),
    )
    header = header[:76] + struct.pack("<109I", 0, *[free] * 108)
    padded = [struct.pack("<128I", *each, *[free] * (128 - len(each))) for each in (table, small)]
    return header + padded[0] + directory + padded[1] + b"".join(sectors)


def a_zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def read(content, name="list.csv", **options):
    """Read a list with the usual options."""
    options.setdefault("list_id", "L")
    options.setdefault("policy", POLICY)
    options.setdefault("at", date(2025, 2, 20))
    return read_content(content, name, **options)


def read_leaving(content, name="list.csv", **options):
    """Read a list and leave every row that has a fault."""
    return read(content, name, accept_leftovers=ROW_FAULTS, **options)
