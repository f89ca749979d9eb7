"""Names go with nations: what a nationality says is not said again by every word that agrees."""

from __future__ import annotations

import random
from dataclasses import replace
from math import log2

import pytest
from tests.match.build import features

from homeward.match import compare, count_words, load_model, with_rarity

MODEL = load_model()
WHOLE = replace(MODEL, together=dict.fromkeys(MODEL.together, 1.0))


def people(nations: str, *, each: int = 256) -> list:
    """People of nations that share no word."""
    rng = random.Random(3)
    return [
        features(f"r:{nation}{n}", name=f"kal{nation}{rng.choice('bcdf')}on ter{nation}{rng.choice('bcdf')}ak",
                 father=f"vor{nation}{rng.choice('bcdf')}im", nationality=f"AA{nation.upper()}")
        for nation in nations for n in range(each)
    ]  # fmt: skip


def told(nations: str, model) -> dict[str, float]:
    everybody = people(nations)
    one, other = everybody[0], replace(everybody[0], id="c:1")
    return compare(one, other, with_rarity(model, count_words(everybody))).bits


def test_a_name_and_a_nation_say_together_how_rare_the_name_is_among_all():
    alone, among = told("a", WHOLE), told("aeio", WHOLE)
    assert alone["name"] == pytest.approx(4.0, abs=1.0) and alone["nationality"] == 0.0
    # A quarter of the register is of the nation: that is said once, by the name or by the nationality.
    assert among["name"] + among["nationality"] == pytest.approx(alone["name"] + log2(4), abs=0.05)
    assert among["father"] == pytest.approx(alone["father"], abs=0.05)


def test_a_model_without_the_table_counts_each_by_itself():
    alone, among = (told(nations, load_model("1")) for nations in ("a", "aeio"))
    assert sum(among.values()) == pytest.approx(sum(alone.values()) + 4 * log2(4), abs=0.05)


def test_of_two_nations_the_commoner_is_taken_and_of_none_nothing():
    everybody = people("ae") + people("i", each=64)
    model = with_rarity(WHOLE, count_words(everybody))
    one = everybody[0]
    bits = {home: compare(one, replace(one, id="c:1", nationality=home), model).bits["name"] for home in ("", "AAI")}
    assert bits["AAI"] == bits[""] == compare(one, replace(one, id="c:1"), model).bits["name"]
    nameless = [replace(person, nationality="") for person in everybody]
    without = compare(nameless[0], replace(nameless[0], id="c:1"), with_rarity(WHOLE, count_words(nameless)))
    assert without.bits["name"] > bits[""]


def test_a_brothers_postcode_says_less_of_him_than_of_oneself():
    one, other = features("a:1", name="Ali Omar", postcode="4217"), features("b:1", name="Saad Omar", postcode="4217")
    twins = compare(one, other, MODEL)
    moved = replace(MODEL, family={**MODEL.family, "postcode": {"moved": 0.0}})
    assert compare(one, other, moved).family_bits == pytest.approx(twins.family_bits + 1.5, abs=0.01)
