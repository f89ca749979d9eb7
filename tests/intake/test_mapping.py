from __future__ import annotations

import pytest

from homeward.errors import InputError, Spot
from homeward.intake.mapping import Mapping, find_header, guess_roles, read_mapping
from homeward.intake.read import Sheet
from homeward.intake.words import fold, words
from homeward.record import Attribute

AT = Spot(file="list")


def a_sheet(*rows):
    width = max(map(len, rows))
    return Sheet(name="", rows=[[*row, *[""] * (width - len(row))] for row in rows])


def roles(heading):
    return guess_roles(heading, words().attributes)[0]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("NAME", ("name",)),
        ("M/F", ("sex",)),
        ("D.O.B.", ("born",)),
        ("Date of Birth (dd/mm/yyyy)", ("born",)),
        ("Passport No.", ("document",)),
        ("Sr.", ("reference",)),
        ("#", ("reference",)),
        ("№", ("reference",)),
        ("Camp", ("site",)),
        ("Prénom(s)", ("given_name",)),
        ("ชื่อ-นามสกุล", ("name",)),
        ("สัญชาติ", ("nationality",)),
        ("အမည်", ("name",)),
        ("နိုင်ငံကူးလက်မှတ်အမှတ်", ("document",)),
        ("မွေးနေ့", ("born",)),
        ("出生日期", ("born",)),
        ("国籍", ("nationality",)),
        ("Họ và tên", ("name",)),
        ("Ngày sinh", ("born",)),
        ("ስም", ("name",)),
        ("जन्म मिति", ("born",)),
        ("Name / Passport", ("name", "document")),
        ("Name & Nationality", ("name", "nationality")),
        ("Passport No / Nationality", ("document", "nationality")),
        ("ชื่อ / Name", ("name",)),
        ("姓名 Name", ("name",)),
        ("Sex (M/F)", ("sex",)),
        ("Remarks", ()),
        ("Charge", ()),
        ("Name / Remarks", ()),
        ("Religion", ()),
        ("Blood group", ()),
        ("Fingerprint", ()),
        ("", ()),
    ],
)
def test_headings_are_understood(heading, expected):
    assert roles(heading) == expected


def test_no_word_has_two_meanings():
    import tomllib
    from importlib import resources

    table = tomllib.loads(resources.files("homeward.intake").joinpath("data/headings.toml").read_text("utf-8"))
    for part in ("attributes", "sex"):
        seen = {}
        for meaning, each in table[part].items():
            for word in each:
                assert seen.setdefault(fold(word), meaning) == meaning, word


def test_every_attribute_has_words():
    assert {attribute.value for attribute in Attribute} <= set(words().attributes.values())


def test_a_heading_row_is_found_under_titles():
    sheet = a_sheet(["List of people"], [], ["No", "Name", "Sex"], ["1", "Li", "M"])
    header = find_header(sheet, Mapping(), at=AT)
    assert (header.row, header.until) == (2, 3)


def test_parts_under_a_merged_heading_are_joined():
    sheet = a_sheet(["No", "Name", "", "Sex"], ["", "Surname", "Given name", ""], ["1", "Li", "Wei", "M"])
    header = find_header(sheet, Mapping(), at=AT)
    assert header.until == 2
    assert [column.roles for column in header.columns] == [("reference",), ("family_name",), ("given_name",), ("sex",)]


def test_a_second_row_in_another_language_belongs_to_the_heading():
    sheet = a_sheet(["ลำดับ", "ชื่อ", "เพศ"], ["No", "Name", "Sex"], ["1", "Somchai", "ชาย"])
    assert find_header(sheet, Mapping(), at=AT).until == 2


def test_a_person_is_no_second_heading():
    sheet = a_sheet(["No", "Name", "Sex"], ["1", "Father", "M"])
    assert find_header(sheet, Mapping(), at=AT).until == 1


@pytest.mark.parametrize("rows", [[["No", "Sex"], ["1", "M"]], [["Li", "M"]], [["Report", "2025"]]])
def test_a_list_without_names_is_refused(rows):
    with pytest.raises(InputError, match=r"name.*input\.missing-column"):
        find_header(a_sheet(*rows), Mapping(), at=AT)


def test_a_mapping_says_what_no_word_says():
    mapping = read_mapping('header_row = 1\n[columns]\n"Wer" = "name"\n"Wann" = "born"\n"Sex" = ""\n')
    header = find_header(a_sheet(["Wer", "Wann", "Sex", "Camp"], ["Li", "1998", "M", "A"]), mapping, at=AT)
    assert [column.roles for column in header.columns] == [("name",), ("born",), (), ("site",)]


def test_a_mapping_can_do_without_a_heading():
    mapping = read_mapping('header_row = 0\n[columns]\nA = "name"\nB = "sex / nationality"\n')
    header = find_header(a_sheet(["Li", "M"], ["Wei", "F"]), mapping, at=AT)
    assert header.until == 0
    assert [column.roles for column in header.columns] == [("name",), ("sex", "nationality")]


def test_a_mapping_that_names_an_absent_column_is_refused():
    with pytest.raises(InputError, match=r"Wer.*input\.unknown-column"):
        find_header(a_sheet(["Name", "Sex"], ["Li", "M"]), read_mapping('[columns]\nWer = "name"\n'), at=AT)


@pytest.mark.parametrize(
    "text",
    [
        '[columns]\nA = "religion"\n',
        '[columns]\nA = "name / ethnicity"\n',
        '[stated]\nwarrant = "yes"\n',
        "colums = 1\n",
        'header_row = "one"\n',
        "header_row = -1\n",
        "[columns\n",
        "columns = 3\n",
        '[stated]\nfamily_name = "Li"\n',
    ],
)
def test_a_mapping_with_unknown_words_is_refused(text):
    with pytest.raises(InputError):
        read_mapping(text)
