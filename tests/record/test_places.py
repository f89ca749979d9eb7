from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.record.places import nationalities, nationality_name, read_nationality


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NA", "NAM"),
        ("Namibian", "NAM"),
        ("Congo (DRC)", "COD"),
        ("DR Congo", "COD"),
        ("Congo (COD)", "COD"),
        ("Korean [ROK]", "KOR"),
        ("Congo-Brazzaville", "COG"),
        ("VIETNAM", "VNM"),
        ("Viet Nam", "VNM"),
        ("Việt Nam", "VNM"),
        ("quốc tịch Việt Nam", "VNM"),
        ("P.R.C", "CHN"),
        ("China (PRC)", "CHN"),
        ("中国", "CHN"),
        ("中國籍", "CHN"),
        ("တရုတ်နိုင်ငံသား", "CHN"),
        ("ชาวจีน", "CHN"),
        ("สัญชาติ อินเดีย", "IND"),
        ("भारतीय नागरिक", "IND"),
        ("ኢትዮጵያዊ", "ETH"),
        ("Taiwan, Province of China", "TWN"),
        ("Chinese Taipei", "TWN"),
        ("臺灣", "TWN"),
        ("Korea, Republic of", "KOR"),
        ("DPRK", "PRK"),
        ("Lao PDR", "LAO"),
        ("Filipina", "PHL"),
        ("WNI", "IDN"),
        ("Niger", "NER"),
        ("Nigerian", "NGA"),
        ("Nigerien", "NER"),
        ("Guinea", "GIN"),
        ("Czech Republic", "CZE"),
        ("Côte d’Ivoire", "CIV"),
        ("cote d'ivoire", "CIV"),
        ("Stateless", "XXA"),
        ("XXA", "XXA"),
        ("the Philippines", "PHL"),
        ("Ethiopian national", "ETH"),
        ("RWA", "RWA"),
        ("CD", "COD"),
    ],
)
def test_what_lists_write_is_read(text, code):
    assert read_nationality(text) == code


@pytest.mark.parametrize(
    "text", ["Congolese", "Congo", "Korean", "Korea", "Guinean", "Dominican", "Chinese/Malaysian", "Hong Kong (China)"]
)
def test_a_word_with_two_meanings_is_asked_about(text):
    with pytest.raises(InputError) as raised:
        read_nationality(text)
    assert raised.value.code == "input.ambiguous-nationality"


@pytest.mark.parametrize(
    "text", ["Uyghur", "Rohingya", "Oromo", "Atlantis", "no", "and", "can", "", "-", "na", "Li Wei"]
)
def test_what_is_no_nationality_is_never_guessed(text):
    with pytest.raises(InputError) as raised:
        read_nationality(text)
    assert raised.value.code == "input.unknown-nationality"


def test_the_table_is_whole():
    rows = nationalities()
    assert len(rows) == 250  # 249 entries of ISO 3166-1, and stateless
    assert rows["NAM"].alpha2 == "NA"
    assert rows["DZA"].numeric == "012"
    assert rows["TWN"].region == ""
    assert rows["ETH"].region == "014"
    for attribute in ("alpha2", "alpha3", "numeric", "name"):
        values = [getattr(row, attribute) for row in rows.values()]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("code", sorted(nationalities()))
def test_every_name_and_code_is_read_as_itself(code):
    row = nationalities()[code]
    assert read_nationality(row.name) == read_nationality(code) == code
    assert not row.alpha2 or read_nationality(row.alpha2) == code
    assert nationality_name(code) == row.name


def test_a_code_that_is_none_has_no_name():
    with pytest.raises(InputError):
        nationality_name("XYZ")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        assert read_nationality(text) in nationalities()
    except InputError as error:
        assert "nationality" in error.code
