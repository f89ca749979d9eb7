from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.match.build import features

from homeward.match import ATTRIBUTES, compare, explain, load_model
from homeward.match.compare.codes import compare_codes
from homeward.match.compare.dates import compare_dates

MODEL = load_model("1")
NAMES = (
    "Md. Karim Uddin", "Mohammad Karimuddin", "Tesfaye Kebede", "ተስፋዬ ከበደ አለሙ", "Xiaoming Li", "李小明", "李曉明",
    "R. Kumar",
    "राजेश कुमार", "U Aung Aung", "အောင်အောင်", "محمد التميمي", "Nguyễn Văn An", "Ahmad bin Ali @ Mat", "김철수", "",
)  # fmt: skip
people = st.builds(
    lambda **values: features(**{key: value for key, value in values.items() if value}),
    name=st.sampled_from(NAMES),
    born=st.sampled_from(
        ["", "1998-03-12", "1998-12-03", "1998", "1998-01-01", "1989-03-12", ("1990-02-01", "1990-01-02")]
    ),
    sex=st.sampled_from(["", "M", "F"]),
    document=st.sampled_from(["", "E12345678", "E12345G78", "E12345678A", "G1234"]),
    father=st.sampled_from(NAMES),
    place=st.sampled_from(["", "Addis Ababa", "Yunnan"]),
    phone=st.sampled_from(["", "+66 81 234 5678", "0812345678", "123"]),
)


@given(people, people)
@settings(max_examples=150, deadline=None)
def test_compare_is_symmetric_and_sums(left, right):
    there, back = compare(left, right, MODEL), compare(right, left, MODEL)
    assert (there.bits, there.levels, there.family_bits) == (back.bits, back.levels, back.family_bits)
    assert there.total_bits == pytest.approx(sum(there.bits.values()), abs=0.011)
    assert tuple(there.bits) == ATTRIBUTES
    assert all(there.bits[name] == 0.0 for name, level in there.levels.items() if level == "missing")


def bits(left: str, right: str) -> float:
    return compare(features(name=left), features(name=right), MODEL).bits["name"]


@pytest.mark.parametrize("latin", ["Lu Wei", "Lv Wei", "Lyu Wei", "WEI LV"])
def test_a11_the_two_dots_may_be_printed_in_any_way(latin):
    assert bits("吕伟", latin) > 8


def test_a11_what_never_had_dots_is_not_printed_so():
    assert bits("陆伟", "Lu Wei") > 8
    assert bits("陆伟", "Lv Wei") < 4 > bits("陆伟", "Lyu Wei")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Tesfaye Kebede", "Tesfaye Kebede Alemu"),  # A12
        ("ተስፋዬ ከበደ አለሙ", "Tesfaye Kebede"),
        ("Xiaoming Li", "Li Xiao Ming"),
        ("李小明", "LI XIAOMING"),
        ("Chan Siu Ming", "陈小明"),
        ("Kenta SATO", "佐藤健太"),
        ("Satoh Kenta", "佐藤 健太"),
        ("Hasegawa Yuuko", "長谷川裕子"),
        ("Sasaki Makoto", "佐々木誠"),
        ("Muhammad Yousaf", "Mohd Yusuf"),
        ("محمد يوسف", "Mohammed Yousef"),
        ("R. Kumar", "Rajesh Kumar"),
        ("U Aung Kyaw Moe", "အောင်ကျော်မိုး"),
        ("Lee Min-jun", "이민준"),
        ("Hsieh Chih-ming", "Xie Zhiming"),
        ("Choe Hyeonu", "CHOI HYUN WOO"),
        ("Swe Thida", "ဆွေ သီတာ"),  # a consonant inside a word comes out voiced
        ("राजेश कुमार सिंह", "Rajesh Kumar Singh"),
        ("Nguyễn Thị Đào", "NGUYEN THI DAO"),
        ("Abd al-Rahman Saleh", "عبد الرحمن صالح"),
        ("Juan D. Reyes", "Juan Dela Cruz Reyes"),
    ],
)
def test_one_name_in_two_spellings(left, right):
    assert bits(left, right) > 5


@pytest.mark.parametrize(
    ("left", "right"),
    [("Li Xiaoming", "王大伟"), ("Tesfaye Kebede", "Almaz Girma"), ("အောင်အောင်", "Thida Win"), ("Kumar", "Singh")],
)
def test_other_names_have_nothing_in_common(left, right):
    assert bits(left, right) < 0


@pytest.mark.parametrize(
    ("written", "right", "other"),
    [
        ("ချစ်သန်း", "Chit Than", "Chit Thaung"),
        ("이서진", "Lee Seojin", "Lee Soojin"),
    ],
)
def test_a_syllable_nearby_is_another_name(written, right, other):
    assert bits(written, right) > bits(written, other) + 5


