from __future__ import annotations

import pytest

from homeward.engines import read_parquet, read_table, to_record, to_records, write_csv, write_parquet
from homeward.errors import InputError
from homeward.record import Attribute, Source


def test_columns_come_back_as_they_went(tmp_path):
    columns = {"id": ["1", "2"], "name": ["李", None], "count": [3, 4], "share": [0.5, 1.0]}
    write_parquet(tmp_path / "x.parquet", columns)
    assert read_parquet(tmp_path / "x.parquet") == columns


def test_a_table_is_read_as_text(tmp_path):
    write_csv(tmp_path / "x.csv", {"id": ["007"], "nationality": ["NA"], "born": ["1998"]})
    assert read_table(tmp_path / "x.csv") == {"id": ["007"], "nationality": ["NA"], "born": ["1998"]}


def test_columns_of_different_length_are_refused(tmp_path):
    with pytest.raises(InputError):
        write_parquet(tmp_path / "x.parquet", {"a": ["1"], "b": ["1", "2"]})


def test_a_row_becomes_a_record_with_its_readings():
    row = {"name": "Ali", "sex": "male", "born": "12/03/2541", "nationality": "THA", "document": "A1 | B2", "phone": ""}
    record = to_record("1", row, source=Source(list_id="register"))
    assert record.readings(Attribute.SEX) == ("M",)
    assert "1998-03-12" in record.readings(Attribute.BORN)
    assert [claim.value for claim in record.claimed(Attribute.DOCUMENT)] == ["A1", "B2"]
    assert not record.claimed(Attribute.PHONE)


def test_what_cannot_be_read_is_kept_and_says_nothing():
    record = to_record("1", {"name": "Ali", "sex": "?", "born": "soon"}, source=Source(list_id="register"))
    assert record.first(Attribute.BORN) == "soon"
    assert record.readings(Attribute.BORN) == record.readings(Attribute.SEX) == ()


@pytest.mark.parametrize(
    "columns", [{"name": ["a"]}, {"id": ["1"]}, {"id": ["1", "1"], "name": ["a", "b"]}, {"id": [None], "name": ["a"]}]
)
def test_rows_need_an_id_of_their_own_and_a_name(columns):
    with pytest.raises(InputError) as caught:
        to_records(columns, list_id="x", file="x.csv")
    assert caught.value.at.file == "x.csv"


@pytest.mark.parametrize(
    ("born", "home", "expected"),
    [
        ("1990-03-12", "", ("1990-03-12",)),
        ("2053-07-24", "NPL", ("1996-11-09",)),
        ("2541-03-12", "", ("1998-03-12",)),
        ("1371-05-12", "AFG", ("1992-08-03",)),
        ("1990-05-01", "ETH", ("1990-05-01", "1998-01-09")),
        ("1990-03-00", "", ("1990-03",)),
        ("1990-13-12", "", ("1990-13-12",)),
        ("0000-00-00", "", ()),
    ],
)
def test_what_looks_like_iso_may_be_of_another_calendar(born, home, expected):
    record = to_record("1", {"name": "Ali", "born": born, "nationality": home}, source=Source(list_id="register"))
    assert record.readings(Attribute.BORN) == expected
