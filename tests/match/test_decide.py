from __future__ import annotations

import pytest
from tests.match.build import features

from homeward.errors import InputError
from homeward.match import Decision, cluster, compare, decide, keys, load_model, posterior
from homeward.match.model import read_model
from homeward.match.question import best_question
from homeward.match.rarity import bucket

MODEL = load_model("1")
CLAIM = features("c:1", name="Tesfaye Kebede", born="1998-03-12", father="Kebede Alemu", place="Adama")


def against(*entries, size: int = 10_000):
    comparisons = [compare(CLAIM, entry, MODEL) for entry in entries]
    return comparisons, posterior(comparisons, size=size, model=MODEL)


def test_probabilities_sum_to_one():
    _, chances = against(CLAIM, features("r:2", name="Hana Kebede", father="Kebede Alemu"))
    assert sum(chances.candidates) + chances.relative + chances.nobody == pytest.approx(1)
    assert posterior([], size=10, model=MODEL).nobody == 1.0


def test_a_brother_is_a_relative_and_not_the_person():
    brother = features("r:1", name="Dawit Kebede", born="2001-07-30", father="Kebede Alemu", place="Adama")
    _, chances = against(brother)
    assert chances.candidates[0] < 0.05 < chances.relative


def test_the_same_agreement_says_less_in_a_larger_register():
    small, large = (against(features("r:1", name="Tesfaye Kebede"), size=size)[1] for size in (1_000, 10_000_000))
    assert small.candidates[0] > large.candidates[0]


def test_names_alone_never_make_two_people_one():
    twin = features("r:1", name="Tesfaye Kebede Alemu Worku Bekele Lemma")
    comparison = compare(features(name="Tesfaye Kebede Alemu Worku Bekele Lemma"), twin, MODEL)
    assert comparison.total_bits > 30
    assert decide(comparison, 0.9999, max_false=0.005, min_review=0.05, model=MODEL) is Decision.UNDECIDED


@pytest.mark.parametrize(("p", "decision"), [(0.01, "different"), (0.5, "undecided"), (0.999, "same")])
def test_the_bounds_of_the_policy_decide(p, decision):
    assert decide(compare(CLAIM, CLAIM, MODEL), p, max_false=0.005, min_review=0.05, model=MODEL) == decision


def test_a_doubtful_record_in_the_middle_chains_nobody():
    ties = [("a", "b", 20.0), ("b", "c", 12.0)]
    assert cluster("abcd", positive=ties, negative=[]) == (("a", "b", "c"), ("d",))
    assert cluster("abcd", positive=ties, negative=[("c", "a")]) == (("a", "b"), ("c",), ("d",))
    apart = cluster("abcd", positive=reversed(ties), may_join=lambda one, other: not {"a", "c"} <= {*one, *other})
    assert apart == (("a", "b"), ("c",), ("d",))


def test_the_question_is_a_field_that_tells_the_candidates_apart():
    one = features("r:1", name="Ali Omar", father="Omar Saleh", place="Lahore")
    two = features("r:2", name="Ali Omar", father="Omar Saleh", place="Multan")
    assert best_question(features(name="Ali Omar", father="Omar", born="1990-02-03"), [one, two]) == "place"
    assert best_question(features(name="Ali Omar"), []) == "document"


def test_a_model_is_frozen_versioned_and_whole():
    assert load_model("1").version == "1" and len(MODEL.digest) == 16
    with pytest.raises(InputError):
        load_model("../1")
    with pytest.raises(InputError):
        read_model('version = "9"\n[prior]\npresent = 1.0\n')


def test_one_record_more_does_not_change_how_rare_things_are():
    assert bucket(1_500) == bucket(1_501) == 2_048


def test_keys_meet_across_spellings_and_scripts():
    left = keys(features(name="Yousef Omar", born="1998-03-12", document="E1234567"))
    assert set(left) & set(keys(features(name="يوسف عمر", born="1998-03-12")))
    assert len({key for key in left if key[0] == "w"} & set(keys(features(name="Yusuf Umar")))) > 1
    assert not set(keys(features(name="Yusuf Umar"))) & set(keys(features(name="Chidi Obi")))
    assert list(left) == sorted(left)
