"""Files that are not what they should be: each is refused with its code, or read right; and nothing is left behind."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
import xlsxwriter

from homeward.cli.main import main

PLAIN = "id,name,born\n1,Hana Worku,1994-07-30\n2,Zoé Ng,1990-03-12\n"


def a_book(*, formula=False):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((("id", "name"), ("1", "Hana Worku"), ("2", "Zoé Ng"))):
            sheet.write_row(row, 0, cells)
        if formula:
            sheet.write_formula(2, 1, '="Ann"&" Lee"')
    return out.getvalue()


def a_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * 600_000_000)
    return out.getvalue()


# What the file is called, what is in it, and the code of the refusal, or how many records are read.
HOSTILE = {
    "plain": ("a.csv", PLAIN, 2),
    "nothing": ("a.csv", b"", "input.empty"),
    "blank lines": ("a.csv", b"\n\n\r\n", "input.empty"),
    "header only": ("a.csv", b"id,name\n", "input.empty"),
    "header only, no line end": ("a.csv", b"id,name", "input.empty"),
    "byte order mark": ("a.csv", PLAIN.encode("utf-8-sig"), 2),
    "utf-16": ("a.csv", PLAIN.encode("utf-16"), 2),
    "utf-16 without a mark": ("a.csv", PLAIN.encode("utf-16-le"), 2),
    "windows western": ("a.csv", PLAIN.encode("cp1252"), 2),
    "no encoding at all": ("a.csv", b"id,name\n1,\x81\x8d\x8f\x90\x9d\n", "input.encoding"),
    "nul bytes": ("a.csv", PLAIN.encode().replace(b"Ng", b"N\0g"), "input.encoding"),
    "nothing but nul bytes": ("a.csv", b"\0" * 4096, "input.empty"),
    "carriage returns": ("a.csv", PLAIN.replace("\n", "\r"), 2),
    "line ends of two kinds": ("a.csv", PLAIN.replace("\n", "\r\n", 1), 2),
    "semicolons": ("a.csv", PLAIN.replace(",", ";"), 2),
    "tabs": ("a.tsv", PLAIN.replace(",", "\t"), 2),
    "blank lines between": ("a.csv", "\n" + PLAIN.replace("\n", "\n\n"), 2),
    "quoted cells with line ends": ("a.csv", 'id,name,place\n1,"Hana\nWorku","a, ""b"""\n2,Zoé Ng,\n', 2),
    "a quotation that does not end": ("a.csv", 'id,name\n1,"Hana Worku\n2,Zoé Ng\n', "input.damaged"),
    "a row too short": ("a.csv", "id,name,born\n1,Hana Worku\n2,Zoé Ng,1990\n", "input.damaged"),
    "a row too long": ("a.csv", "id,name\n1,Hana Worku,x,y\n2,Zoé Ng\n", "input.damaged"),
    "a cell of ten megabytes": ("a.csv", "id,name\n1," + "x" * 10_000_000 + "\n2,Zoé Ng\n", "input.too-large"),
    "a heading of ten megabytes": ("a.csv", "id,name," + "x" * 10_000_000 + "\n1,Zoé Ng,\n", "input.damaged"),
    "a long cell": ("a.csv", "id,name\n1," + "x " * 5_000 + "\n2,Zoé Ng\n", "input.too-large"),
    "a heading twice": ("a.csv", "id,name,name\n1,Hana Worku,x\n", "input.ambiguous-column"),
    "a heading twice that is not taken": ("a.csv", "id,name,x,x\n1,Hana Worku,1,2\n", 1),
    "two columns for one": ("a.csv", "id,name,dob,birth date\n1,Hana Worku,1990,1991\n", "input.ambiguous-column"),
    "an id twice": ("a.csv", "id,name\n1,Hana Worku\n1,Zoé Ng\n", "input.bad-value"),
    "an empty id": ("a.csv", "id,name\n1,Hana Worku\n,Zoé Ng\n", "input.bad-value"),
    "no name": ("a.csv", "id,shoe\n1,42\n", "input.missing-column"),
    "no headings": ("a.csv", "1,Hana Worku\n2,Zoé Ng\n", "input.missing-column"),
    "a command in a cell": ("a.csv", "id,name\n1,=cmd|'/C calc'!A0\n2,Zoé Ng\n", 2),
    "quotes in headings": ("a.csv", "id,name,\"it's \"\"x\"\"; DROP TABLE\"\n1,Hana Worku,1\n", 1),
    "a book": ("a.xlsx", a_book(), 2),
    "a book called csv": ("a.csv", a_book(), "input.disguised"),
    "a csv called book": ("a.xlsx", PLAIN, "input.disguised"),
    "a csv called parquet": ("a.parquet", PLAIN, "input.disguised"),
    "half a book": ("a.xlsx", a_book()[:2000], "input.damaged"),
    "a formula": ("a.xlsx", a_book(formula=True), "input.formula"),
    "a bomb": ("a.xlsx", a_bomb(), "input.zip-bomb"),
    "a bomb called csv": ("a.csv", a_bomb(), "input.zip-bomb"),
    "half a parquet": ("a.parquet", b"PAR1" + b"\0" * 100, "input.damaged"),
    "half a database": ("a.sqlite", b"SQLite format 3\0" + b"\1" * 100, "input.damaged"),
    "half a store": ("a.duckdb", b"\0" * 8 + b"DUCK" + b"\1" * 100, "input.damaged"),
    "an image": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\1" * 100, "input.disguised"),
    "a page": ("a.csv", b"<!DOCTYPE html><html><body>id,name</body></html>", "input.disguised"),
    "a program": ("a.exe", b"MZ" + b"\1" * 100, "input.unknown-kind"),
}  # fmt: skip


@pytest.fixture(params=HOSTILE)
def hostile(request, tmp_path):
    name, content, expected = HOSTILE[request.param]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path / name, expected


def test_link_refuses_or_reads_right(hostile, capsys):
    path, expected = hostile
    code = main(["link", str(path), "-o", str(path.parent / "out.csv"), "--json"])
    check(code, json.loads(capsys.readouterr().out), path=path, expected=expected, count="records")


def check(code, said, *, path, expected, count):
    if isinstance(expected, int):
        assert (code, said.get(count)) == (0, expected)
        return
    assert (code, said["error"], said["file"]) == (2, expected, path.name)
    assert "Hana" not in said["detail"] and "Worku" not in said["detail"]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_desk_index_refuses_or_reads_right(hostile, capsys):
    path, expected = hostile
    index = path.parent / "out.index"
    index.write_bytes(b"the index of yesterday")
    code = main(["desk", "index", str(path), "-o", str(index), "--json"])
    said = json.loads(capsys.readouterr().out)
    if not isinstance(expected, int):
        assert index.read_bytes() == b"the index of yesterday"
        index.unlink()
    check(code, said, path=path, expected=expected, count="rows")


def test_desk_match_refuses_or_reads_right(hostile, tmp_path_factory, capsys):
    path, expected = hostile
    register = tmp_path_factory.mktemp("desk") / "register.csv"
    register.write_text(PLAIN, encoding="utf-8")
    code = main(["desk", "match", str(path), str(register), "-o", str(path.parent / "out.csv"), "--json"])
    check(code, json.loads(capsys.readouterr().out), path=path, expected=expected, count="claims")
