from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.test_link import lists
from tests.match.build import features

from homeward.engines.pairs import find_pairs
from homeward.engines.sieve_fields import make_fields, of_field
from homeward.match import compare, count_words, keys, load_model, prepare, with_rarity

MODEL = load_model()
# As in the engine: more records than these share a key of that kind, and it proposes nothing.
MOST = {"w": 6, "y": 25, "m": 25, "n": 40, "p": 40, "b": 60, "d": 60, "f": 60, "t": 60}
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


def test_pairs_are_those_that_share_a_key_which_few_share():
    records = [prepare(record) for record in sorted(lists(120), key=lambda record: record.id)]
    sharing = defaultdict(list)
    for place, record in enumerate(records):
        for key in keys(record):
            sharing[key].append(place)
    expected = {
        (a, b)
        for key, places in sharing.items()
        if len(places) <= MOST[key[0]]
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    }
    left, right = find_pairs(records)
    assert expected
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == sorted(expected)


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
