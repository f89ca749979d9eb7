from __future__ import annotations

import random
from dataclasses import replace
from math import log2

import pytest
from tests.match.build import features

from homeward.errors import InputError, Refused
from homeward.match import (
    ATTRIBUTES,
    Comparison,
    Judged,
    compare,
    explain,
    load_model,
    posterior,
    read_model,
    write_model,
)
from homeward.match.fit import fit, reweigh, weigh_claims, weigh_lists
from homeward.match.strangers import count_strangers, count_together

PARENT = load_model("2")
BORN = {"same": 0.8, "near": 0.1, "different": 0.1}  # one person's dates
CHANCE = {"same": 1 / 4096, "near": 1 / 256, "different": 1 - 1 / 4096 - 1 / 256}


def a_pair(left: str, right: str, *, name: float, born: str, kin: float = 0.0) -> Comparison:
    bits = dict.fromkeys(ATTRIBUTES, 0.0) | {"name": name, "born": PARENT.weights["born"][born]}
    levels = dict.fromkeys(ATTRIBUTES, "missing") | {"name": "same", "born": born}
    return Comparison(
        left=left, right=right, levels=levels, bits=bits, total_bits=sum(bits.values()), family_bits=kin
    )  # fmt: skip


def claims(count: int, *, present: float = 0.5, seed: int = 1) -> list[Comparison]:
    """Each claim meets one entry of its name by chance, and its own entry if it is there."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        if rng.random() < present:
            born = rng.choices(list(BORN), list(BORN.values()))[0]
            found.append(a_pair(f"c{number}", f"r{number}", name=22.0, born=born))
        stranger = rng.choices(list(CHANCE), list(CHANCE.values()))[0]
        found.append(a_pair(f"c{number}", f"s{number}", name=9.0, born=stranger))
    return found


def fitted(pairs, *, count: int, **given):
    # Chance draws a claim's own entry too, once in as many as there are entries.
    drawn = {level: CHANCE[level] + 0.5 / 4_000 * BORN[level] for level in BORN}
    weigh = weigh_claims(count, size=4_000)
    return fit(pairs, strangers={"born": drawn}, weigh=weigh, parent=PARENT, version="test", **given)


def test_fitting_finds_how_often_dates_agree_without_labels():
    model = fitted(claims(20_000), count=20_000)
    for level, share in BORN.items():
        assert model.weights["born"][level] == pytest.approx(log2(share / CHANCE[level]), abs=0.35)
    assert model.prior["present"] == pytest.approx(0.5, abs=0.03)
    assert model.weights["document"] == PARENT.weights["document"]  # of which nothing was seen


def test_little_data_moves_little_and_much_moves_much():
    truth = log2(BORN["different"] / CHANCE["different"])
    few, many = (fitted(claims(count), count=count).weights["born"]["different"] for count in (2_000, 20_000))
    parent = PARENT.weights["born"]["different"]
    assert abs(many - truth) < 0.4 < 1.0 < few - parent < truth - parent - 0.5


def test_too_few_pairs_are_refused():
    with pytest.raises(Refused) as refused:
        fitted(claims(100), count=100)
    assert refused.value.code == "refused.too-few-pairs"


def test_the_order_of_the_pairs_never_matters():
    pairs = claims(800)
    shuffled = random.Random(9).sample(pairs, len(pairs))
    assert fitted(pairs, count=800) == fitted(shuffled, count=800)


def test_better_levels_are_never_worth_less():
    pairs = [pair for pair in claims(2_000) if pair.levels["born"] != "same"]
    born = fitted([*pairs, a_pair("x", "y", name=22.0, born="same")], count=2_000).weights["born"]
    order = ("same", "reading", "swapped", "near", "digits", "different")
    assert [born[level] for level in order] == sorted((born[level] for level in order), reverse=True)


def test_what_cannot_be_told_without_labels_stays_as_the_parent_has_it():
    pairs = [replace(pair, family_bits=14.0, namesake_bits=14.0) for pair in claims(600)]
    pairs = [replace(pair, levels=pair.levels | {"name": "shorter"}) for pair in pairs]
    model = fitted(pairs, count=600)
    for kind in ("relative", "namesake"):
        assert model.prior[kind] == PARENT.prior[kind]
    assert {**model.name, "contradicted": 0} == {**PARENT.name, "contradicted": 0}


def test_judgements_count_as_what_was_said_and_bend_what_is_claimed():
    pairs = claims(8_000)
    doubted = [pair for pair in pairs if pair.levels["born"] == "near" and pair.right.startswith("r")]
    said = [Judged(left=p.right, right=p.left, p=0.9, is_same=False) for p in doubted]
    plain, judged = fitted(pairs, count=8_000), fitted(pairs, count=8_000, judged=said)
    assert judged.weights["born"]["near"] < plain.weights["born"]["near"] - 0.4
    assert not plain.calibration and judged.calibration["shift"] < -0.5 and judged.fit["judged"] == len(said)
    here = [a_pair("c", "r", name=22.0, born="near")]
    before = posterior(here, size=4_000, model=replace(judged, calibration={}))
    after = posterior(here, size=4_000, model=judged)
    assert after.candidates[0] < before.candidates[0]
    assert sum(after.candidates) + after.relative + after.nobody == pytest.approx(1)


def test_doubles_on_a_list_and_people_on_two_are_learned_as_priors():
    lists = {f"a{n}": "a" for n in range(1_000)} | {f"b{n}": "b" for n in range(1_000)}
    pairs = [a_pair(f"a{n}", f"b{n}", name=20.0, born="same") for n in range(400)]
    pairs += [a_pair(f"a{n}", f"a{n + 1}", name=20.0, born="same") for n in range(0, 600, 2)]
    weigh = weigh_lists(lists)
    model = fit(pairs, strangers={"born": CHANCE}, weigh=weigh, parent=PARENT, version="test")
    assert model.prior["overlap"] == pytest.approx(0.29, abs=0.02)  # odds .4, in a list of 1,024
    assert model.prior["twice"] == pytest.approx(300 / 1024 / (1 + 300 / 1024), abs=0.02)
    assert model.prior["present"] == PARENT.prior["present"]


def test_a_model_is_frozen_and_an_old_decision_can_be_explained_again():
    model = fitted(claims(600), count=600)
    text = write_model(model)
    again = read_model(text)
    assert again == model and write_model(again) == text and again.fit["parent"] == PARENT.digest
    left, right = (
        features("a:1", name="Ali Omar", born="1998-03-12"),
        features("b:1", name="Ali Omar", born="1998-03-13"),
    )
    then, now = compare(left, right, model), compare(left, right, again)
    assert (then, explain(then)) == (now, explain(now)) and then.bits != compare(left, right, PARENT).bits
    assert read_model(text.replace("near = ", "near = 1")).digest != model.digest
    with pytest.raises(InputError):
        read_model(text.replace("[prior]", "[priors]"))
    with pytest.raises(InputError):
        read_model("version = ")


def test_weighing_anew_is_what_comparing_anew_gives():
    weights = {**PARENT.weights, "born": {**PARENT.weights["born"], "near": 6.5}}
    other = replace(PARENT, weights=weights, name={**PARENT.name, "contradicted": -3.0})
    left = features("a:1", name="Ali Omar", born="1998-03-12", sex="M")
    for right in (features("b:1", name="Ali Omar", born="1998-03-13"), features("b:2", name="Ali Saleh", sex="F")):
        (moved,) = reweigh([compare(left, right, PARENT)], parent=PARENT, model=other)
        assert moved.total_bits == pytest.approx(compare(left, right, other).total_bits, abs=0.02)


def people(count: int, *, words: str) -> list:
    """People of as many nations as there are letters; nations of one letter have the same words."""
    rng = random.Random(5)
    found = []
    for number in range(count):
        nation = rng.randrange(len(words))
        name = " ".join(f"{kind}{words[nation]}{chr(97 + rng.randrange(20))}on" for kind in ("kal", "ter"))
        found.append(features(f"r:{number}", name=name, nationality=f"AA{chr(65 + nation)}"))
    return found


def test_how_much_names_go_with_nations_is_counted():
    assert count_together(people(2_000, words="a")) == {}
    assert count_together(people(2_000, words="abcd")) == {"name": 1.0}
    assert count_together(people(2_000, words="aaaa"))["name"] < 0.05
    half = count_together(people(2_000, words="aabb"))
    assert 0.45 < half["name"] < 0.55 and half == count_together(reversed(people(2_000, words="aabb")))


def test_strangers_are_drawn_whatever_the_order_and_equal_days_are_counted():
    here = [features(f"a:{n}", name="Ali", born=f"19{50 + n % 50}-03-12") for n in range(200)]
    there = [features(f"b:{n}", name="Omar", born=f"19{50 + n % 50}-03-12") for n in range(200)]
    shares = count_strangers(here, there, model=PARENT)
    assert shares == count_strangers(reversed(here), reversed(there), model=PARENT)
    assert shares["born"]["same"] == pytest.approx(1 / 50) and shares["name"]["different"] == 1.0
    assert "document" not in shares or not shares["document"]
