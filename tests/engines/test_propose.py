from __future__ import annotations

import random

import pytest
from tests.match.build import a_record

from homeward.engines import propose, write_csv, write_index, write_parquet
from homeward.engines.register import open_register
from homeward.errors import InputError
from homeward.match import compare, load_model, prepare, with_rarity
from homeward.policy import standard_policy

MODEL, POLICY = load_model("1"), standard_policy()
GIVEN = {
    "राजेश": "Rajesh",
    "सुनीता": "Sunita",
    "अनिल": "Anil",
    "प्रीति": "Preeti",
    "विकास": "Vikas",
    "गीता": "Geeta",
    "मोहन": "Mohan",
}
FAMILY = {"शर्मा": "Sharma", "वर्मा": "Verma", "यादव": "Yadav", "गुप्ता": "Gupta", "सिंह": "Singh", "मिश्रा": "Mishra"}
ROWS = 2_000


def entries() -> list[dict[str, str]]:
    rng = random.Random(7)
    rows = []
    for i in range(ROWS):
        given, family, father = rng.choice(list(GIVEN)), rng.choice(list(FAMILY)), rng.choice(list(GIVEN))
        rows.append(
            {
                "id": f"IND-{i:05}",
                "name_native": f"{given} {family}",
                "born": f"{rng.randint(1970, 2005)}-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}",
                "sex": rng.choice("MF"),
                "document": f"P{rng.randint(10**6, 10**7)}",
                "father": f"{father} {family}",
            }
        )
    return rows


def latin(text: str) -> str:
    return " ".join({**GIVEN, **FAMILY}[word] for word in text.split())


def a_claim(key: str, row: dict[str, str], **changes: str):
    said = {"name": latin(row["name_native"]), "born": row["born"], "sex": row["sex"], "father": latin(row["father"])}
    return a_record(key, list_id="claims", **{name: value for name, value in {**said, **changes}.items() if value})


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    rows = [row for row in entries() if row["id"] not in ("IND-00100", "IND-00101")]
    path = tmp_path_factory.mktemp("desk") / "register.parquet"
    write_parquet(path, {name: [row[name] for row in rows] for name in rows[0]})
    return path


def one(claim, register):
    return propose([claim], register, model=MODEL, policy=POLICY)[0]


def test_claims_in_latin_find_their_entries_in_native_script(register):
    rows = entries()[:60]
    found = propose([a_claim(f"c{i:02}", row) for i, row in enumerate(rows)], register, model=MODEL, policy=POLICY)
    right = [p for p, row in zip(found, rows, strict=True) if p.decision == "same" and p.candidate == row["id"]]
    wrong = [p for p, row in zip(found, rows, strict=True) if p.decision == "same" and p.candidate != row["id"]]
    assert not wrong
    assert len(right) >= 54


def test_who_is_not_in_the_register_is_not_found(register):
    absent = entries()[100]
    found = one(a_claim("c", absent, document="Z0000001"), register)
    assert found.decision != "same"
    assert found.p_nobody + found.p_relative > 0.5
    assert found.p + found.p_relative + found.p_nobody + sum(p for _, p in found.rivals) == pytest.approx(1, abs=1e-3)


def test_a_brother_of_an_entry_is_a_relative(register):
    row = entries()[5]
    other = next(word for word in GIVEN.values() if word not in latin(row["name_native"]))
    family = latin(row["name_native"]).split()[1]
    brother = a_claim("c", row, name=f"{other} {family}", born="1999-12-31", document="")
    assert one(brother, register).decision != "same"


def test_an_entry_is_proposed_for_one_claim_at_most(register):
    row = entries()[3]
    found = propose([a_claim("c1", row), a_claim("c2", row)], register, model=MODEL, policy=POLICY)
    assert [p.candidate for p in found] == [row["id"]] * 2
    assert sum(p.decision == "same" for p in found) <= 1


def test_the_order_of_claims_never_matters(register):
    claims = [a_claim(f"c{i}", row) for i, row in enumerate(entries()[:20])]
    assert propose(claims, register, model=MODEL, policy=POLICY) == propose(
        claims[::-1], register, model=MODEL, policy=POLICY
    )


def test_one_claim_alone_is_decided_as_among_many(register):
    claims = [a_claim(f"c{i}", row) for i, row in enumerate(entries()[:20])]
    together = {p.claim: p for p in propose(claims, register, model=MODEL, policy=POLICY)}
    for claim in claims[:5]:
        assert one(claim, register) == together[claim.id]


def test_an_index_says_what_the_register_says(register, tmp_path):
    index = tmp_path / "register.duckdb"
    assert write_index(register, index) == ROWS - 2
    claims = [a_claim(f"c{i}", row) for i, row in enumerate(entries()[:20])]
    assert propose(claims, index, model=MODEL, policy=POLICY) == propose(claims, register, model=MODEL, policy=POLICY)


def test_the_engine_weighs_every_candidate_as_the_reference_does(register):
    claims = {f"c{i}": a_claim(f"c{i}", row) for i, row in enumerate(entries()[:20])}
    with open_register(register) as opened:
        rows = {entry.id: entry for entry in opened.entries(range(1, ROWS)).values()}
        model = with_rarity(MODEL, opened.rarity())
    for proposal in propose(list(claims.values()), register, model=MODEL, policy=POLICY):
        reference = compare(prepare(claims[proposal.claim]), rows[proposal.candidate], model)
        assert (proposal.bits, proposal.total_bits) == (reference.bits, reference.total_bits)


def test_a_csv_register_and_dates_of_another_calendar(tmp_path):
    path = tmp_path / "register.csv"
    write_csv(path, {"id": ["1", "2"], "name": ["Somchai Jaidee", "Malee Srisuk"], "born": ["12/03/2541", "1990-01-05"],
                     "document": ["AA1234567", None], "nationality": ["THA", "THA"]})  # fmt: skip
    claim = a_record("c", name="Somchai Jaidee", born="1998-03-12", document="AA1234567")
    found = one(claim, path)
    assert (found.candidate, found.decision) == ("1", "same")
    assert found.levels["born"] in ("same", "reading")


def test_what_was_not_given_is_said(register):
    found = one(a_record("c", name="Rajesh Sharma"), register)
    assert found.unsearched == ("born", "document", "phone")
    assert found.decision != "same"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"name": ["a"]}, "input.missing-column"),
        ({"id": ["1"], "born": ["1990"]}, "input.missing-column"),
        ({"id": [], "name": []}, "input.empty"),
    ],
)
def test_a_register_without_what_it_needs_is_refused(tmp_path, columns, code):
    path = tmp_path / "register.parquet"
    write_parquet(path, columns)
    with pytest.raises(InputError) as caught:
        one(a_record("c", name="Ali"), path)
    assert caught.value.code == code


def test_a_file_that_is_no_register_is_refused(tmp_path):
    for name, content, code in (
        ("x.parquet", b"PAR1 and nothing more", "input.damaged"),
        ("x.xlsx", b"PK\x03\x04zip", "input.damaged"),
        ("x.csv", b"", "input.empty"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as caught:
            one(a_record("c", name="Ali"), tmp_path / name)
        assert caught.value.code == code
    with pytest.raises(InputError, match="no such file"):
        one(a_record("c", name="Ali"), tmp_path / "none.csv")
