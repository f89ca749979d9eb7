from __future__ import annotations

import json

import pytest
from tests.engines.test_propose import MODEL, POLICY, entries, latin

from homeward.engines import asking, candidates, open_desk, register, write_index, write_parquet
from homeward.errors import InputError, Refused


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    rows = entries()[:300]
    folder = tmp_path_factory.mktemp("desk")
    write_parquet(folder / "register.parquet", {name: [row[name] for row in rows] for name in rows[0]})
    write_index(folder / "register.parquet", folder / "register.duckdb")
    return folder / "register.duckdb"


def test_a_desk_that_stays_open_answers_one_request_after_the_other_and_writes_each_down(index):
    rows = entries()[:5]
    with open_desk(index, model=MODEL, policy=POLICY) as desk:
        for row in rows:
            told = {"name": latin(row["name_native"]), "born": row["born"], "sex": row["sex"], "place": ""}
            assert desk.find(f"REQ-{row['id']}", told).candidate == row["id"]
    lines = [json.loads(line) for line in index.with_name("register.log").read_text(encoding="utf-8").splitlines()]
    assert [line["request"] for line in lines] == [f"REQ-{row['id']}" for row in rows]
    assert lines[0]["asked"] == ["born", "name", "sex"]
    assert latin(rows[0]["name_native"]) not in index.with_name("register.log").read_text(encoding="utf-8")


def test_a_warm_desk_says_what_a_cold_one_says_and_looks_no_key_up(index, monkeypatch):
    for module in (asking, candidates):
        monkeypatch.setattr(module, "SMALL", 10)  # so that entries are looked up by keys, as in a large register
    rows = entries()[:40]
    fields_of = ("name_native", "born", "postcode", "phone")
    told = {row["id"]: {name: row[name] for name in fields_of if row.get(name)} for row in rows}
    told |= {f"{key}?": {"name_native": fields["name_native"]} for key, fields in told.items()}  # found by words alone
    before = index.with_name("register.log").read_text(encoding="utf-8")
    with open_desk(index, model=MODEL, policy=POLICY) as desk:
        cold = [desk.find(f"R-{key}", fields) for key, fields in told.items()]
    index.with_name("register.log").write_text(before, encoding="utf-8")
    with open_desk(index, model=MODEL, policy=POLICY) as desk:
        desk.warm()
        assert index.with_name("register.log").read_text(encoding="utf-8") == before  # nobody asked yet
        monkeypatch.setattr(register, "read_postings", None)
        monkeypatch.setattr(register, "read_packed", None)
        assert [desk.find(f"R-{key}", fields) for key, fields in told.items()] == cold
    assert sum(one.candidate == key for one, key in zip(cold, told, strict=True)) == len(rows)
    assert sum(one.candidate is not None for one in cold[len(rows) :]) > 10


@pytest.mark.parametrize(
    ("request_id", "fields", "code"),
    [
        (" ", {"name": "Ali"}, "refused.no-request"),
        ("R-1", {"born": "1990"}, "input.no-name"),
        ("R-1", {"name": "Ali", "shoe": "42"}, "input.unknown-column"),
        ("R-1", {"name": "Ali", "born": "foo"}, "input.impossible-date"),
        ("R-1", {"name": "Ali", "sex": "foo"}, "input.unknown-sex"),
        ("R-1", {"name": "Ali", "nationality": "Atlantis"}, "input.unknown-nationality"),
        ("R-1", {"name": "Ali", "document": "--"}, "input.bad-value"),
        ("R-1", {"name": "--"}, "input.bad-value"),
        ("R-1", {"name_native": "--"}, "input.bad-value"),
    ],
)
def test_a_desk_refuses_what_names_no_request_or_nobody(index, request_id, fields, code):
    log = index.with_name("register.log")
    before = log.read_text(encoding="utf-8") if log.exists() else ""
    with open_desk(index, model=MODEL, policy=POLICY) as desk, pytest.raises((Refused, InputError)) as caught:
        desk.find(request_id, fields)
    assert caught.value.code == code
    assert (log.read_text(encoding="utf-8") if log.exists() else "") == before
