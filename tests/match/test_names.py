"""Names as they are compared, held against the plainest way to compare them."""

from __future__ import annotations

import random

import pytest
from tests.match import plain
from tests.match.build import features

from homeward.match import count_words, load_model, with_rarity
from homeward.match.compare.names import compare_names
from homeward.match.compare.spelled import words_of
from homeward.match.spelling import NO_WAY, best_way, likeliest, load_table
from homeward.record import read_name

SAID = """
Md Mohammad Muhammad Karim Karimuddin Uddin Tesfaye Kebede ተስፋዬ ከበደ Xiaoming Xiao Ming Li 李小明 李曉明 明 R K Kumar
राजेश कुमार U Aung Aung အောင်အောင် محمد التميمي عبد الرحمن Abd al-Rahman Abdulrahman Nguyễn Văn Van An bin Ali 김철수 Kim
Cheolsu Chol Su Sato Satoh 佐藤 Haile Hayle Mariam Hailemariam Иван Ivan Sharma Sharama
"""
PARTS = SAID.split()
CROWD = with_rarity(load_model("1"), count_words([features(f"l:{i}", name=f"{a} Ali") for i, a in enumerate(PARTS)]))


@pytest.mark.parametrize("model", [load_model("1"), CROWD], ids=["nothing-counted", "counted"])
def test_names_are_compared_as_in_the_plainest_way(model):
    rng = random.Random(11)
    laid = 0
    for _ in range(400):
        words = [rng.choice(PARTS) for _ in range(4)]
        others = [rng.choice([*words, rng.choice(PARTS)]) for _ in range(rng.randint(1, 4))]
        for a in read_name(" ".join(words[: rng.randint(1, 4)])):
            for b in read_name(" ".join(others)):
                found = compare_names(words_of(a), words_of(b), attribute="name", model=model)
                bits, pairs, open_left, open_right = plain.compare_names(a, b, attribute="name", model=model)
                assert (found.laid, found.open_left, found.open_right) == (pairs, open_left, open_right)
                assert found.bits == pytest.approx(bits, abs=1e-9)
                laid += pairs
    assert laid > 500


@pytest.mark.parametrize("script", ["latin", "han", "arabic", "ethiopic", "devanagari"])
def test_the_best_way_through_two_words_is_the_best_of_all(script):
    table, rng = load_table(script), random.Random(3)
    words = {"latin": ["karim", "kareem", "haile"], "han": ["李", "小明"], "arabic": ["محمد", "التميمي"],
             "ethiopic": ["ተስፋዬ", "ከበደ"], "devanagari": ["राजेश", "कुमार"]}[script]  # fmt: skip
    for word in words:
        for latin in (likeliest(word, script), "karim", "li", "xiaoming", "muhamad", "tesfaye", "rajesh"):
            best = plain.best_way(word, latin, table)
            assert best_way(word, latin, table, least=NO_WAY) == pytest.approx(best, abs=1e-9)
            floor = best + rng.choice((-3.0, -0.01, 0.01, 3.0))
            given = best_way(word, latin, table, least=floor)
            assert given == (pytest.approx(best, abs=1e-9) if best > floor else NO_WAY)
