from __future__ import annotations

import random

import pytest
from tests.match.build import a_record

from homeward.engines import link
from homeward.match import compare, count_words, load_model, prepare, with_rarity
from homeward.policy import standard_policy

MODEL, POLICY = load_model("1"), standard_policy()
GIVEN = ("Tesfaye", "Almaz", "Dawit", "Hana", "Bekele", "Selam", "Girma", "Meron", "Yonas", "Sara", "Abel", "Ruth")
FATHERS = ("Kebede", "Alemu", "Worku", "Lemma", "Tadesse", "Haile", "Mulugeta", "Assefa", "Desta", "Negash")


def people(count: int, *, seed: int = 1) -> list[dict[str, str]]:
    rng = random.Random(seed)
    return [
        {
            "name": f"{rng.choice(GIVEN)} {rng.choice(FATHERS)} {rng.choice(FATHERS)}",
            "born": f"{rng.randint(1975, 2005)}-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}",
            "sex": rng.choice("MF"),
            "nationality": "ETH",
            "document": f"EP{rng.randint(10**6, 10**7)}",
        }
        for _ in range(count)
    ]


def lists(count: int = 120):
    """Two lists of the same people; the second cuts the third name, and gives half of the documents only."""
    first = [a_record(f"a:{i}", **person) for i, person in enumerate(people(count))]
    second = []
    for i, person in enumerate(people(count)[: count // 2]):
        short = {**person, "name": person["name"].rsplit(" ", 1)[0]}
        if i % 2:
            del short["document"]
        second.append(a_record(f"b:{i}", **short))
    return [*first, *second]


def linked(records):
    return link(records, model=MODEL, policy=POLICY)


def same(result):
    return {(pair.left, pair.right) for pair in result.pairs if pair.decision == "same"}


def test_the_same_people_are_found_on_both_lists():
    found = same(linked(lists()))
    truth = {(f"a:{i}", f"b:{i}") for i in range(60)}
    assert found <= truth
    assert len(found) >= 55


def test_the_order_of_records_never_matters():
    records = lists(60)
    shuffled = random.Random(5).sample(records, len(records))
    assert linked(records) == linked(shuffled)


def test_an_unrelated_record_changes_no_decision():
    records = lists(60)
    stranger = a_record("b:999", name="Zoltan Quispe", born="1961-11-30", sex="M", document="XQ99887766")
    assert same(linked([*records, stranger])) == same(linked(records))


def test_the_engine_weighs_every_pair_as_the_reference_does():
    records = lists(60)
    features = {record.id: prepare(record) for record in records}
    model = with_rarity(MODEL, count_words(features.values()))
    pairs = linked(records).pairs
    assert pairs
    for pair in pairs:
        reference = compare(features[pair.left], features[pair.right], model)
        assert (pair.bits, pair.levels, pair.total_bits) == (reference.bits, reference.levels, reference.total_bits)


def test_two_people_with_one_name_and_year_stay_apart():
    crowd = lists(80)
    one = a_record("a:x", name="Tesfaye Kebede Alemu", born="1990-03-12", sex="M", document="EP1111111")
    other = a_record("b:x", name="Tesfaye Kebede Alemu", born="1990-08-25", sex="M", document="EP2222222")
    assert ("a:x", "b:x") not in same(linked([*crowd, one, other]))


def test_twins_on_two_lists_are_two_people():
    twin = {"born": "1995-06-07", "sex": "F", "nationality": "ETH", "father": "Worku Lemma"}
    records = [
        a_record("a:t1", name="Hana Worku Lemma", document="EP7000001", **twin),
        a_record("a:t2", name="Sara Worku Lemma", document="EP7099902", **twin),
        a_record("b:t1", name="Hana Worku Lemma", document="EP7000001", **twin),
        a_record("b:t2", name="Sara Worku Lemma", document="EP7099902", **twin),
    ]
    result = linked([*lists(80), *records])
    assert {("a:t1", "b:t1"), ("a:t2", "b:t2")} <= same(result)
    groups = [set(group) for group in result.clusters]
    assert not any({"a:t1", "a:t2"} <= group or {"a:t1", "b:t2"} <= group for group in groups)


def test_one_list_names_a_person_twice_only_on_strong_evidence():
    person = {"name": "Meron Haile Desta", "born": "1993-04-05", "sex": "F", "nationality": "ETH"}
    weak = [a_record("a:1x", **person), a_record("a:2x", **{**person, "name": "Meron Haile"})]
    strong = [a_record("a:1x", document="EP5556667", **person), a_record("a:2x", document="EP5556667", **person)]
    assert ("a:1x", "a:2x") not in same(linked([*lists(80), *weak]))
    assert ("a:1x", "a:2x") in same(linked([*lists(80), *strong]))


def test_native_and_latin_spellings_meet():
    crowd = lists(60)
    latin = a_record("a:n", name="Yonas Tadesse Negash", born="1992-09-14", sex="M", document="EP3334445")
    native = a_record("b:n", name="ዮናስ ታደሰ ነጋሽ", born="1992-09-14", sex="M")
    assert ("a:n", "b:n") in same(linked([*crowd, latin, native]))


def test_nothing_and_one_record_link_to_nothing():
    assert linked([]).pairs == ()
    assert linked([a_record("a:1", name="Ali")]).clusters == ()


def test_a_bar_may_watch_the_pairs():
    seen = []

    def watch(pairs):
        for pair in pairs:
            seen.append(pair)
            yield pair

    assert link(lists(20), model=MODEL, policy=POLICY, shown=watch).pairs
    assert seen == sorted(seen) and seen


@pytest.mark.parametrize("key", ["bits", "levels"])
def test_bits_and_levels_name_every_attribute(key):
    from homeward.match import ATTRIBUTES

    assert tuple(getattr(linked(lists(20)).pairs[0], key)) == ATTRIBUTES
