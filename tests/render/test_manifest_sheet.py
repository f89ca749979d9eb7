from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook
from tests.handover.build import a_manifest, a_pair

from homeward.render import manifest_csv, manifest_xlsx
from homeward.render.manifest_sheet import MANIFEST_COLUMNS

AT = datetime(2025, 2, 23, 18, 5, tzinfo=UTC)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_csv_has_a_row_for_everybody_in_the_manifests_order() -> None:
    manifest = a_manifest()
    rows = rows_of(manifest_csv(manifest))
    assert rows[0] == list(MANIFEST_COLUMNS)
    assert [row[1] for row in rows[1:]] == [entry.person for entry in manifest.entries]
    assert rows[1] == ["1", "P3", "Name P3", "", "M", "1998-03-12", "CHN", "laissez_passer", "LP-P3", "2025-03-20"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula(start: str) -> None:
    manifest = a_manifest(a_pair(name=f'{start}HYPERLINK("http://x","y")', document_number=f"{start}1"))
    row = rows_of(manifest_csv(manifest))[1]
    assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row)
    assert row[2].endswith('HYPERLINK("http://x","y")')
    book = manifest_xlsx(manifest, operation="op", made_at=AT)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not any(
            b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name).lower()
            for name in parts.namelist()
            if name.startswith("xl/worksheets/")
        )


def test_the_xlsx_says_the_same_and_counts() -> None:
    manifest = a_manifest()
    book = CalamineWorkbook.from_filelike(io.BytesIO(manifest_xlsx(manifest, operation="op", made_at=AT)))
    people = book.get_sheet_by_name("Manifest").to_python()
    assert people[0][0] == "Manifest B-0224-1, version 1"
    assert manifest.digest in people[1][0]
    assert [str(value) for value in people[3]] == list(MANIFEST_COLUMNS)
    assert [row[1] for row in people[4:]] == [entry.person for entry in manifest.entries]
    counts = book.get_sheet_by_name("Counts").to_python()
    assert counts[1:] == [["CHN", 1, 0, 0, 1], ["ETH", 1, 1, 0, 2], ["all", 2, 1, 0, 3]]


def test_both_files_are_the_same_every_time() -> None:
    manifest = a_manifest()
    assert manifest_csv(manifest) == manifest_csv(manifest)
    first = manifest_xlsx(manifest, operation="op", made_at=AT)
    assert first == manifest_xlsx(manifest, operation="op", made_at=AT)
    assert first != manifest_xlsx(manifest, operation="other", made_at=AT)
