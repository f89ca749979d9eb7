from __future__ import annotations

import importlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.record.calendars import table
from homeward.record.documents import canonical_number, confusable, questions, read_document


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Passport No: e-12 345 678", "E12345678"),
        ("PP: MD123456", "MD123456"),
        ("护照号：E12345678", "E12345678"),
        ("၁၂/KaMaYa(N)၁၂၃၄၅၆", "12KAMAYAN123456"),
        ("35202-1234567-1", "3520212345671"),
        ("IDN123456", "IDN123456"),  # no label: no sign parts it from the number
        ("", ""),
    ],
)
def test_the_canonical_number_is_capitals_and_digits(text, number):
    assert canonical_number(text) == number


@given(st.text(max_size=30))
def test_canonical_is_idempotent(text):
    once = canonical_number(text)
    assert canonical_number(once) == once


@pytest.mark.parametrize(
    ("text", "home", "issuer", "born", "sex", "checksum"),
    [
        ("11010519491231002X", "", "CHN", ("1949-12-31",), "F", "fits"),
        ("110105194912310021", "CHN", "CHN", ("1949-12-31",), "F", "does not fit"),
        ("001099012345", "VNM", "VNM", ("1999",), "M", "none"),
        ("001304012345", "VNM", "VNM", ("2004",), "F", "none"),
        ("917342345V", "LKA", "LKA", ("1991-08-21", "2091-08-21"), "F", "none"),
        ("199123402345", "LKA", "LKA", ("1991-08-21",), "M", "none"),
        ("35202-1234567-1", "PAK", "PAK", (), "M", "fits"),
        ("35202-1234567-2", "PAK", "PAK", (), "F", "fits"),
        ("3171015203980001", "IDN", "IDN", ("1998-03-12",), "F", "none"),
        ("8001015009087", "ZAF", "ZAF", ("1980-01-01",), "M", "fits"),
        ("980312-10-5431", "MYS", "MYS", ("1998-03-12",), "M", "none"),
        ("CM98012345ABCD", "UGA", "UGA", ("1998",), "M", "none"),
        ("19981234567890123", "BGD", "BGD", ("1998",), "", "none"),
    ],
)
def test_numbers_say_what_their_table_row_says(text, home, issuer, born, sex, checksum):
    document = read_document(text, home=home)
    in_first_century = tuple(each for each in document.born if not (len(born) == 1 and each[:2] != born[0][:2]))
    assert (document.issuer, in_first_century, document.sex, document.checksum) == (issuer, born, sex, checksum)


def test_a_number_that_fits_several_issuers_is_called_by_none():
    document = read_document("123456789012")
    assert document.issuer == ""
    assert document.kind == "unknown"


def test_a_passport_number_is_a_passport():
    assert read_document("E12345678").kind == "passport"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("G1234", "61234", True),
        ("L1234", "11234", True),
        ("S1234", "81234", True),
        ("B1234", "81234", True),
        ("O1234", "01234", True),
        ("I1234", "11234", True),
        ("S1234", "51234", True),
        ("Z1234", "21234", True),
        ("E1234", "F1234", False),
        ("E1234", "E1243", False),
        ("31234", "81234", False),
    ],
)
def test_confusable_numbers_share_a_form(left, right, same):
    assert (confusable(left) == confusable(right)) is same


def test_a_number_that_says_otherwise_is_a_question_without_values():
    document = read_document("11010519491231002X")
    asked = questions(document, born=["1950-12-31"], sex="M")
    assert len(asked) == 2
    assert not re.search(r"\d", "".join(asked))
    assert questions(document, born=["1949", "1960-01-01"], sex="F") == ()
    assert questions(document) == ()


def test_every_check_of_the_table_exists():
    for row in table("documents.csv"):
        re.compile(row["pattern"])
        if row["check"]:
            assert callable(importlib.import_module(f"stdnum.{row['check']}").is_valid)


@given(st.text(max_size=25), st.sampled_from(["", "CHN", "LKA", "MYS", "VNM", "IDN", "ZAF", "UZB", "KOR"]))
def test_any_text_is_a_document_of_some_kind(text, home):
    assert read_document(text, home=home).number == canonical_number(text)


@given(
    st.from_regex(r"[0-9]{12,13}|[0-9]{9}[VX]|[0-9]{16}|[0-9]{18}", fullmatch=True),
    st.sampled_from(["CHN", "LKA", "MYS", "VNM", "IDN", "ZAF"]),
)
def test_any_digits_of_a_known_length_are_read(text, home):
    assert read_document(text, home=home).number == text
