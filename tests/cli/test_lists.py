from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.intake.build import a_csv, a_workbook

from homeward.cli.main import build_parser
from homeward.errors import HomewardError, InputError

PUBLISHED = Path(__file__).parents[1] / "data" / "published"


def run(*arguments, capsys):
    """Run one command the way `main` does, and return its exit code and the JSON it prints."""
    args = build_parser(("lists",)).parse_args([str(argument) for argument in arguments])
    code = args.run(args)
    printed = capsys.readouterr().out
    return code, json.loads(printed) if "--json" in arguments else printed


def a_file(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_intake_prints_what_was_read(tmp_path, capsys):
    path = a_file(tmp_path, a_workbook(titles=(("Camp 1",),)), "list.xlsx")
    code, told = run("intake", path, "--json", capsys=capsys)
    assert code == 0
    assert set(told) == {
        "rows_read",
        "rows_left",
        "leftovers",
        "columns",
        "columns_not_taken",
        "titles",
        "digest",
        "findings",
    }
    assert (told["rows_read"], told["rows_left"], told["titles"]) == (3, 0, ["Camp 1"])
    assert told["columns"]["Date of birth"] == "born"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_intake_writes_records_and_leftovers(tmp_path, capsys, kind):
    rows = (("Li Wei", "China", "12.3.1998"), ("Abel", "Congolese", "1998"))
    path = a_file(tmp_path, a_csv(*rows, headings=("Name", "Nationality", "Born")))
    out = tmp_path / f"out.{kind}"
    code, told = run("intake", path, "--list-id", "camp-1", "--leave", "-o", out, "--json", capsys=capsys)
    assert (code, told["rows_left"]) == (0, 1)
    records, leftovers = read_table(out), read_table(tmp_path / f"out-leftovers.{kind}")
    assert [(r["id"], str(r["row"]), r["name"], r["nationality_reading"], r["born_reading"]) for r in records] == [
        ("camp-1:2", "2", "Li Wei", "CHN", "1998-03-12")
    ]
    assert [(str(r["row"]), r["column"], r["code"]) for r in leftovers] == [
        ("3", "Nationality", "input.ambiguous-nationality")
    ]


def read_table(path):
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_with_a_fault_writes_nothing(tmp_path, capsys):
    path = a_file(tmp_path, a_csv(("Li Wei", "Congolese"), headings=("Name", "Nationality")))
    out = tmp_path / "out.csv"
    with pytest.raises(HomewardError) as raised:
        run("intake", path, "-o", out, capsys=capsys)
    assert raised.value.exit_code == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["list.csv"]


def test_out_of_another_kind_is_refused_before_reading(tmp_path, capsys):
    with pytest.raises(InputError, match=r"input\.usage"):
        run("intake", tmp_path / "none.csv", "-o", tmp_path / "out.xlsx", capsys=capsys)


def test_a_mapping_file_is_used(tmp_path, capsys):
    path = a_file(tmp_path, a_csv(("Li Wei", "1998"), headings=("Wer", "Wann")))
    mapping = a_file(tmp_path, b'[columns]\nWer = "name"\nWann = "born"\n', "map.toml")
    _, told = run("intake", path, "--mapping", mapping, "--json", capsys=capsys)
    assert told["columns"] == {"Wer": "name", "Wann": "born"}


@pytest.mark.parametrize(("content", "code"), [(None, "input.missing-file"), (b"\xff\xfe\xfa", "input.encoding")])
def test_a_mapping_that_cannot_be_read_is_said(tmp_path, capsys, content, code):
    path = a_file(tmp_path, a_csv())
    mapping = tmp_path / "map.toml" if content is None else a_file(tmp_path, content, "map.toml")
    with pytest.raises(InputError) as raised:
        run("intake", path, "--mapping", mapping, capsys=capsys)
    assert raised.value.code == code


def test_intake_tells_people_too(tmp_path, capsys):
    rows = (("Li Wei", "China", "secret"), ("Abel", "Congolese", ""))
    path = a_file(tmp_path, a_csv(*rows, headings=("Name", "Nationality", "Remarks")))
    _, text = run("intake", path, "--leave", capsys=capsys)
    assert "2 rows read, 1 left behind" in text
    assert "row 3, column Nationality" in text
    assert "columns not taken: Remarks" in text
    assert "secret" not in text


def test_reconcile_prints_the_four_things(capsys):
    code, told = run("reconcile", PUBLISHED / "t01_bgf_list_2025-02.csv", "--json", capsys=capsys)
    assert code == 0
    assert set(told) == {"rows", "sums", "stated", "findings"}
    assert (told["rows"], told["sums"]["total"], told["stated"]["total"]) == (28, 7158, 7141)
    assert all(set(f) == {"code", "row", "column", "found", "stated", "proposal"} for f in told["findings"])


def test_reconcile_tells_people_too(capsys):
    _, text = run("reconcile", PUBLISHED / "t01_bgf_list_2025-02.csv", capsys=capsys)
    assert "total: rows give 7,158, stated 7,141" in text
    _, text = run("reconcile", PUBLISHED / "t02_dkba_handover_2025-02-12.csv", capsys=capsys)
    assert "nothing differs" in text
