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
    assert float(first) > 5 > 0 > float(second)
    assert reason.endswith(".")


def test_names_reads_a_file_and_prints_json(tmp_path, capsys):
    (tmp_path / "pairs.tsv").write_text("Ali\tAli\n", encoding="utf-8")
    code, out, _ = run(capsys, "names", str(tmp_path / "pairs.tsv"), "--json")
    assert code == 0
    assert json.loads(out)["level"] == "same"


def test_names_answers_every_line(tmp_path, capsys):
    (tmp_path / "pairs.tsv").write_text("\ufeffAung\u0085\tAung\n\nOo\tOo\n", encoding="utf-8")
    code, out, _ = run(capsys, "names", str(tmp_path / "pairs.tsv"))
    first, empty, last = (float(line.partition("\t")[0]) for line in out.splitlines())
    assert (code, empty) == (0, 0.0) and first > 0 and last > 0


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


def a_list(folder, text, name="people.csv"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_link_says_what_it_understood_of_the_headings(tmp_path, capsys):
    first = a_list(
        tmp_path / "a", "rec_id,given_name,surname,dob,shoe\n1,Hana,Worku,30/07/1994,5\n2,Ann,Lee,1/2/1990,6\n"
    )
    second = a_list(tmp_path / "b", "k;who;d\n9;Hana Worku;30071994\n")
    mapping = a_list(tmp_path, '[columns]\nid = "k"\nname = "who"\nborn = "d"\n[dates]\nborn = "dmy"\n', "m.toml")
    (tmp_path / "b" / "people.csv.columns.toml").write_text((tmp_path / "m.toml").read_text("utf-8"), "utf-8")
    out = tmp_path / "out.parquet"
    code, printed, told = run(capsys, "link", first, second, "-o", str(out), "--json")
    assert code == 0
    lists = json.loads(printed)["lists"]
    assert lists[0]["columns"]["name"] == ["given_name", "surname"] and lists[0]["not_taken"] == ["shoe"]
    assert "given_name + surname → name" in told and "shoe" in told
    pairs = read_parquet(out)
    assert (pairs["left"], pairs["right"]) == (["a/people:1"], ["b/people:9"])
    (tmp_path / "b" / "people.csv.columns.toml").unlink()
    assert run(capsys, "link", second, "-o", str(out), "--columns", mapping)[0] == 0
    assert run(capsys, "link", second, second, "-o", str(out), "--columns", mapping)[0] == 2


def test_link_writes_all_or_nothing_and_never_over_its_inputs(lists, capsys, monkeypatch):
    first, out = str(lists / "first.csv"), lists / "out.csv"
    assert run(capsys, "link", first, "-o", first)[0] == 3
    assert run(capsys, "link", first, "-o", str(lists / "none" / "out.csv"))[0] == 2
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("no space")))
    assert run(capsys, "link", first, "-o", str(out))[0] == 2
    assert sorted(path.name for path in lists.iterdir()) == ["first.csv", "second.csv"]


def test_link_reads_a_registrars_list_and_says_what_it_left(tmp_path, capsys):
    path = a_list(tmp_path, "No,Name,Nationality\n1,Hana Worku,Ethiopia\n2,Ann Lee,Atlantis\n", "camp.csv")
    code, printed, told = run(capsys, "link", path, "-o", str(tmp_path / "out.csv"), "--json")
    assert (code, json.loads(printed)["lists"][0]["rows_left"]) == (0, 1)
    assert "1 rows" in told
