from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.build import POLICY, a_csv, a_policy, a_workbook

from homeward.errors import InputError
from homeward.intake.read import column_letters, read_sheets


def sheets(content, name, policy=POLICY):
    return read_sheets(content, name, policy=policy)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_a_spreadsheets_letters(index, letters):
    assert column_letters(index) == letters


def test_a_workbooks_cells_are_text_as_shown():
    (sheet,) = sheets(a_workbook((1, 2.5, True, "x ", "", 100200)), "l.xlsx")
    assert sheet.rows[1] == ["1", "2.5", "TRUE", "x", "", "100200"]


def test_rows_count_as_the_spreadsheet_shows_them():
    (sheet,) = sheets(a_workbook(titles=((), (), ("List",))), "l.xlsx")
    assert sheet.rows[2][0] == "List"
    assert sheet.rows[0] == [""] * 6


def test_a_cell_merged_down_speaks_for_its_rows():
    content = a_workbook(
        ("Li", ""), ("Wei", ""), ("Aung", "x"), headings=("Name", "Group"), merged=((1, 1, 2, 1, "A"),)
    )
    (sheet,) = sheets(content, "l.xlsx")
    assert [row[1] for row in sheet.rows] == ["Group", "A", "A", "x"]


def test_a_title_merged_across_stays_in_its_first_cell():
    (sheet,) = sheets(a_workbook(titles=(("",),), merged=((0, 0, 0, 5, "List of camp 1"),)), "l.xlsx")
    assert sheet.rows[0] == ["List of camp 1", "", "", "", "", ""]


def test_dates_in_cells_come_as_iso():
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Name")
    sheet.write_datetime(1, 0, datetime(1998, 3, 12), book.add_format({"num_format": "d mmm yyyy"}))
    book.close()
    (read,) = sheets(buffer.getvalue(), "l.xlsx")
    assert read.rows[1] == ["1998-03-12"]


def test_a_formula_in_a_csv_is_known():
    (sheet,) = sheets(a_csv(("=1+1", "x")), "l.csv")
    assert sheet.formulas == {(1, 0)}


def test_rows_of_a_csv_are_of_one_width():
    (sheet,) = sheets(b"Name,Sex\nLi\nAung,M,x\n", "l.csv")
    assert {len(row) for row in sheet.rows} == {3}


def test_json_objects_become_rows():
    (sheet,) = sheets(b'[{"name": "Li"}, {"sex": "M", "name": null, "age": 28}]', "l.json")
    assert sheet.rows == [["name", "sex", "age"], ["Li", "", ""], ["", "M", "28"]]


@pytest.mark.parametrize("content", [b"{}", b'"x"', b"[1]", b'[{"name": {"a": 1}}]', b'[{"name": ["a"]}]'])
def test_json_of_another_shape_is_refused(content):
    with pytest.raises(InputError, match=r"input\.bad-value"):
        sheets(content, "l.json")


@pytest.mark.parametrize("content", [b"[", b"[" * 100_000, b"nul"])
def test_broken_json_is_damaged(content):
    with pytest.raises(InputError, match=r"input\.damaged"):
        sheets(content, "l.json")


def test_an_empty_sheet_is_refused_and_an_empty_one_beside_a_full_one_is_not_read():
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet()
    book.close()
    with pytest.raises(InputError, match=r"input\.empty"):
        sheets(buffer.getvalue(), "l.xlsx")


def test_too_many_rows_are_refused():
    with pytest.raises(InputError, match=r"input\.too-large"):
        sheets(a_csv(*[(i, "x") for i in range(20)]), "l.csv", a_policy(list_max_rows=10))


def test_too_many_cells_are_refused():
    with pytest.raises(InputError, match=r"input\.too-large"):
        sheets(b"Name" + b"," * 2000 + b"\nx", "l.csv", a_policy(list_max_rows=10))


@given(st.binary(max_size=400), st.sampled_from(["l.csv", "l.tsv", "l.json", "l.xlsx", "l.xls", "l.ods"]))
def test_any_bytes_are_read_or_refused(content, name):
    try:
        read_sheets(content, name, policy=POLICY)
    except InputError as error:
        assert error.at.file == name or error.code == "input.bad-value"


@given(st.integers(0, 3000), st.integers(1, 255))
def test_a_workbook_with_any_byte_changed_is_read_or_refused(place, change):
    content = bytearray(a_workbook())
    content[place % len(content)] ^= change
    try:
        read_sheets(bytes(content), "l.xlsx", policy=POLICY)
    except InputError as error:
        assert error.code in {"input.damaged", "input.disguised", "input.zip-bomb", "input.empty"}


@given(st.binary(max_size=2000))
def test_an_old_workbook_of_any_content_is_read_or_refused(content):
    with pytest.raises(InputError):
        read_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, "l.xls", policy=POLICY)
