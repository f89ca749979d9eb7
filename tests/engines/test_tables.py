from __future__ import annotations

import duckdb
import pytest

from homeward.engines import PAIR_COLUMNS, PROPOSAL_COLUMNS, link, pairs_table, proposals_table, propose, write_parquet
from homeward.errors import InputError
from homeward.match import load_model
from homeward.policy import standard_policy

HOW = {"model": load_model(), "policy": standard_policy()}
PEOPLE = {
    "id": ["1", "2", "3"],
    "name": ["Tesfaye Kebede Alemu", "Hana Worku", "Dawit Lemma Negash"],
    "born": ["1990-03-12", "1994-07-30", "1988-11-02"],
    "document": ["EP1234567", "EP7654321", "EP5550001"],
}


class Stream:
    """A table of somebody else's: nothing is known of it but that it streams Arrow."""

    def __init__(self, columns):
        self.columns = columns

    def __arrow_c_stream__(self, requested_schema=None):
        picked = ", ".join(f'unnest(?) AS "{name}"' for name in self.columns)
        return duckdb.connect().sql(f"SELECT {picked}", params=list(self.columns.values())).__arrow_c_stream__()


def rows_of(table):
    """What somebody else reads from a result."""
    with duckdb.connect() as connection:
        connection.register("theirs", table)
        result = connection.execute("SELECT * FROM theirs")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_tables_link_as_files_do():
    doubled = {name: values[:2] for name, values in PEOPLE.items()}
    found = link([Stream(PEOPLE), Stream(doubled)], **HOW)
    rows = rows_of(pairs_table(found))
    assert list(rows[0]) == list(PAIR_COLUMNS)
    assert [(row["left"], row["right"], row["decision"]) for row in rows] == [
        ("1:1", "2:1", "same"),
        ("1:2", "2:2", "same"),
    ]
    assert rows[0]["bits"] == pytest.approx(sum(v for k, v in rows[0].items() if k.startswith("bits_")), abs=0.01)
    assert [pair.left for pair in link({"a": Stream(PEOPLE), "b": Stream(doubled)}, **HOW).pairs] == ["a:1", "a:2"]
    assert link(Stream(PEOPLE), **HOW).pairs == ()


def test_a_table_needs_a_name_and_rows():
    with pytest.raises(InputError):
        link(Stream({"id": ["1"], "shoe": [5]}), **HOW)
    with pytest.raises(InputError):
        link(Stream({"id": [], "name": []}), **HOW)


def test_claims_may_be_a_table(tmp_path):
    write_parquet(tmp_path / "register.parquet", PEOPLE)
    proposals = propose(
        Stream({"id": ["c"], "name": ["Hana Worku"], "born": ["1994-07-30"]}), tmp_path / "register.parquet", **HOW
    )
    rows = rows_of(proposals_table(proposals))
    assert list(rows[0]) == list(PROPOSAL_COLUMNS)
    assert (rows[0]["claim"], rows[0]["candidate"]) == ("c", "2")


def test_a_register_may_be_a_table_too(tmp_path):
    write_parquet(tmp_path / "register.parquet", PEOPLE)
    claims = Stream({"id": ["c", "d"], "name": ["Hana Worku", "Tesfaye Kebede"], "born": ["1994-07-30", "1990"]})
    assert propose(claims, Stream(PEOPLE), **HOW) == propose(claims, tmp_path / "register.parquet", **HOW)


@pytest.mark.parametrize("given", [PEOPLE, [Stream(PEOPLE)], None])
def test_a_register_that_is_neither_a_file_nor_a_table_is_refused(given):
    with pytest.raises(InputError, match="a register is a file, or one table that streams Arrow"):
        propose(Stream(PEOPLE), given, **HOW)


@pytest.mark.parametrize("given", [[{"id": "1", "name": "Hana"}], {"id": ["1"], "name": ["Hana"]}, object()])
def test_what_is_neither_records_nor_tables_is_refused(given):
    with pytest.raises(InputError):
        link(given, **HOW)