@pytest.mark.parametrize(
    ("written", "right"),
    [("梁平磊", "Lian Pinlei"), ("董明嘉", "Dong Minjia"), ("王祥志", "Wang Xaingzhi"), ("周志宁", "Zhou Zining")],
)
def test_chinese_written_by_ear_or_with_a_slip_is_the_name_all_the_same(written, right):
    assert bits(written, right) > 10


@pytest.mark.parametrize(("left", "right"), [("Chow Weichao", "Zhou Wei Chao"), ("Lam Chaolei", "Lin Chaolei")])
def test_two_latin_spellings_of_one_character_contradict_nothing(left, right):
    found = compare(features(name=left), features(name=right), MODEL)
    assert found.levels["name"] == "spelling"
    # Where the name is no Chinese one, they are two words.
    assert compare(features(name="Lam Fernando"), features(name="Lin Fernando"), MODEL).levels["name"] == "partly"


def test_a_word_that_begins_a_longer_one_may_be_joined_with_its_neighbour():
    assert bits("Hendrafajar", "Hendra Fajar") == bits("Hendra Fajar", "Hendrafajar") > 12


def test_as_many_words_may_hide_a_joined_one_on_either_side():
    assert bits("ليلى بلال عبدالكريم العلي", "Leila Belal Abdul Kareem Alali") > 25


def test_a_word_that_is_two_joined_is_not_taken_for_one_of_them():
    assert bits("Yeongsu Choi", "최영수") > 10  # 영 is like "yeongsu", 영수 more so


def test_rare_names_say_more_than_common_ones():
    from homeward.match import count_words, with_rarity

    crowd = [features(f"l:{i}", name="Nguyen An" if i < 90 else f"Quyen{chr(97 + i % 26)} Bao") for i in range(100)]
    model = with_rarity(MODEL, count_words(crowd))
    common = compare(features(name="Nguyen"), features(name="Nguyen"), model).bits["name"]
    rare = compare(features(name="Quyenz"), features(name="Quyenz"), model).bits["name"]
    assert common < 1 < 5 < rare


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("1998-03-12", "1998-03-12", "same"),
        ("1998-03-12", "1998-12-03", "swapped"),
        ("1998-03-12", "1998-03-13", "near"),
        ("1998-03-12", "1998-03-21", "near"),
        ("1998-03-12", "1998-01-01", "year"),
        ("1998-01-01", "1998-01-01", "year"),
        ("1998-03-12", "1998", "year"),
        ("1998-03-12", "1999", "about"),
        ("1998-03-12", "2005-09-11", "different"),
        ("1998-03-12", "1987-06-30", "different"),
    ],
)
def test_levels_of_birth_dates(left, right, level):
    assert compare_dates((left,), (right,)) == compare_dates((right,), (left,)) == level


def test_the_best_reading_of_a_date_counts():
    assert compare_dates(("2003-01-02", "2003-02-01"), ("2003-02-01",)) == "reading"
    assert compare_dates((), ("1998-03-12",)) == "missing"


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("E12345678", "E12345678", "same"),
        ("G1S34567", "6L834567", "confusable"),  # A13
        ("E12345678", "E12345679", "near"),
        ("E12345678", "E1234567", "near"),
        ("E12345678", "E12354678", "near"),
        ("E12345678", "F87654321", "different"),
    ],
)
def test_levels_of_numbers(left, right, level):
    assert compare_codes((left,), (right,)) == compare_codes((right,), (left,)) == level


NUMBER = "450102200001066654"  # holds 6 January 2000


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({}, ("2000-01-06",)),
        ({"born": "2000"}, ("2000-01-06", "2000")),
        ({"born": "1990"}, ("1990",)),
        ({"born": "1999-03-12"}, ("1999-03-12",)),
    ],
)
def test_a_number_tells_the_birth_day_where_none_was_said_and_nothing_speaks_against_it(said, read):
    assert features(nationality="CHN", document=NUMBER, **said).born == read


def test_every_attribute_has_its_sentence_also_when_it_is_missing():
    full = features(name="Tesfaye Kebede", born="1998-01-01", father="Kebede Alemu", place="Adama")
    sentences = explain(compare(full, features(name="Tesfaye Kebede", born="1998-05-06", father="Kebede Alemu"), MODEL))
    assert len(sentences) == len(ATTRIBUTES)
    assert "1 January that lists use when the day is unknown" in sentences[1]
    assert sentences[2] == "One of the two gives no sex, so it says nothing. (0 bits)"


def test_a_fathers_name_that_is_part_of_the_own_name_counts_once():
    child = features(name="Tesfaye Kebede Alemu", father="Kebede Alemu")
    comparison = compare(child, features(name="Tesfaye Kebede Alemu", father="Kebede Alemu"), MODEL)
    assert (comparison.levels["father"], comparison.bits["father"]) == ("in_name", 0.0)
