from __future__ import annotations

import json
import secrets
import stat
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from homeward.cli.main import main
from homeward.engines import read_parquet, read_table, write_csv, write_parquet
from homeward.share import TrustedKey, build_request, open_answers, open_receipt, public_key
from homeward.verify import Outcome, Request, RequestItem

AT = datetime(2025, 2, 20, 9, tzinfo=UTC)
CANARY = "Canary-4711"
REGISTER = {
    "id": ["R-1", "R-2", "R-3", "R-4"],
    "name_native": ["ተስፋዬ ከበደ አለሙ", "ሃና ወርቁ", "ዳዊት ለማ", "ሃና ወርቁ"],
    "born": ["1990-03-12", "1994-07-30", "1988-11-02", "1971-01-15"],
    "document": ["EP1234567", "EP7654321", "EP5550001", CANARY],
    "father": ["ከበደ አለሙ", "ወርቁ ተሰማ", "ለማ ደስታ", CANARY],
    "place": ["አዳማ", "ጎንደር", CANARY, "ሐረር"],
}
PEOPLE = {
    "P-1": {"name": "Tesfaye Kebede", "born": "1990-03-12", "document": "EP1234567"},
    "P-2": {"name": "Almaz Girma Bekele", "born": "1979-05-06", "document": "EP0000009"},
    "P-3": {"name": "Hana Worku"},
}


@pytest.fixture
def desk(tmp_path):
    write_parquet(tmp_path / "register.parquet", REGISTER)
    return tmp_path


@pytest.fixture
def asked(desk):
    key = secrets.token_bytes(32)
    (desk / "operation.pub").write_text(public_key(key).hex(), encoding="ascii")
    request = Request(
        id="ETH-1", state="ETH", mission="Embassy", sent_at=AT, due_date=date(2025, 3, 6),
        items=tuple(RequestItem(person=person, fields=fields) for person, fields in PEOPLE.items()),
    )  # fmt: skip
    package = build_request(request, operation="Demo", key=key)
    (desk / "request.json").write_bytes(package.data)
    return request, package


def answer(desk, *extra: str) -> int:
    files = [str(desk / "request.json"), "--register", str(desk / "register.parquet"), "-o", str(desk / "answers.json")]
    return main(["desk", "answer", *files, "--officer", "Officer A", "--at", "2025-02-24T09:00:00+00:00", *extra])


def test_a_desk_answers_one_package_by_the_standing_rule(desk, asked, capsys):
    request, package = asked
    assert answer(desk, "--json") == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 3
    keys = [TrustedKey(owner="ETH", public=public_key(bytes.fromhex((desk / "desk.key").read_text())))]
    data = (desk / "answers.json").read_bytes()
    answers = {
        a.person: a
        for a in open_answers(data, request=request, request_digest=package.digest, trusted_keys=keys, at=AT)
    }
    assert answers["P-1"].outcome is Outcome.CONFIRMED
    assert answers["P-1"].document is not None and answers["P-1"].document.name == "Tesfaye Kebede"
    assert answers["P-2"].outcome is Outcome.NOT_FOUND
    assert answers["P-3"].outcome is Outcome.MORE_NEEDED
    assert answers["P-3"].question.endswith("?")


