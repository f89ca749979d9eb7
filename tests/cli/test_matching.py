from __future__ import annotations

import io
import json

import pytest

from homeward.cli.main import main
from homeward.engines import read_parquet, write_csv


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def lists(tmp_path):
    people = {
        "id": ["1", "2", "3"],
        "name": ["Tesfaye Kebede Alemu", "Hana Worku", "Dawit Lemma Negash"],
        "born": ["1990-03-12", "1994-07-30", "1988-11-02"],
        "document": ["EP1234567", "EP7654321", "EP5550001"],
    }
    write_csv(tmp_path / "first.csv", people)
    write_csv(tmp_path / "second.csv", {name: values[:2] for name, values in people.items()})
    return tmp_path


def test_link_writes_pairs_and_counts_people(lists, capsys):
    code, out, _ = run(
        capsys, "link", str(lists / "first.csv"), str(lists / "second.csv"), "-o", str(lists / "out.parquet"), "--json"
    )
    assert code == 0
    payload = json.loads(out)
    assert (payload["records"], payload["same"], payload["people"]) == (5, 2, 3)
    pairs = read_parquet(lists / "out.parquet")
    assert pairs["left"] == ["first:1", "first:2"]
    assert {"decision", "p", "bits", "bits_name", "bits_born", "person"} <= set(pairs)


def test_link_needs_lists_and_an_out_file(lists, capsys):
    assert run(capsys, "link", str(lists / "first.csv"))[0] == 2
    assert run(capsys, "link", "-o", "x.csv")[0] == 2
    assert run(capsys, "link", str(lists / "none.parquet"), "-o", "x.csv")[0] == 2


def test_names_weighs_line_by_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("Mohd Yusuf\tمحمد يوسف\nLi Wei\tPaul Obi\n"))
    code, out, _ = run(capsys, "names")
    assert code == 0
    (first, reason), (second, _) = (line.split("\t") for line in out.splitlines())
    assert float(first) > 8 > 0 > float(second)
    assert reason.endswith(".")


def test_names_reads_a_file_and_prints_json(tmp_path, capsys):
    (tmp_path / "pairs.tsv").write_text("Ali\tAli\n", encoding="utf-8")
    code, out, _ = run(capsys, "names", str(tmp_path / "pairs.tsv"), "--json")
    assert code == 0
    assert json.loads(out)["level"] == "same"


def test_names_refuses_a_line_that_is_no_pair(tmp_path, capsys):
    (tmp_path / "pairs.tsv").write_text("Ali\tAli\nHassan\n", encoding="utf-8")
    code, _, err = run(capsys, "names", str(tmp_path / "pairs.tsv"))
    assert code == 2
    assert "row 2" in err and "Hassan" not in err


def test_names_learns_a_table(tmp_path, capsys):
    lines = ["राम कुमार\tRam Kumar", "राज\tRaj", "कमल\tKamal", "मीरा\tMira", "रमा\tRama"] * 2
    (tmp_path / "pairs.tsv").write_text("\n".join(lines), encoding="utf-8")
    table = tmp_path / "table.tsv"
    code, out, _ = run(capsys, "names", "--train", str(tmp_path / "pairs.tsv"), "-o", str(table), "--json")
    assert code == 0
    assert json.loads(out)["script"] == "devanagari"
    assert "र\tr\t" in table.read_text(encoding="utf-8")
    assert run(capsys, "names", "--train", str(tmp_path / "pairs.tsv"))[0] == 2
