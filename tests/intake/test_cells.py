from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.build import POLICY, a_workbook, a_zip, an_ods, an_xls, read

from homeward.errors import InputError
from homeward.intake.cells import UNPLACED, ods_reach, xls_reach, xlsx_reach
from homeward.intake.read import read_sheets

TABLE = (("Name", "Sex"), ("Li Wei", "M"), ("Aung Ko", "M"))


def changed(book, member, old, new):
    """Return a packed file with one member changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    assert old in members[member]
    return a_zip(members | {member: members[member].replace(old, new)})


def test_a_workbooks_formulas_stand_with_their_sheet():
    reach = xlsx_reach(a_workbook(formulas=((2, 3, "=1+1", 2), (30, 27, "=SUM(A1:A3)", 6)), sheets=2))
    assert reach.formulas == (frozenset({(2, 3), (30, 27)}),) * 2
    assert (reach.rows, reach.columns) == (31, 28)


def test_a_formula_whose_cell_is_not_named_is_still_known():
    book = changed(a_workbook(formulas=((2, 3, "=1+1", 2),)), "xl/worksheets/sheet1.xml", b' r="D3"', b"")
    assert UNPLACED in xlsx_reach(book).formulas[0]
    with pytest.raises(InputError, match=r"input\.formula"):
        read(book, "l.xlsx")


def test_a_formula_in_a_wide_encoding_is_known():
    book = a_workbook(formulas=((2, 3, "=1+1", 2),))
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    wide = sheet.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert xlsx_reach(changed(book, "xl/worksheets/sheet1.xml", sheet, wide)).formulas == (frozenset({(2, 3)}),)


def test_a_formula_in_an_ods_is_known():
    content = an_ods(*TABLE, formula_at=(2, 1))
    assert ods_reach(content).formulas == (frozenset({(2, 1)}),)
    (sheet,) = read_sheets(content, "l.ods", policy=POLICY)
    assert [list(row) for row in sheet.rows] == [list(row) for row in TABLE]


@pytest.mark.parametrize("pad", [0, 4096])
def test_a_formula_in_an_xls_is_known(pad):
    content = an_xls(*TABLE, formula_at=(2, 1), pad=pad)
    assert xls_reach(content).formulas == (frozenset({(2, 1)}),)
    with pytest.raises(InputError) as raised:
        read(content, "l.xls")
    assert (raised.value.code, raised.value.at.row, raised.value.at.column) == ("input.formula", 3, "B")


def test_an_xls_is_read_like_the_others():
    assert read(an_xls(*TABLE), "l.xls").records == read(an_ods(*TABLE), "l.ods").records


# One cell in the last corner: laid out in full it would take half a terabyte and end the process.
FAR_ODS = (b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">')
WIDE_ODS = (b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16384" ')


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (a_workbook(formulas=((1_048_575, 16_383, "=1", 1),)), "l.xlsx"),
        (changed(a_workbook(), "xl/worksheets/sheet1.xml", b'r="A1"', b'r="XFD1048576"'), "l.xlsx"),
        (changed(a_workbook(), "xl/worksheets/sheet1.xml", b'r="A1"', b"r = 'xfd1048576'"), "l.xlsx"),
        (changed(changed(an_ods(*TABLE), "content.xml", *FAR_ODS), "content.xml", *WIDE_ODS), "l.ods"),
        (an_xls(*TABLE, farthest=(65_535, 60_000)), "l.xls"),
        (an_xls(*TABLE, formula_at=(65_535, 65_535)), "l.xls"),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_laid_out(content, name):
    with pytest.raises(InputError, match=r"input\.too-large"):
        read_sheets(content, name, policy=POLICY)


def test_the_blank_rest_of_an_ods_reaches_nowhere():
    rest = (
        b'<table:table-row table:number-rows-repeated="1048000">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    content = changed(an_ods(*TABLE), "content.xml", b"</table:table>", rest)
    reach = ods_reach(content)
    assert (reach.rows, reach.columns) == (3, 2)
    assert len(read_sheets(content, "l.ods", policy=POLICY)[0].rows) == 3


@given(st.integers(0, 6143), st.integers(1, 255))
def test_an_xls_with_any_byte_changed_is_read_or_refused(place, change):
    content = bytearray(an_xls(*TABLE))
    content[place] ^= change
    try:
        read_sheets(bytes(content), "l.xls", policy=POLICY)
    except InputError as error:
        assert re.fullmatch(r"input\.(damaged|disguised|too-large|empty)", error.code)


@given(st.integers(0, 120), st.integers(1, 255))
def test_an_xls_with_any_byte_of_its_header_changed_is_read_or_refused(place, change):
    content = bytearray(an_xls(*TABLE))
    content[place] ^= change
    try:
        read_sheets(bytes(content), "l.xls", policy=POLICY)
    except InputError:
        return