def test_a_desk_signs_that_a_package_arrived_before_it_answers(desk, asked, capsys):
    _, package = asked
    files = [str(desk / "request.json"), "--register", str(desk / "register.parquet"), "-o", str(desk / "receipt.json")]
    assert (
        main(["desk", "receive", *files, "--officer", "Officer A", "--at", "2025-02-21T09:00:00+00:00", "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out) == {"request": "ETH-1", "people": 3}
    key = public_key(bytes.fromhex((desk / "desk.key").read_text(encoding="ascii")))
    receipt = open_receipt((desk / "receipt.json").read_bytes(), trusted_keys=[TrustedKey(owner="ETH", public=key)])
    assert (receipt.digest, receipt.officer, receipt.count) == (package.digest, "Officer A", 3)
    assert not list(desk.glob("proposals-*")) and "Tesfaye" not in (desk / "register.log").read_text(encoding="utf-8")


def test_nothing_of_the_register_stands_in_an_answer(desk, asked):
    assert answer(desk) == 0
    text = (desk / "answers.json").read_text(encoding="utf-8")
    for values in REGISTER.values():
        for value in values:
            assert value not in text or value in str(PEOPLE)


def test_the_desks_own_key_is_made_once_and_for_its_owner_only(desk, asked):
    assert answer(desk) == 0
    first = (desk / "desk.key").read_text()
    assert answer(desk) == 0
    assert (desk / "desk.key").read_text() == first
    if sys.platform != "win32":
        assert stat.S_IMODE((desk / "desk.key").stat().st_mode) == 0o600


def test_a_package_of_an_unknown_key_is_refused(desk, asked, capsys):
    (desk / "operation.pub").write_text(public_key(secrets.token_bytes(32)).hex(), encoding="ascii")
    assert answer(desk) == 3
    assert not (desk / "answers.json").exists()
    (desk / "operation.pub").write_text("no key", encoding="ascii")
    assert answer(desk) == 2


def test_find_answers_a_named_request_and_writes_it_down(desk, capsys):
    index = str(desk / "register.duckdb")
    assert main(["desk", "index", str(desk / "register.parquet"), "-o", index, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 4
    said = ["--name", "Tesfaye Kebede", "--born", "12/03/1990", "--document", "EP1234567"]
    assert main(["desk", "find", index, *said]) == 3
    assert main(["desk", "find", index, "--request", "ETH-1/P-1", "--json"]) == 2
    capsys.readouterr()
    assert main(["desk", "find", index, "--request", "ETH-1/P-1", *said, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["candidate"], found["decision"]) == ("R-1", "same")
    assert sum(found["bits"].values()) == pytest.approx(found["total_bits"], abs=0.02)
    assert any("birth date" in sentence for sentence in found["why"])
    log = (desk / "register.log").read_text(encoding="utf-8")
    assert json.loads(log)["request"] == "ETH-1/P-1"
    assert "Tesfaye" not in log and "EP1234567" not in log
    assert main(["desk", "find", index, "--request", "x", "--name", "Zoltan Quispe"]) == 0
    assert "no entry" in capsys.readouterr().out
    assert main(["desk", "find", index, "--request", "x", "--name", "Zoltan Quispe", "--born", "foo"]) == 2
    said = capsys.readouterr().err
    assert "column born: no calendar has this date" in said and "foo" not in said


def test_match_writes_a_row_a_claim(desk, capsys):
    write_csv(desk / "claims.csv", {"id": list(PEOPLE), "name": [row["name"] for row in PEOPLE.values()],
                                    "born": [row.get("born") for row in PEOPLE.values()],
                                    "document": [row.get("document") for row in PEOPLE.values()]})  # fmt: skip
    for out in ("out.csv", "out.parquet"):
        assert (
            main(["desk", "match", str(desk / "claims.csv"), str(desk / "register.parquet"), "-o", str(desk / out)])
            == 0
        )
    table = read_parquet(desk / "out.parquet")
    assert list(table)[:7] == ["claim", "candidate", "bits", "p", "p_relative", "p_nobody", "decision"]
    assert (table["claim"][0], table["candidate"][0], table["decision"][0]) == ("P-1", "R-1", "same")
    assert read_table(desk / "out.csv")["decision"] == table["decision"]
    assert main(["desk", "match", str(desk / "claims.csv"), str(desk / "register.parquet"), "-o", "out.txt"]) == 2


def test_bad_registers_are_refused(desk, capsys):
    (desk / "bad.csv").write_text("name\nAli\n", encoding="utf-8")
    assert main(["desk", "index", str(desk / "bad.csv"), "-o", str(desk / "x.duckdb")]) == 2
    assert "column id" in capsys.readouterr().err
    assert not (desk / "x.duckdb").exists()
    assert main(["desk", "index", str(desk / "none.csv"), "-o", str(desk / "x.duckdb")]) == 2


def test_a_desk_starts_without_the_web_app():
    code = "import sys; from homeward.cli.main import build_parser; build_parser(('desk',)); "
    code += "print('django' in sys.modules, 'duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_desk_takes_any_headings_and_says_how_it_read_them(tmp_path, capsys):
    register, claims, mapping = tmp_path / "register.csv", tmp_path / "claims.csv", tmp_path / "m.toml"
    register.write_text("key;given name;surname;d\n7;Hana;Worku;30/07/1994\n8;Ann;Lee;01/02/1990\n", encoding="utf-8")
    columns = 'id = "key"\nname = ["given name", "surname"]\nborn = "d"\n'
    mapping.write_text(f'[columns]\n{columns}[dates]\nborn = "dmy"\n', encoding="utf-8")
    claims.write_text("full name,date of birth\nHana Worku,1994-07-30\n", encoding="utf-8")
    index, out = str(tmp_path / "r.index"), tmp_path / "out.parquet"
    assert main(["desk", "index", str(register), "-o", index, "--columns", str(mapping), "--json"]) == 0
    made = capsys.readouterr()
    assert json.loads(made.out)["register"]["born"] == "dmy" and "given name + surname → name" in made.err
    assert main(["desk", "match", str(claims), index, "-o", str(out), "--json"]) == 0
    matched = capsys.readouterr()
    assert "the rows' numbers are the ids" in matched.err
    assert read_parquet(out)["candidate"] == ["7"]
    assert main(["desk", "match", str(claims), index, "-o", str(tmp_path / "none" / "out.csv")]) == 2
    assert main(["desk", "index", str(register), "-o", str(register)]) == 3
