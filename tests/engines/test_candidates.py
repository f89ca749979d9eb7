from __future__ import annotations

import random
from importlib import import_module

import pytest
from tests.engines.test_propose import FAMILY, GIVEN, MODEL, POLICY, a_claim, entries, latin
from tests.match.build import a_record

from homeward.engines import asking, candidates, open_register, packed, propose, propose_in, register, write_parquet
from homeward.engines.candidates import find_candidates
from homeward.match import Decision, compare, decide, posterior, prepare, with_rarity

PLACES = ("Pune", "Patna", "Agra", "Surat", "Kochi", "Indore")


def people(seed: int, count: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    rows = []
    for place in range(count):
        family = rng.choice(list(FAMILY))
        rows.append(
            {
                "id": f"E{place:04}",
                "name_native": f"{rng.choice(list(GIVEN))} {family}",
                "born": f"{rng.randint(1970, 1999)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
                "sex": rng.choice("MF"),
                "document": rng.choice(["", f"P{rng.randint(10**6, 10**7)}"]),
                "father": rng.choice(["", f"{rng.choice(list(GIVEN))} {family}"]),
                "place": rng.choice(["", rng.choice(PLACES)]),
                "phone": rng.choice(["", f"98{rng.randint(10**7, 10**8)}"]),
                "postcode": f"4{rng.randint(1000, 1200)}",
            }
        )
    return rows


def said(seed: int, rows: list[dict[str, str]], count: int):
    """Claims by somebody who wrote some of it down wrong, or left it out."""
    rng = random.Random(seed)
    claims = []
    for place, row in enumerate(rng.sample(rows, count)):
        name = latin(row["name_native"])
        year, month, day = row["born"].split("-")
        changes = {
            "name": rng.choice(
                [name, name, " ".join(reversed(name.split())), name.replace("sh", "s"), name.replace(" ", "")]
            ),
            "born": rng.choice([row["born"], row["born"], year, f"{year}-01-01", f"{year}-{day}-{month}", ""]),
            "father": rng.choice([latin(row["father"]), ""]),
        }
        if not changes["born"].startswith(year) or int(changes["born"][5:7] or 1) > 12:
            changes["born"] = row["born"]
        kept = {key: rng.choice([row[key], ""]) for key in ("sex", "document", "place", "phone", "postcode")}
        told = {key: value for key, value in {**kept, **changes}.items() if value}
        claims.append(a_record(f"c{place:03}", list_id="claims", **told))
    return claims


def write(folder, rows):
    path = folder / "register.parquet"
    write_parquet(path, {name: [row[name] for row in rows] for name in rows[0]})
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("small", [register.SMALL, 0])
def test_whoever_the_reference_would_decide_to_be_the_same_is_compared(tmp_path, monkeypatch, seed, small):
    for module in (asking, candidates):
        monkeypatch.setattr(module, "SMALL", small)
    monkeypatch.setattr(asking, "RARE", 0)  # so that words are looked up two by two
    rows = people(seed, 200)
    claims = [prepare(claim) for claim in said(seed, rows, 40)]
    with open_register(write(tmp_path, rows)) as opened:
        model = with_rarity(MODEL, opened.rarity())
        every = opened.entries([*range(1, len(rows) + 1)])
        found = find_candidates(opened, claims)
        same = 0
        for claim, near in zip(claims, found, strict=True):
            compared = {row: compare(claim, entry, model) for row, entry in every.items()}
            chances = posterior([*compared.values()], size=opened.size, model=model).candidates
            for (row, comparison), p in zip(compared.items(), chances, strict=True):
                if decide(comparison, p, max_false=0.01, min_review=0.05, model=model) is Decision.SAME:
                    same += 1
                    assert row in near, (claim.id, comparison.levels)
                    assert near.index(row) < 5
    assert same > 15


@pytest.mark.parametrize("small", [register.SMALL, 0])
def test_how_claims_and_entries_are_cut_into_blocks_changes_nothing(tmp_path, monkeypatch, small):
    for module in (asking, candidates):
        monkeypatch.setattr(module, "SMALL", small)
    rows = people(4, 300)
    path, claims = write(tmp_path, rows), said(4, rows, 60)
    whole = propose(claims, path, model=MODEL, policy=POLICY)
    assert sum(one.decision == "same" for one in whole) > 20
    for module, name in (
        (candidates, "_AT_ONCE"),
        (packed, "_ONCE"),
        (packed, "SPAN"),
    ):
        monkeypatch.setattr(module, name, 7)
    monkeypatch.setattr(packed, "SIZES", {"birth": 7, "posting": 7})
    monkeypatch.setattr(import_module("homeward.engines.propose"), "_BLOCK", 13)
    assert propose(claims, path, model=MODEL, policy=POLICY) == whole
    with open_register(path) as opened:
        assert propose_in(opened, claims[::-1], model=MODEL, policy=POLICY) == whole


def test_the_order_of_a_register_never_matters_where_very_many_promise_the_same(tmp_path):
    rows = [{**row, "born": "", "document": ""} for row in entries()]
    claims = [a_claim(f"c{place}", row, born="", document="", father="") for place, row in enumerate(rows[:10])]
    asked = {"model": MODEL, "policy": POLICY}
    assert propose(claims, write(tmp_path, rows), **asked) == propose(claims, write(tmp_path, rows[::-1]), **asked)


def a_large_register(tmp_path, monkeypatch, rows):
    for module in (asking, candidates):
        monkeypatch.setattr(module, "SMALL", 0)
    return open_register(write(tmp_path, rows))


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("Ayesha Shaikh", "Ayesha Shaikh"),  # a title elsewhere
        ("Than Dinh Loi", "Than Dinhloi"),
        ("Paul Kamau Odongo", "PAUL KAMAU ODONGO"),  # may be cut into Chinese syllables too
        ("\u7a0b\u5cf0\u5fb7", "\u7a0b\u5cf0\u5fb7"),
    ],
)
def test_a_name_is_looked_up_as_it_is_written(tmp_path, monkeypatch, kept, asked):
    monkeypatch.setattr(asking, "RARE", 0)
    rows = [{**row, "name_native": f"{latin(row['name_native'])}"} for row in people(5, 300)]
    rows.append({**rows[0], "id": "E9999", "name_native": kept, "born": "1990-05-09", "father": "", "document": ""})
    claim = prepare(a_record("c", list_id="claims", name=asked, born="1990"))
    with a_large_register(tmp_path, monkeypatch, rows) as opened:
        (near,) = find_candidates(opened, [claim])
        assert "E9999" in {entry.id for entry in opened.entries(near).values()}


def test_a_word_in_several_spellings_promises_once():
    whole, heard, other = (asking.Part(name=0, word=word, is_heard=word == 0) for word in (0, 0, 1))
    native = asking.Part(name=1, word=2, is_heard=True)
    worth = asking._worth((whole, heard, other, native), (5, 6, 4, 7))
    assert [worth[mask] for mask in (0b0001, 0b0011, 0b0111, 0b1000, 0b1111)] == [5, 6, 10, 7, 10]
