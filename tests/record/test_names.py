from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.record.names import TokenKind, read_name
from homeward.record.scripts import fold_latin, fold_native, script_of, syllables, tidy
from homeward.record.zawgyi import from_zawgyi, is_zawgyi


def texts(name: str) -> list[list[str]]:
    return [[token.text for token in one.tokens] for one in read_name(name)]


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("NGUYỄN Thị Đào", [["nguyen", "thi", "dao"]]),
        ("Xiao-Ming Li", [["xiao", "ming", "li"]]),
        ("AbdulSamad", [["abdul", "samad"]]),
        ("Fu'ad al-Tamimi", [["fuad", "al", "tamimi"]]),
        ("张伟明", [["张", "伟", "明"]]),
        ("အောင်အောင်ဦး", [["အောင်", "အောင်", "ဦး"]]),
        ("التميمي", [["ال", "تميمي"]]),
        ("Ahmad bin Ali @ Mat", [["ahmad", "bin", "ali"], ["mat"]]),
        ("Lu (陆)", [["lu"], ["陆"]]),
        ("Kumar a/l Raju", [["kumar", "al", "raju"]]),
        ("O'", [["o"]]),
        ("12 / 34", []),
        ("", []),
    ],
)
def test_a_name_is_cut_into_its_tokens(written, tokens):
    assert texts(written) == tokens


def test_a_title_may_be_left_out_and_stays_where_it_is_all_there_is():
    kinds = [token.kind for token in read_name("U Aung Maung Win")[0].tokens]
    assert kinds == [TokenKind.TITLE, TokenKind.PART, TokenKind.PART, TokenKind.PART]
    assert read_name("Maung")[0].tokens[0].kind is TokenKind.PART
    assert read_name("U Aung")[0].readings == (("aung",), ("u", "aung"))


def test_short_forms_say_what_they_stand_for():
    md, initial, letter = (read_name(text)[0].tokens[0] for text in ("Md. Karim", "R. Kumar", "आर कुमार"))
    assert (md.kind, md.full) == (TokenKind.SHORT, "mohammad")
    assert (initial.kind, initial.full) == (TokenKind.INITIAL, "r")
    assert (letter.kind, letter.full) == (TokenKind.INITIAL, "r")


@pytest.mark.parametrize(
    ("zawgyi", "unicode_"),
    [("ေအာင္", "အောင်"), ("ျမင့္", "မြင့်"), ("ေက်ာ္", "ကျော်"), ("ဦးသိန္းစိန္", "ဦးသိန်းစိန်"), ("ႏိုင္", "နိုင်"), ("တင္ေအးျမင့္", "တင်အေးမြင့်")],
)
def test_zawgyi_is_told_and_put_into_unicode(zawgyi, unicode_):
    assert is_zawgyi(zawgyi)
    assert not is_zawgyi(unicode_)
    assert tidy(from_zawgyi(zawgyi)) == tidy(unicode_) == tidy(zawgyi)


def test_unicode_burmese_is_left_alone():
    for text in ("ချစ်ဦး", "ကျော်စွာ", "မြင့်မြင့်"):
        assert not is_zawgyi(text)


def test_sounds_alike_are_spelled_alike():
    assert fold_native("ሐይለ", "ethiopic") == fold_native("ሃይለ", "ethiopic").replace("ሃ", "ሀ")
    assert fold_native("أحمد", "arabic") == fold_native("احمد", "arabic")
    assert fold_native("یوسف", "arabic") == fold_native("يوسف", "arabic")
    assert fold_latin("Əliyev Øst ß") == "aliyev ost ss"


def test_scripts_and_syllables():
    assert [script_of(text) for text in ("Ali", "علي", "李", "김", "ไทย", "!")] == [
        "latin", "arabic", "han", "hangul", "thai", "",
    ]  # fmt: skip
    assert syllables(fold_native("김철수", "hangul"), "hangul") == tuple(fold_native(s, "hangul") for s in "김철수")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30))
def test_tidying_and_folding_are_idempotent(text):
    once = tidy(text)
    assert tidy(once) == once
    script = script_of(once)
    assert fold_native(fold_native(once, script), script) == fold_native(once, script)


@given(st.text(alphabet="aeiou bcd.'-@()ÉđLIऐकमआ张伟ေအာင္အောင်", max_size=24))
def test_reading_a_tidied_name_changes_nothing(text):
    assert [name.tokens for name in read_name(tidy(text))] == [name.tokens for name in read_name(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("นายสมชาย ใจดี", [True, False, False]),
        ("นางสาว ศิริพร", [True, False]),
        ("นาย", [False]),  # all there is
        ("ທ້າວສົມສັກ", [True, False]),
        ("김민준 씨", [False, False, False, True]),
    ],
)
def test_a_title_written_on_to_the_name_may_be_left_out(text, expected):
    assert [token.may_be_left_out for token in read_name(text)[0].tokens] == expected
