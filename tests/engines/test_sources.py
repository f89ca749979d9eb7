from __future__ import annotations

import sqlite3

import duckdb
import pytest
import xlsxwriter

from homeward.engines import ColumnMapping, check_rows, read_column_mapping, reading, source_table
from homeward.engines.columns import COLUMNS
from homeward.errors import InputError


def read(path, mapping=None):
    """What is understood of a source, and its rows without the columns that say nothing."""
    with duckdb.connect() as connection:
        table = source_table(connection, path, mapping=mapping)
        with reading(table.file):
            result = connection.execute(f"SELECT * FROM {table.name}")
            names = [column[0] for column in result.description]
            rows = [{k: v for k, v in zip(names, row, strict=True) if v is not None} for row in result.fetchall()]
    assert names == ["id", *COLUMNS]
    return table, rows


def a_file(tmp_path, text, name="people.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "rec_id,given_name,surname,suburb,postcode,date_of_birth,soc_sec_id\nr-1, ann, lee, x, 4011, 19150113, 5\n",
            {"id": "r-1", "name": "ann lee", "place": "x", "postcode": "4011", "born": "1915-01-13", "document": "5"},
        ),
        (
            "last_name,first_name,middle_name,birth_year,birth_month,birth_day\nSmith,John,A,1990,3,04",
            {"id": "1", "name": "John A Smith", "born": "1990-03-04"},
        ),
        ("name,surname,sex,yob\nAnn,Lee,f,1990", {"id": "1", "name": "Ann Lee", "sex": "f", "born": "1990"}),
        ("姓,名,出生日期\n王,小明,1990年3月4日", {"id": "1", "name": "王 小明", "born": "1990年3月4日"}),
        ("id;Name;mobile;tel\n7;Ann;12;34", {"id": "7", "name": "Ann", "phone": "12 | 34"}),
        ("id,name,nationality,father\n7,Ann,NA,unknown", {"id": "7", "name": "Ann", "nationality": "NA"}),
        ("id,name,full name\n7,Ann,Lee", {"id": "7", "name": "Ann"}),
        ("N°;Nom;Prénom\n7;Ben Ali;Salma", {"id": "7", "name": "Ben Ali Salma"}),
        ("S/N,Surname,Other names\n7,Otieno,Juma Peter", {"id": "7", "name": "Juma Peter Otieno"}),
        ("id,full name,given name\n7,Ann Lee,Ann", {"id": "7", "name": "Ann Lee"}),
        ("الرقم,الاسم الكامل,الجنس\n7,علي حسن,ذكر", {"id": "7", "name": "علي حسن", "sex": "ذكر"}),
        ("番号,氏名,生年月日\n7,佐藤,1990\n", {"id": "7", "name": "佐藤", "born": "1990"}),
        ("Camp register of 4 February,,\n\nNo.,Name,DOB\n7,Ann,1990\n", {"id": "7", "name": "Ann", "born": "1990"}),
    ],
)
def test_columns_are_guessed_from_their_headings(tmp_path, text, expected):
    assert read(a_file(tmp_path, text))[1] == [expected]


def test_the_guess_is_told(tmp_path):
    table, _ = read(a_file(tmp_path, "Full Name,DOB,shoe\nAnn,13/01/1990,5\nLi,02/03/1991,6"))
    assert table.payload() == {
        "file": "people.csv",
        "columns": {"name": ["Full Name"], "born": ["DOB"]},
        "not_taken": ["shoe"],
        "born": "dmy/",
    }
    assert len(table.lines()) == 4
    assert read(a_file(tmp_path, "id,name\n1,Ann"))[0].lines() == []


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13/01/1990", "02/03/1991"], ["1990-01-13", "1991-03-02"]),
        (["01-13-1990", "02-03-1991"], ["1990-01-13", "1991-02-03"]),
        (["1/2/1990", "02/03/1991"], ["1/2/1990", "02/03/1991"]),
        (["13/01/1990", "01/13/1991"], ["13/01/1990", "01/13/1991"]),
        (["13/01/1990", "2/1/1991", "1992", "no day"], ["1990-01-13", "1991-01-02", "1992", "no day"]),
    ],
)
def test_a_column_of_dates_has_one_order(tmp_path, dates, expected):
    lines = [f"{place},Ann,{born}" for place, born in enumerate(dates)]
    _, rows = read(a_file(tmp_path, "\n".join(["id,name,born", *lines])))
    assert sorted(row["born"] for row in rows) == sorted(expected)


