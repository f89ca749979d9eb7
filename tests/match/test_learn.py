from __future__ import annotations

import pytest

from homeward.errors import InputError
from homeward.match.learn import in_half, learn, letter_pairs, pairs_of_words
from homeward.match.spelling import NO_WAY, background, best_way, likeliest, own_way, surplus
from homeward.match.spelling_table import read_table, write_table

# An invented script: Greek letters that are written kh, a, r, i, m, o.
LETTERS = dict(zip("χαριμο", ("kh", "a", "r", "i", "m", "o"), strict=True))
WORDS = ["χαρι", "μαρι", "ραμο", "χιμα", "ομαρ", "αμιρ", "ριχα", "μοχα", "χορα", "ιραμ", "χαμι", "ραχι"]
PAIRS = [(word, "".join(LETTERS[letter] for letter in word)) for word in WORDS] * 3


def test_learning_finds_how_letters_are_written():
    table = learn(PAIRS, script="invented")
    assert max(table.units["χ"], key=table.units["χ"].__getitem__) == "kh"
    true, other = (best_way("μαχα", latin, table, least=NO_WAY) for latin in ("makha", "morir"))
    assert true > other + 10


@pytest.mark.parametrize("latin", ["makha", "maha", "makhta", "morir", "m"])
def test_giving_up_hopeless_ways_early_loses_no_better_one(latin):
    table = learn(PAIRS, script="invented")
    whole = best_way("μαχα", latin, table, least=NO_WAY)
    assert best_way("μαχα", latin, table, least=whole - 0.001) == whole
    assert best_way("μαχα", latin, table, least=whole + 0.001) == NO_WAY


def test_a_table_holds_units_and_no_pair():
    table = learn(PAIRS, script="invented")
    assert not set(WORDS) & set(table.units)
    assert read_table(write_table(table), script="invented").units.keys() == table.units.keys()
    assert own_way("μαχα", table) < 0


def test_pairs_come_from_names_of_as_many_parts():
    script, pairs = pairs_of_words(["राम कुमार\tRam Kumar|Raam Kumar\n", "राम कुमार\tRam\n", "junk"])
    assert script == "devanagari"
    assert pairs == [("राम", "ram"), ("कुमार", "kumar"), ("राम", "raam"), ("कुमार", "kumar")]
    with pytest.raises(InputError):
        pairs_of_words(["junk"])


def test_letter_pairs_know_what_is_unlikely():
    table = letter_pairs(["anna", "nana", "aana"])
    assert table.units["an"][""] > table.units["aa"][""]
    assert background("zzqx") < background("anna")


@pytest.mark.parametrize(("word", "script", "latin"), [("يوسف", "arabic", "yousef"), ("कुमार", "devanagari", "kumar")])
def test_shipped_tables_spell_what_they_should(word, script, latin):
    assert surplus(word, script, latin) > 5
    assert surplus(word, script, "zhang") == NO_WAY


def test_a_script_without_a_table_is_read_by_its_ascii_form():
    assert likeliest("გიორგი", "georgian") == "giorgi"
    assert surplus("გიორგი", "georgian", "giorgi") > 5


def test_one_half_of_the_lines_is_left_for_the_test():
    lines = [f"name {i}\tlatin" for i in range(200)]
    halves = [[line for line in lines if in_half(line, half)] for half in (0, 1)]
    assert sorted(halves[0] + halves[1]) == sorted(lines) and 70 < len(halves[0]) < 130
    assert all(in_half(line, None) for line in lines)


def test_latin_spellings_of_one_name_stand_beside_each_other_and_other_scripts_may_be_read_as_ascii():
    script, pairs = pairs_of_words(["Yusuf\tYousef|Youssouf"])
    assert script == "latin" and len(pairs) == 6 and ("youssouf", "yusuf") in pairs
    assert pairs_of_words(["გიორგი\tGiorgi"], script="roman") == ("roman", [("giorgi", "giorgi")])
