"""What holds of linking and proposing whatever the data: order, strangers, and where blocks end."""

from __future__ import annotations

import importlib
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.test_link import MODEL, POLICY, lists, people
from tests.match.build import a_record

from homeward.engines import find_in, link, open_register, propose, write_parquet
from homeward.match import count_words, prepare
from homeward.match.rarity import step

# They share no word, sound, date, nationality or number with anybody in the lists.
strangers = st.lists(
    st.builds(
        lambda words, year, month, number: {
            "name": " ".join(words), "born": f"{year}-{month:02}-30", "document": f"XQ{number}", "nationality": "PER",
        },
        words=st.lists(st.sampled_from(("Zoltan", "Quispe", "Xhevdet", "Pfister", "Kjell")), min_size=2, max_size=3),
        year=st.integers(1931, 1939), month=st.integers(9, 12), number=st.integers(10**7, 10**8 - 1),
    ),
    min_size=1, max_size=3, unique_by=lambda person: person["document"],
)  # fmt: skip
COLUMNS = ("id", "name", "born", "sex", "nationality", "document")


def decided(result, *, among):
    """The decisions and bits on pairs of these records, and the people they make."""
    pairs = {(p.left, p.right): (p.decision, p.total_bits) for p in result.pairs if {p.left, p.right} <= among}
    return pairs, {group for group in result.clusters if set(group) <= among}


@given(strangers, st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_strangers_on_a_list_and_the_order_of_records_change_nothing(others, rng):
    records = lists(60)
    more = [*records, *(a_record(f"b:x{i}", **person) for i, person in enumerate(others))]
    rng.shuffle(more)
    among = {record.id for record in records}
    before = decided(link(records, model=MODEL, policy=POLICY), among=among)
    assert before[0] and before == decided(link(more, model=MODEL, policy=POLICY), among=among)


def written(path, rows):
    write_parquet(path, {name: [row.get(name, "") for row in rows] for name in COLUMNS})
    return path


def desk(count=200):
    rows = [{"id": f"E{i:04}", **person} for i, person in enumerate(people(count))]
    claims = []
    for i, row in enumerate(rows[:24]):
        said = {name: row[name] for name in COLUMNS[1:5]}
        said["name"] = said["name"].rsplit(" ", 1)[0] if i % 3 else said["name"]
        claims.append(a_record(f"c{i:02}", list_id="claims", **said))
    return rows, claims


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    rows, claims = desk()
    path = written(tmp_path_factory.mktemp("desk") / "register.parquet", rows)
    return rows, claims, path, propose(claims, path, model=MODEL, policy=POLICY)


@given(strangers, st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_strangers_in_a_register_or_among_claims_change_nothing(tmp_path_factory, asked, others, rng):
    rows, claims, _, before = asked
    path = tmp_path_factory.mktemp("desk") / "register.parquet"
    more = [*rows, *({"id": f"X{i}", **person} for i, person in enumerate(others))]
    rng.shuffle(more)
    written(path, more)
    extra = [a_record(f"x{i}", list_id="claims", **{**other, "document": "ZZ11"}) for i, other in enumerate(others)]
    found = propose([*extra, *claims], path, model=MODEL, policy=POLICY)
    assert [p.decision for p in before].count("same") > 5
    assert [p for p in found if not p.claim.startswith("x")] == list(before)
    with open_register(path) as opened:
        alone = find_in(opened, claims[3], model=MODEL, policy=POLICY)
    with open_register(asked[2]) as opened:
        assert alone == find_in(opened, claims[3], model=MODEL, policy=POLICY)


@pytest.mark.parametrize("size", [1, 7, 24])
def test_where_a_block_of_claims_ends_does_not_matter(asked, monkeypatch, size):
    _, claims, path, before = asked
    monkeypatch.setattr(importlib.import_module("homeward.engines.propose"), "_BLOCK", size)
    assert propose(claims, path, model=MODEL, policy=POLICY) == before


@pytest.mark.parametrize("size", [1, 50])
def test_where_a_block_of_pairs_ends_does_not_matter(monkeypatch, size):
    records = lists(40)
    before = link(records, model=MODEL, policy=POLICY)
    monkeypatch.setattr(importlib.import_module("homeward.engines.link"), "_AT_ONCE", size)
    assert link(records, model=MODEL, policy=POLICY) == before


def test_a_record_that_shares_words_changes_nothing_within_a_step():
    records = lists(60)
    among = {record.id for record in records}
    crowd = [a_record(f"b:y{i}", name="Tesfaye Girma", born=f"{1930 + i}-11-30") for i in range(12)]
    counts = count_words(map(prepare, records)).counts["name"]
    steps = [[step(counts[word] + more) for word in ("tesfaye", "girma")] for more in range(len(crowd) + 1)]
    within = [more for more in range(len(crowd)) if steps[more] == steps[more + 1]]
    assert len(within) > 3
    for more in within[:3]:
        before, after = (link([*records, *crowd[:n]], model=MODEL, policy=POLICY) for n in (more, more + 1))
        assert decided(before, among=among) == decided(after, among=among)


def test_a_claim_said_twice_over_is_the_same_claim(asked):
    _, claims, path, before = asked
    twice = [
        replace(claim, claims=claim.claims + claim.claims) for claim in random.Random(2).sample(claims, len(claims))
    ]
    assert propose(twice, path, model=MODEL, policy=POLICY) == before
