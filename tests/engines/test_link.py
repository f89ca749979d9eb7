from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.match.build import a_record

from homeward.engines import link
from homeward.match import compare, count_words, load_model, prepare, with_rarity
from homeward.policy import standard_policy

MODEL, POLICY = load_model(), standard_policy()
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


def copies(key, person, count, *, seed=1):
    """Records of one person on one list, each with one field left out or a letter of the name changed."""
    rng = random.Random(f"{key}{seed}")
    for copy in range(count):
        record = dict(person)
        fault = rng.choice(("name", "born", "place", "postcode", ""))
        if fault == "name":
            at = rng.randrange(1, len(record["name"]) - 1)
            record["name"] = record["name"][:at] + rng.choice("aeiou") + record["name"][at + 1 :]
        elif fault:
            del record[fault]
        yield a_record(f"a:{key}-{copy}", **record)


def a_list_of_copies(count=60, *, each=9):
    rng = random.Random(4)
    towns = [
        f"{start}{end}" for start in ("Ada", "Meke", "Gon", "Hara") for end in ("ma", "lle", "dar", "wolde", "fet")
    ]
    for place, person in enumerate(people(count, seed=4)):
        del person["document"], person["nationality"]
        yield from copies(place, {**person, "place": rng.choice(towns), "postcode": str(rng.randint(1000, 9999))}, each)


def person_of(key):
    return key.rpartition("-")[0]


def test_a_list_that_holds_everybody_many_times_is_understood():
    result = linked(a_list_of_copies())
    truth = 60 * 9 * 8 // 2
    within = [len(group) * (len(group) - 1) // 2 for group in result.clusters]
    assert not [group for group in result.clusters if len({person_of(key) for key in group}) > 1]
    assert sum(within) > 0.8 * truth
    told = [pair for pair in result.pairs if pair.p >= 0.5]
    assert len(told) > 0.9 * truth
    assert sum(person_of(pair.left) == person_of(pair.right) for pair in told) > 0.99 * len(told)


def test_every_pair_within_a_cluster_is_told_and_no_other_is_same():
    result = linked(a_list_of_copies(20))
    inside = {pair for group in result.clusters for pair in combinations(group, 2)}
    assert same(result) == inside
    assert all(pair.p >= 1 - POLICY.link_max_false for pair in result.pairs if pair.decision == "same")
    assert len({(pair.left, pair.right) for pair in result.pairs}) == len(result.pairs)


def test_a_few_doubles_do_not_make_a_list_one_of_many_doubles():
    person = {"name": "Meron Haile Desta", "born": "1993-04-05", "sex": "F", "nationality": "ETH"}
    weak = [a_record("a:1x", **person), a_record("a:2x", **{**person, "name": "Meron Haile"})]
    doubles = [a_record(f"a:d{i}", **one) for i, one in enumerate(people(12))]
    assert ("a:1x", "a:2x") not in same(linked([*lists(80), *doubles, *weak]))


FAMILY = {"nationality": "ETH", "place": "Adama", "father": "Worku Lemma", "born": "1995-06-07", "sex": "F"}
PAIRS_OF_PEOPLE = {
    "twins": ({**FAMILY, "name": "Hana Worku Lemma"}, {**FAMILY, "name": "Sara Worku Lemma"}),
    "brother and sister": (
        {**FAMILY, "name": "Dawit Worku Lemma", "sex": "M", "born": "1992-03-11"},
        {**FAMILY, "name": "Hana Worku Lemma"},
    ),
    "father and son of one name": (
        {"name": "Omar Omar Saleh", "born": "1960-02-11", "sex": "M", "nationality": "YEM", "place": "Taiz"},
        {"name": "Omar Omar Saleh", "born": "1988-07-23", "sex": "M", "nationality": "YEM", "place": "Taiz"},
    ),
    "namesakes born on one day": (
        {"name": "Tesfaye Kebede", "born": "1990-03-12", "sex": "M", "nationality": "ETH", "document": "EP1111111"},
        {"name": "Tesfaye Kebede", "born": "1990-03-12", "sex": "M", "nationality": "ETH", "document": "EP7352948"},
    ),
    "namesakes of one year": (
        {"name": "Tesfaye Kebede", "born": "1990-03-12", "sex": "M", "nationality": "ETH"},
        {"name": "Tesfaye Kebede", "born": "1990-08-25", "sex": "M", "nationality": "ETH"},
    ),
}


@pytest.mark.parametrize("kind", PAIRS_OF_PEOPLE)
@pytest.mark.parametrize("on", ["ab", "aa"])
def test_two_people_who_are_much_alike_are_never_one(kind, on):
    one, other = (a_record(f"{at}:{n}x", **p) for at, n, p in zip(on, "12", PAIRS_OF_PEOPLE[kind], strict=True))
    result = linked([*lists(80), one, other])
    assert (one.id, other.id) not in same(result)
    assert not any({one.id, other.id} <= set(group) for group in result.clusters)


@pytest.mark.parametrize("kind", PAIRS_OF_PEOPLE)
def test_a_record_between_two_people_makes_no_chain(kind):
    first, second = PAIRS_OF_PEOPLE[kind]
    both = {field: value for field, value in first.items() if second.get(field) == value}
    between = {**both, "name": " ".join(word for word in first["name"].split() if word in second["name"].split())}
    records = [
        a_record("a:1x", **first),
        a_record("a:2x", **second),
        a_record("b:1x", **first),
        a_record("b:2x", **second),
    ]
    groups = linked([*lists(80), *records, a_record("c:x", **between)]).clusters
    assert not [group for group in groups if {"a:1x", "a:2x"} <= set(group) or {"b:1x", "b:2x"} <= set(group)]


def test_twins_stay_two_people_on_a_list_that_holds_everybody_many_times():
    twin = {"born": "1995-06-07", "sex": "F", "place": "Adama", "postcode": "7777", "father": "Worku Lemma"}
    twins = [record for name in ("Hana", "Sara") for record in copies(name, {**twin, "name": f"{name} Worku Lemma"}, 9)]
    result = linked([*a_list_of_copies(), *twins])
    for group in result.clusters:
        assert len({person_of(key) for key in group}) == 1


def test_what_no_pair_says_surely_all_records_of_two_groups_say_together():
    one = {"name": "Marit Solveig Bakken", "born": "1861-04-17", "place": "Lillehammer"}
    other = {**one, "name": "Marit Bakken", "postcode": "2609"}
    several = [*copies("p1", {**one, "postcode": "2615"}, 3), *copies("p2", other, 3)]
    people = [group for group in linked([*a_list_of_copies(), *several]).clusters if group[0].startswith("a:p")]
    assert len(people) == 1


@given(seed=st.integers(0, 10_000), kept=st.integers(2, 60))
@settings(max_examples=15, deadline=None)
def test_the_order_never_matters_and_a_stranger_changes_no_decision(seed, kept):
    records = random.Random(seed).sample([*lists(40), *a_list_of_copies(6, each=5)], kept)
    found = linked(records)
    assert linked(random.Random(seed + 1).sample(records, kept)) == found
    stranger = a_record("z:1", name="Zoltan Quispe", born="1961-11-30", sex="M", document="XQ99887766")
    assert same(linked([*records, stranger])) == same(found)
