"""Builders of files as registrars send them, good and bad."""

from __future__ import annotations

import csv
import io
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
