from __future__ import annotations

import pytest
from tests.intake.test_mapping import a_sheet

from homeward.errors import Spot
from homeward.intake.layout import is_number, is_total_label, lay_out, read_count
from homeward.intake.mapping import Mapping, find_header


def laid_out(*rows):
    sheet = a_sheet(*rows)
    return lay_out(sheet, find_header(sheet, Mapping(), at=Spot()))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("4,860", 4860),
        ("53 persons", 53),
        ("၅၃ ဦး", 53),
        ("共53人", 53),
        ("~9,340", 9340),
        ("1 234", 1234),
        ("", None),
        ("none", None),
        ("12 of 53", None),
        ("9" * 40, None),
    ],
)
def test_counts_are_read(text, count):
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "expected"), [("53", True), ("53 pax", True), ("53人", True), ("Camp 53", False), ("", False)]
)
def test_a_number_is_nothing_but_one(text, expected):
    assert is_number(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "TOTAL",
        "Total: 53",
        "Grand Total",
        "Total 53 persons",
        "รวม",
        "စုစုပေါင်း",
        "合计",
        "Tổng cộng",
        "Jumlah",
        "ድምር",
        "जम्मा",
    ],
)
def test_words_for_a_total(text):
    assert is_total_label(text)


@pytest.mark.parametrize("text", ["Totally", "Li Wei", "", "53", "Somtotal"])
def test_words_that_are_none(text):
    assert not is_total_label(text)


HEAD = ["No", "Name", "Sex", "Nationality"]


def test_titles_totals_blank_and_repeated_rows_are_no_people():
    layout = laid_out(
        ["List of camp 1"],
        ["Total: 3 persons"],
        HEAD,
        ["1", "Li Wei", "M", "China"],
        [],
        HEAD,
        ["2", "Aung Ko", "M", "Myanmar"],
        ["3", "", "", ""],
        ["", "Total", "2", ""],
    )
    assert [row for row, _ in layout.people] == [3, 6]
    assert layout.titles == ("List of camp 1", "Total: 3 persons")
    assert [(total.row, total.values) for total in layout.totals] == [(2, (("", 3),)), (9, (("C", 2),))]


@pytest.mark.parametrize(
    "text", ["Ethiopia — 23 persons", "Ethiopia: 23", "Ethiopia (23)", "ETHIOPIA 23 pax", "埃塞俄比亚 23人"]
)
def test_a_section_speaks_for_the_rows_below(text):
    layout = laid_out(["No", "Name", "Sex"], [text], ["1", "Abel", "M"], ["China"], ["2", "Li Wei", "M"])
    assert [section.nationality for _, section in layout.people] == ["ETH", "CHN"]
    assert [section.stated for section in layout.sections] == [23, None]


def test_a_person_called_like_a_country_stays_a_person():
    layout = laid_out(HEAD, ["1", "Chad", "M", "Kenya"], ["", "Jordan", "", ""], ["2", "Li Wei", "M", "China"])
    assert len(layout.people) == 3
    assert layout.sections == ()


def test_notes_below_the_list_are_not_kept():
    layout = laid_out(HEAD, ["1", "Li Wei", "M", "China"], [], ["Prepared by Officer Somebody"], ["Checked"])
    assert len(layout.people) == 1
    assert layout.notes_below == 2
    assert "Somebody" not in repr(layout)


def test_a_lost_row_inside_the_list_is_not_overlooked():
    layout = laid_out(HEAD, ["1", "Li Wei", "M", "China"], ["", "", "", "Aung Ko"], ["2", "Wei", "M", "China"])
    assert [row for row, _ in layout.people] == [1, 2, 3]
