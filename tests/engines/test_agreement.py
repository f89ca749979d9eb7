"""Three engines, one word: the reference lays every claim beside every entry, the others only those with a key."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bench.match.engines import MODEL, POLICY, agree, records, reference
from bench.match.world import write_world

from homeward.engines import propose, propose_spark, write_parquet
from homeward.match import load_model

GIVEN = (
    *("olivia", "jack", "chloe", "joshua", "emily", "thomas", "jessica", "lachlan", "sophie", "james", "georgia"),
    *("matthew", "hannah", "daniel", "isabella", "nicholas", "ella", "samuel", "grace", "benjamin", "ruby", "liam"),
)
FAMILY = (
    *("smith", "nguyen", "white", "clarke", "campbell", "reid", "matthews", "webb", "dixon", "green", "ryan"),
    *("morrison", "mccarthy", "blake", "rees", "petersen", "donaldson", "coleman", "lombardi", "zillmann", "oreilly"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(text: str, rng: random.Random) -> str:
    """Make one of the errors that FEBRL's generator makes: a letter or digit lost, doubled, changed or swapped."""
    at = rng.randrange(len(text))
    other = rng.choice("0123456789" if text[at].isdigit() else LETTERS)
    kind = rng.choice(("lose", "double", "change", "swap"))
    middle = {"lose": "", "double": text[at] * 2, "change": other, "swap": text[at : at + 2][::-1]}[kind]
    return text[:at] + middle + text[at + (2 if kind == "swap" else 1) :]


def write_febrl(folder: Path, *, people: int, seed: int) -> None:
    """Write people as FEBRL has them, half of them as a register, all of them once more with errors as claims."""
    rng = random.Random(seed)
    sides: dict[str, list[dict[str, str]]] = {"register": [], "claims": []}
    for number in range(people):
        parts = [rng.choice(GIVEN), rng.choice(FAMILY), f"{rng.randint(1920, 1999)}{rng.randint(101, 1228):04}"]
        row = [*parts, str(rng.randint(2000, 7999))]
        if number % 2:
            sides["register"].append(a_row(f"rec-{number}-org", row))
        for _ in range(rng.randint(0, 3)):
            field = rng.randrange(len(row))
            row[field] = slip(row[field], rng) if rng.random() < 0.8 and row[field] else ""
        sides["claims"].append(a_row(f"rec-{number}-dup", row))
    for side, rows in sides.items():
        write_parquet(folder / f"{side}.parquet", {name: [row[name] for row in rows] for name in rows[0]})


def a_row(key: str, row: list[str]) -> dict[str, str]:
    given, family, born, postcode = row
    born = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else ""
    return {"id": key, "name": f"{given} {family}".strip() or "unknown", "born": born, "postcode": postcode}


@pytest.fixture(scope="module", params=["world", "febrl"])
def folder(request, tmp_path_factory):
    """The demo's world as one register with claims against it, or people as FEBRL has them."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "world":
        write_world(folder, rows=500, claims=150, seed=5)
    else:
        write_febrl(folder, people=300, seed=4)
    return folder


@pytest.fixture(scope="module")
def embedded(folder):
    claims = records(folder / "claims.parquet")
    return propose(claims, folder / "register.parquet", model=MODEL, policy=POLICY)


def test_the_embedded_engine_decides_as_the_reference_does(folder, embedded):
    said = reference(records(folder / "claims.parquet"), records(folder / "register.parquet"))
    assert {decision for _, _, decision in said.values()} == {"same", "undecided", "different"}
    for proposal in embedded:
        entry, p, decision = said[proposal.claim]
        if decision == "same":
            assert (proposal.candidate, proposal.decision) == (entry, "same")
        elif proposal.decision == "same":
            # The reference also weighs the hundreds that share nothing: together they may hold a hair's breadth back.
            assert proposal.candidate == entry and p >= 0.98
    assert sum(agree(said[proposal.claim], proposal) for proposal in embedded) >= 0.99 * len(said)


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_under_every_model_that_ships_the_engines_say_the_same(tmp_path, version):
    write_febrl(tmp_path, people=150, seed=6)
    model = load_model(version)
    claims, register = records(tmp_path / "claims.parquet"), tmp_path / "register.parquet"
    said = reference(claims, records(register), model=model)
    found = propose(claims, register, model=model, policy=POLICY)
    assert sum(agree(said[proposal.claim], proposal) for proposal in found) >= 0.98 * len(said)
    for proposal in found:
        entry, p, decision = said[proposal.claim]
        if "same" in (decision, proposal.decision):
            assert proposal.candidate == entry and min(p, proposal.p) >= 0.98


# ---- Spark -----------------------------------------------------------------------------------------------------------


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_spark_says_in_every_field_what_the_embedded_engine_says(folder, embedded, session):
    claims = records(folder / "claims.parquet")
    found = propose_spark(claims, folder / "register.parquet", model=MODEL, policy=POLICY, session=session)
    assert found == embedded