def test_a_mapping_says_what_the_columns_hold(tmp_path):
    columns = '[columns]\nid = "k"\nname = ["who", "of"]\nborn = "d"\n'
    a_file(
        tmp_path,
        '[source]\ndelimiter = ";"\n' + columns + '[dates]\nborn = "dmy/buddhist"\n',
        name="people.csv.columns.toml",
    )
    table, rows = read(a_file(tmp_path, "k;who;of;d\n1;Ann;Lee;01/02/2541"))
    assert rows == [{"id": "1", "name": "Ann Lee", "born": "1998-02-01"}]
    assert table.columns["name"] == ("who", "of")


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ("[columns", "input.damaged"),
        ('[columns]\nheight = "x"', "input.bad-value"),
        ("[columns]\nname = 1", "input.bad-value"),
        ('[source]\npassword = "x"', "input.bad-value"),
        ('[dates]\nborn = "dym"', "input.bad-value"),
        ('[dates]\nborn = "dmy/mayan"', "input.bad-value"),
        ('sheet = "x"', "input.bad-value"),
    ],
)
def test_a_mapping_with_unknown_words_is_refused(tmp_path, toml, code):
    with pytest.raises(InputError) as caught:
        read_column_mapping(a_file(tmp_path, toml, name="m.toml"))
    assert (caught.value.code, caught.value.at.file) == (code, "m.toml")


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("id,name,dob,birth date\n1,Ann,1,2", "input.ambiguous-column", "born"),
        ("id,name,name\n1,Ann,2", "input.ambiguous-column", "name"),
        ("id,shoe\n1,5", "input.missing-column", "name"),
        ("Ann,5\nLi,6", "input.missing-column", "name"),
    ],
)
def test_what_is_ambiguous_or_missing_is_refused(tmp_path, text, code, column):
    with pytest.raises(InputError) as caught:
        read(a_file(tmp_path, text))
    assert (caught.value.code, caught.value.at.column) == (code, column)
    assert "Ann" not in caught.value.message


def test_a_heading_of_the_mapping_must_be_there(tmp_path):
    with pytest.raises(InputError) as caught:
        read(a_file(tmp_path, "id,name\n1,Ann"), ColumnMapping(columns={"name": ("who",)}))
    assert caught.value.code == "input.unknown-column"


def test_a_database_is_asked(tmp_path):
    database = sqlite3.connect(tmp_path / "r.sqlite")
    database.execute("CREATE TABLE people (id INTEGER, name TEXT, height REAL)")
    database.execute("INSERT INTO people VALUES (1, 'Ann', 1.0)")
    database.commit()
    database.close()
    assert read(tmp_path / "r.sqlite")[1] == [{"id": "1", "name": "Ann"}]
    query = ColumnMapping(query="SELECT id AS k, name AS who FROM people;", columns={"name": ("who",)})
    assert read(tmp_path / "r.sqlite", query)[1] == [{"id": "1", "name": "Ann"}]
    with duckdb.connect(tmp_path / "r.duckdb") as connection:
        connection.execute(
            "CREATE TABLE a AS SELECT 1 AS id, 'Ann' AS name, DATE '1990-01-02' AS born, ['x', 'y'] AS document"
        )
        connection.execute("CREATE TABLE b AS SELECT 5.0::DOUBLE AS id, 'Li' AS name, TIMESTAMP '1990-01-02' AS born")
        # Midnight in Bangkok is five in the afternoon of the day before in Greenwich.
        connection.execute(
            "CREATE TABLE c AS SELECT 6 AS id, 'Ha' AS name, TIMESTAMPTZ '1990-01-01 17:00:00+00' AS born"
        )
    with pytest.raises(InputError):
        read(tmp_path / "r.duckdb")
    expected = [{"id": "1", "name": "Ann", "born": "1990-01-02", "document": "x | y"}]
    assert read(tmp_path / "r.duckdb", ColumnMapping(table="a"))[1] == expected
    assert read(tmp_path / "r.duckdb", ColumnMapping(table="b"))[1] == [{"id": "5", "name": "Li", "born": "1990-01-02"}]
    assert read(tmp_path / "r.duckdb", ColumnMapping(table="c"))[1] == [{"id": "6", "name": "Ha", "born": "1990-01-02"}]
    with pytest.raises(InputError):
        read(tmp_path / "r.duckdb", ColumnMapping(query="SELECT nothing FROM a"))


def test_a_sheet_is_read_and_its_formulas_are_not(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "r.xlsx")
    for name, formula in (("plain", False), ("odd", True)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Id", "Name", "Shoe"])
        sheet.write_row(2, 0, [7, "Ann"])
        sheet.write_formula(2, 1 if formula else 2, "=1+1")
    book.close()
    assert read(tmp_path / "r.xlsx")[1] == [{"id": "7", "name": "Ann"}]
    with pytest.raises(InputError) as caught:
        read(tmp_path / "r.xlsx", ColumnMapping(sheet="odd"))
    assert (caught.value.code, caught.value.at.row, caught.value.at.column) == ("input.formula", 3, "Name")
    with pytest.raises(InputError):
        read(tmp_path / "r.xlsx", ColumnMapping(sheet="third"))


@pytest.mark.parametrize(("ids", "row"), [("1,2,1,2", 4), ("1,,2", 3)])
def test_ids_are_there_and_differ(ids, row):
    values = ", ".join(f"(nullif('{key}', ''))" for key in ids.split(","))
    with duckdb.connect() as connection:
        others = ", ".join(f"'x' AS {name}" for name in COLUMNS)
        connection.execute(f"CREATE TABLE t AS SELECT *, {others} FROM (VALUES {values}) v(id)")
        with pytest.raises(InputError) as caught:
            check_rows(connection, "t", file="x.csv")
    assert caught.value.at.row == row
