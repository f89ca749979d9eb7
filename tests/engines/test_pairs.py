from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.test_link import FATHERS, GIVEN, lists
from tests.match.build import features

from homeward.engines.pairs import find_pairs
from homeward.engines.sieve_fields import make_fields, of_field
from homeward.match import compare, count_words, keys, load_model, prepare, with_rarity
from homeward.match.keys import may_stand_together

MODEL = load_model()
FEW = 40  # as in the engine: more records than these share a key, and it proposes nothing by itself
TOWNS = ("Adama", "Mekelle")
FIELDS = ("born", "document", "phone", "arrived", "sex", "nationality", "postcode")

days = st.dates().map(lambda day: day.isoformat())
dates = st.one_of(days, st.sampled_from(("1998", "1998-03", "1998-01-01", "1998-09-11", "1998-03-12", "1998-12-03")))
codes = st.text(alphabet="0O1IL8B5S2ZAE", min_size=4, max_size=9)
people = st.fixed_dictionaries(
    {"name": st.sampled_from(("Hana Worku", "Sara Lemma"))},
    optional={
        "born": st.lists(dates, min_size=1, max_size=3, unique=True).map(tuple),
        "document": codes,
        "sex": st.sampled_from("MF"),
        "nationality": st.sampled_from(("ETH", "CHN", "KEN")),
        "postcode": codes,
    },
)


def expected_pairs(records):
    """The same by sets: who shares a key that few share, or two of a crowd's that say different things."""
    sharing = defaultdict(set)
    for place, record in enumerate(records):
        for key in keys(record):
            sharing[key,].add(place)
    crowds = [key for (key,), places in sharing.items() if len(places) > FEW]
    for one, other in combinations(crowds, 2):
        if may_stand_together(one[0], other[0]):
            sharing[one, other] = sharing[one,] & sharing[other,]
    found = [combinations(sorted(places), 2) for places in sharing.values() if len(places) <= FEW]
    return sorted({pair for pairs in found for pair in pairs})


@pytest.mark.parametrize("count", [3, 40, 400])
def test_pairs_are_those_that_share_what_few_share(count):
    records = [prepare(record) for record in sorted(lists(count), key=lambda record: record.id)]
    left, right = find_pairs(records)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == expected_pairs(records)
    assert len(left) > count / 3


def test_copies_of_one_person_meet_where_every_field_by_itself_is_shared_by_a_crowd():
    crowd = [
        features(f"a:{town}-{name}-{copy}", name=f"{GIVEN[name]} {FATHERS[name % 10]}", place=TOWNS[town])
        for town in (0, 1)
        for name in range(12)
        for copy in range(30)
    ]
    left, right = find_pairs(crowd)
    same = [(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if crowd[a].names == crowd[b].names]
    # Each name stands sixty times, each town more often; the two together stand thirty times.
    assert len(same) == len(left) == 2 * 12 * 30 * 29 // 2


def test_pairs_grow_with_the_records_and_not_with_their_square():
    half, whole = (len(find_pairs([prepare(record) for record in lists(count)])[0]) for count in (1_000, 2_000))
    assert half * 1.5 < whole < half * 2.5


@st.composite
def slips(draw):
    """A number, and the same with a letter changed, left out or added, or two that changed places."""
    code = draw(codes)
    at = draw(st.integers(0, len(code) - 2))
    slip = draw(st.sampled_from(("", "7", code[at] + "7", code[at + 1] + code[at])))
    return code, code[:at] + slip + code[at + 1 + (slip == code[at + 1] + code[at]) :]


@given(people, people, st.one_of(st.none(), slips()))
def test_fields_never_promise_less_than_they_come_to(one, other, slip):
    if slip:
        one, other = {**one, "document": slip[0]}, {**other, "document": slip[1]}
    records = [features("a:1", **one), features("b:1", **other)]
    model = with_rarity(MODEL, count_words(records))
    bits = compare(*records, model).bits
    for name, field in zip(FIELDS, make_fields(records, model), strict=True):
        promised = of_field(field, np.array([0]), np.array([1]))
        assert promised[0] >= bits[name] - 0.01, name
