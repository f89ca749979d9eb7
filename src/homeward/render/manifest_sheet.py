"""The manifest as a table: XLSX for people, CSV for machines. No cell of either is ever a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import xlsxwriter

from homeward.handover import Entry, Manifest

MANIFEST_COLUMNS = (
    "line",
    "reference",
    "name",
    "name_native",
    "sex",
    "birth",
    "nationality",
    "document_type",
    "document_number",
    "document_expiry",
)
WIDTHS = (6, 16, 34, 30, 6, 12, 12, 18, 20, 16)
# A spreadsheet takes a text that begins so for a formula or a command (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def manifest_csv(manifest: Manifest) -> bytes:
    """Return the people as CSV: UTF-8 with a mark, commas, CRLF; the columns of `docs/reference/files.md`.

    A value that a spreadsheet would run gets an apostrophe in front.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MANIFEST_COLUMNS)
    for line, entry in enumerate(manifest.entries, start=1):
        writer.writerow([str(line), *(_plain(value) for value in _values(entry))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def manifest_xlsx(manifest: Manifest, *, operation: str, made_at: datetime) -> bytes:
    """Return the people as XLSX, with the counts on a second sheet. `made_at` is written into it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Manifest {manifest.batch}", "created": made_at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1, "font_color": "#1b1f24", "bg_color": "#f6f8fa"})
    title = book.add_format({"bold": True, "font_size": 16})
    quiet = book.add_format({"font_color": "#57606a"})
    people = book.add_worksheet("Manifest")
    people.write_string(0, 0, f"Manifest {manifest.batch}, version {manifest.version}", title)
    day = f"{operation} · {manifest.travel_date.isoformat()} · {manifest.crossing} · seal {manifest.digest}"
    people.write_string(1, 0, day, quiet)
    for column, (name, width) in enumerate(zip(MANIFEST_COLUMNS, WIDTHS, strict=True)):
        people.set_column(column, column, width)
        people.write_string(3, column, name, head)
    for line, entry in enumerate(manifest.entries, start=1):
        people.write_number(line + 3, 0, line)
        for column, value in enumerate(_values(entry), start=1):
            people.write_string(line + 3, column, value)
    people.freeze_panes(4, 0)
    people.set_landscape()
    people.set_paper(9)
    people.repeat_rows(3)
    people.fit_to_pages(1, 0)
    _counts(book, manifest, head=head)
    book.close()
    return out.getvalue()


def _counts(book: xlsxwriter.Workbook, manifest: Manifest, *, head: object) -> None:
    counts = book.add_worksheet("Counts")
    for column, name in enumerate(("nationality", "male", "female", "other", "all")):
        counts.write_string(0, column, name, head)
    rows = [(code, row) for code, row in manifest.counts.items() if code != "all"]
    for line, (code, row) in enumerate([*rows, ("all", manifest.counts["all"])], start=1):
        counts.write_string(line, 0, code)
        for column, key in enumerate(("M", "F", "X", "all"), start=1):
            counts.write_number(line, column, row[key])


def _values(entry: Entry) -> tuple[str, ...]:
    return (
        entry.person,
        entry.name,
        entry.name_native,
        entry.sex,
        entry.birth,
        entry.nationality,
        entry.document_type,
        entry.document_number,
        entry.document_expiry.isoformat(),
    )


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(DANGEROUS) else value
