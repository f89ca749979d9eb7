from __future__ import annotations

import io
import struct
import zipfile

import pytest
from tests.intake.build import POLICY, a_csv, a_policy, a_workbook, a_zip, an_ods

from homeward.errors import InputError, Spot
from homeward.intake.sniff import decode, delimiter, identify

AT = Spot(file="list")
HTML = b"<html><table><tr><td>Name</td></tr></table></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def code_of(content, name, **limits):
    with pytest.raises(InputError) as raised:
        identify(content, name, policy=a_policy(**limits))
    assert raised.value.at.file == name
    return raised.value.code


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (a_csv(), "list.csv", "text"),
        (a_csv(sign="\t"), "LIST.TSV", "text"),
        (a_workbook(), "list.xlsx", "xlsx"),
        (an_ods(("Name",), ("Li Wei",)), "list.ods", "ods"),
        (OLE, "list.xls", "xls"),
        (b'[{"name": "Li Wei"}]', "list.json", "json"),
    ],
)
def test_a_file_is_what_its_name_says(content, name, kind):
    assert identify(content, name, policy=POLICY) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "list.xlsx"),
        (HTML, "list.xls"),
        (HTML, "list.csv"),
        (b"\xef\xbb\xbf" + HTML, "list.csv"),
        (b"<?xml version='1.0'?><Workbook/>", "list.xls"),
        (a_csv(), "list.xlsx"),
        (a_csv(), "list.xls"),
        (b"%PDF-1.7\n", "list.xlsx"),
        (b"%PDF-1.7\n", "list.csv"),
        (b"MZ\x90\x00", "list.xlsx"),
        (b"\x7fELF\x02", "list.csv"),
        (a_workbook(), "list.csv"),
        (a_workbook(), "list.ods"),
        (an_ods(("Name",)), "list.xlsx"),
        (OLE, "list.xlsx"),
        (a_zip({"evil.exe": "MZ"}), "list.xlsx"),
        (a_zip({"mimetype": "application/zip", "content.xml": ""}), "list.ods"),
    ],
)
def test_a_file_that_is_something_else_is_refused(content, name):
    assert code_of(content, name) == "input.disguised"


@pytest.mark.parametrize("name", ["list.pdf", "list.docx", "list.xlsm", "list", "list.csv.exe"])
def test_an_unknown_kind_is_refused(name):
    assert code_of(a_csv(), name) == "input.unknown-kind"


@pytest.mark.parametrize("content", [b"", b"\n\n ", b"\0" * 100])
def test_an_empty_file_is_refused(content):
    assert code_of(content, "list.csv") == "input.empty"


def test_too_large_is_refused_before_it_is_read():
    assert code_of(b"x" * 101, "list.csv", list_max_bytes=100) == "input.too-large"


def test_a_zip_bomb_is_refused_by_its_size():
    book = a_zip({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": "0" * 3_000_000})
    assert code_of(book, "list.xlsx", unpacked_max_bytes=1_000_000) == "input.zip-bomb"


def test_a_zip_bomb_is_refused_by_its_ratio():
    book = a_zip({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": "0" * 30_000_000})
    assert code_of(book, "list.xlsx") == "input.zip-bomb"


def test_a_directory_that_lies_about_sizes_is_refused():
    book = bytearray(a_zip({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": "0" * 3_000_000}))
    true_size = struct.pack("<I", 3_000_000)
    assert book.count(true_size) == 2
    lying = bytes(book).replace(true_size, struct.pack("<I", 1_000))
    assert code_of(lying, "list.xlsx", unpacked_max_bytes=1_000_000) == "input.damaged"


@pytest.mark.parametrize("cut", [10, 100, 1000])
def test_a_cut_off_workbook_is_damaged(cut):
    assert code_of(a_workbook()[:-cut], "list.xlsx") == "input.damaged"


def test_a_flipped_byte_inside_a_member_is_found():
    content = bytearray(a_workbook())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as packed:
        member = packed.getinfo("xl/worksheets/sheet1.xml")
        start = member.header_offset + 30 + len(member.filename)
    content[start + 20] ^= 0xFF
    assert code_of(bytes(content), "list.xlsx") == "input.damaged"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name,Nationality\nJosé Müller,Côte d'Ivoire\n", "cp1252"),
        ("姓名,国籍,性别\n李伟,中国,男\n王芳,越南,女\n", "gb18030"),
        ("姓名,国籍\n吕小明,缅甸\n", "gb18030"),
        ("姓名,國籍,性別\n陳美玲,臺灣,女\n", "big5"),
        ("姓名,國籍\n林志明,台灣\n張惠美,馬來西亞\n", "big5"),
        ("ชื่อ,สัญชาติ,เพศ\nสมชาย ใจดี,ไทย,ชาย\n", "cp874"),
        ("имя,гражданство\nИванов Пётр,Узбекистан\n", "cp1251"),
        ("အမည်,နိုင်ငံ\nအောင်ကို,မြန်မာ\n", "utf-8"),
        ("အမည်,နိုင်ငံ\nအောင်ကို,မြန်မာ\n", "utf-8-sig"),
        ("Name,姓名\nLi Wei,李伟\n", "utf-16"),
        ("Name,Sex\nLi Wei,M\n", "utf-16-le"),
        ("Name,Sex\nLi Wei,M\n", "utf-16-be"),
        ("Name,Sex\nLi Wei,M\n", "ascii"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(text, encoding):
    assert decode(text.encode(encoding), at=AT) == text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", bytes(range(128, 256)) * 4, b"\xff\xfe\x00\xd8a\x00"])
def test_what_is_in_no_encoding_is_refused(content):
    with pytest.raises(InputError, match=r"input\.encoding"):
        decode(content, at=AT)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found(sign):
    assert delimiter(f'A{sign}B{sign}C\n1{sign}"x, y; z"{sign}3\n4{sign}5{sign}6\n') == sign


def test_commas_in_names_do_not_win_over_the_semicolon():
    assert delimiter("Name;Sex\nLi, Wei;M\nAung, Ko;M\nAbel;M\n") == ";"
