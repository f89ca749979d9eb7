from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.engines.test_link import a_list_of_copies, lists
from tests.match.build import features

from homeward.engines.sieve import make_sieve, promises, sharper
from homeward.match import compare, count_words, load_model, prepare, with_rarity

MODEL = load_model()
CROWD = [prepare(record) for record in lists(80)]


def sifted(records):
    """Every two of the records: what they promise by sound, by spelling, and what they come to."""
    model = with_rarity(MODEL, count_words(records))
    left, right = np.array(list(combinations(range(len(records)), 2)), dtype=np.int64).T
    sieve = make_sieve(records, model)
    found = zip(left.tolist(), right.tolist(), strict=True)
    real = np.array([compare(records[a], records[b], model).total_bits for a, b in found])
    return promises(sieve, left, right), sharper(sieve, left, right), real


@pytest.mark.parametrize("records", [lists(120), list(a_list_of_copies(12, each=6))], ids=["lists", "copies"])
def test_a_pair_that_is_worth_showing_promises_as_much(records):
    by_sound, by_spelling, real = sifted([prepare(record) for record in records])
    worth = real >= 10
    assert worth.sum() > 50
    assert (by_sound[worth] < 10).mean() < 0.02
    assert (by_spelling[worth] < 10).mean() < 0.02


@pytest.mark.parametrize(
    ("one", "other"), [("黄小凯", "彭志华"), ("LAU JIANGANG", "Lee Junwei"), ("Sun Xiaoliang", "徐林")]
)
def test_names_that_only_sound_alike_by_their_consonants_promise_nothing(one, other):
    by_sound, by_spelling, real = sifted([features("a:1", name=one), features("b:1", name=other), *CROWD])
    assert by_sound[0] > 0 > real[0]
    assert by_spelling[0] == pytest.approx(real[0], abs=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黄小凯", "Huang Xiaokai"),
        ("Huang Xiao Kai", "HUANG XIAOKAI"),
        ("Xiao Kai", "Xiaokai"),
        ("Tesfaye Kebede", "ተስፋዬ ከበደ"),
        ("Mohd Yusuf", "Mohammed Yousef"),
        ("Hana Worku Lemma", "Sara Worku Lemma"),
    ],
)
def test_names_in_two_spellings_promise_what_they_come_to(one, other):
    _, by_spelling, real = sifted([features("a:1", name=one), features("b:1", name=other), *CROWD])
    assert by_spelling[0] >= real[0] - 0.01
