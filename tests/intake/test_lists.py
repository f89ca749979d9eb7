from __future__ import annotations

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.build import HEADINGS, POLICY, ROWS, a_csv, a_workbook, an_ods, read, read_leaving

from homeward.errors import HomewardError, InputError
from homeward.intake import ROW_FAULTS, Mapping, RowsRefused, read_list
from homeward.record import Attribute


def values(intake, attribute):
    return [record.first(attribute) for record in intake.records]


def test_a_list_becomes_records_with_their_sources():
    intake = read(a_csv(), list_id="camp-1")
    assert [record.id for record in intake.records] == ["camp-1:2", "camp-1:3", "camp-1:4"]
    assert values(intake, Attribute.NAME) == ["Aung Ko", "Li Wei", "Abel Tesfaye"]
    assert values(intake, Attribute.BORN) == ["12.3.1998", "1999年4月25日", "Megabit 1, 1990"]
    assert [record.readings(Attribute.BORN) for record in intake.records] == [
        ("1998-03-12", "1998-12-03"),
        ("1999-04-25",),
        ("1998-03-10",),
    ]
    assert [record.readings(Attribute.NATIONALITY) for record in intake.records] == [("MMR",), ("CHN",), ("ETH",)]
    assert intake.records[2].claimed(Attribute.DOCUMENT) == ()
    source = intake.records[0].claimed(Attribute.SEX)[0].source
    assert (source.list_id, source.row, source.column) == ("camp-1", 2, "Sex")
    assert source.stated_date == date(2025, 2, 20)
    assert (intake.rows_read, intake.rows_left, intake.leftovers, intake.findings) == (3, 0, (), ())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (a_csv(), "l.csv"),
        (a_csv(encoding="utf-16"), "l.csv"),
        (a_csv(encoding="gb18030"), "l.csv"),
        (a_csv(sign="\t"), "l.tsv"),
        (a_workbook(), "l.xlsx"),
        (an_ods(HEADINGS, *ROWS), "l.ods"),
    ],
)
def test_every_kind_of_file_gives_the_same_records(content, name):
    assert read(content, name).records == read(a_workbook(), "l.xlsx").records


def test_what_nobody_mapped_is_named_and_not_stored():
    content = a_csv(
        ("Li Wei", "China", "wanted for fraud", "Taoist"), headings=("Name", "Nationality", "Remarks", "Religion")
    )
    intake = read(content)
    assert intake.columns_not_taken == ("Remarks", "Religion")
    assert "wanted" not in repr(intake)
    assert "Taoist" not in repr(intake)


def test_na_is_namibia_under_nationality_and_nothing_elsewhere():
    intake = read(a_csv(("Li Wei", "NA", "NA"), headings=("Name", "Nationality", "Passport No")))
    assert intake.records[0].readings(Attribute.NATIONALITY) == ("NAM",)
    assert intake.records[0].claimed(Attribute.DOCUMENT) == ()


def test_an_age_in_a_column_of_birth_dates_is_an_age():
    intake = read(a_csv(("Li Wei", "28"), ("Aung Ko", "၂၈ နှစ်"), ("Abel", "1998"), headings=("Name", "D.O.B")))
    assert [record.readings(Attribute.AGE) for record in intake.records] == [("1996", "1997"), ("1996", "1997"), ()]
    assert intake.records[2].readings(Attribute.BORN) == ("1998",)
    assert intake.records[0].claimed(Attribute.BORN) == ()


def test_the_nationality_ranks_the_calendars():
    rows = (("Somchai", "25/3/41", "Thai"), ("Ram", "2055-04-12", "Nepali"), ("Abel", "1990-05-01", "Ethiopian"))
    intake = read(a_csv(*rows, headings=("Name", "Born", "Nationality")))
    assert [record.readings(Attribute.BORN) for record in intake.records] == [
        ("1998-03-25", "1941-03-25"),
        ("1998-07-28",),
        ("1990-05-01", "1998-01-09"),
    ]


def test_the_parts_of_a_name_are_joined_in_the_order_of_their_columns():
    intake = read(a_csv(("Li", "Wei", "李伟"), headings=("Surname", "Given name", "Chinese name")))
    claims = intake.records[0].claimed(Attribute.NAME)
    assert [(claim.value, claim.source.column) for claim in claims] == [
        ("李伟", "Chinese name"),
        ("Li Wei", "Surname + Given name"),
    ]


def test_a_composite_cell_is_split_from_the_right():
    rows = (("Kumar a/l Raju / A1234567",), ("Li Wei",))
    intake = read(a_csv(*rows, headings=("Name / Passport",)))
    assert values(intake, Attribute.NAME) == ["Kumar a/l Raju", "Li Wei"]
    assert values(intake, Attribute.DOCUMENT) == ["A1234567", ""]


def test_a_machine_readable_zone_is_read_for_its_number():
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    rows = (("Anna", zone), ("Maria", zone.replace("\n", " ")), ("Eve", "P<UTO<<" + "9" * 80))
    intake = read(a_csv(*rows, headings=("Name", "Passport")))
    read_as = [record.readings(Attribute.DOCUMENT) for record in intake.records]
    assert read_as[:2] == [("L898902C3",)] * 2
    assert intake.records[0].claimed(Attribute.DOCUMENT)[0].value == zone
    assert read_as[2] == ("PUTO" + "9" * 80,)


def test_a_sections_nationality_is_claimed_for_its_rows():
    content = a_workbook(("Ethiopia — 1 person",), (1, "Abel"), ("China: 2",), (2, "Li Wei"), headings=("No", "Name"))
    intake = read(content, "l.xlsx")
    assert [record.readings(Attribute.NATIONALITY) for record in intake.records] == [("ETH",), ("CHN",)]
    assert [(f.code, f.row, f.found, f.stated) for f in intake.findings] == [("section-differs", 4, 1, 2)]


def test_what_a_mapping_states_is_claimed_where_the_row_says_nothing():
    mapping = Mapping(stated={"nationality": "Ethiopia", "site": "Camp 3"})
    rows = (("Abel", ""), ("Li Wei", "China"))
    intake = read(a_csv(*rows, headings=("Name", "Nationality")), mapping=mapping)
    assert [record.readings(Attribute.NATIONALITY) for record in intake.records] == [("ETH",), ("CHN",)]
    assert values(intake, Attribute.SITE) == ["Camp 3", "Camp 3"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (("Abel", "M", "1998", "Congolese"), "input.ambiguous-nationality", "Nationality"),
        (("Abel", "M", "1998", "Atlantis"), "input.unknown-nationality", "Nationality"),
        (("Abel", "M", "30.2.1998", "Kenya"), "input.impossible-date", "Born"),
        (("Abel", "maybe", "1998", "Kenya"), "input.unknown-sex", "Sex"),
        (("", "M", "1998", "Kenya"), "input.no-name", "Name"),
        (("?", "M", "1998", "Kenya"), "input.no-name", "Name"),
    ],
)
def test_a_row_with_a_fault_refuses_the_list_unless_it_may_be_left(row, code, column):
    content = a_csv(("Li Wei", "M", "1998", "China"), row, headings=("Name", "Sex", "Born", "Nationality"))
    with pytest.raises(RowsRefused) as raised:
        read(content)
    assert (raised.value.code, raised.value.at.row, raised.value.at.column) == (code, 3, column)
    assert raised.value.exit_code == 2
    assert not any(word and word in raised.value.message for word in row if len(word) > 1)
    intake = read(content, accept_leftovers={code})
    assert [(each.row, each.column, each.code) for each in intake.leftovers] == [(3, column, code)]
    assert (intake.rows_read, intake.rows_left, len(intake.records)) == (2, 1, 1)
    with pytest.raises(RowsRefused):
        read(content, accept_leftovers=set(ROW_FAULTS) - {code})


@pytest.mark.parametrize("number", [3171015203980001, 310105194912310021, 1e20])
def test_a_number_that_a_spreadsheet_rounded_is_no_document(number):
    content = a_workbook(("Li Wei", number), headings=("Name", "ID No"))
    assert [each.code for each in read_leaving(content, "l.xlsx").leftovers] == ["input.bad-value"]
    exported = a_csv(("Li Wei", f"{float(number):.5E}"), headings=("Name", "ID No"))
    assert [each.code for each in read_leaving(exported).leftovers] == ["input.bad-value"]


def test_a_number_that_a_spreadsheet_kept_is_a_document():
    intake = read(a_workbook(("Li Wei", 352021234567123), ("Wei", "12E345"), headings=("Name", "ID No")), "l.xlsx")
    assert [record.readings(Attribute.DOCUMENT) for record in intake.records] == [("352021234567123",), ("12E345",)]


def test_every_fault_of_a_row_is_named_and_the_row_counts_once():
    content = a_csv(
        ("", "?!", "99.99.99", "Congolese"),
        ("Li", "M", "1998", "China"),
        headings=("Name", "Sex", "Born", "Nationality"),
    )
    intake = read_leaving(content)
    assert [each.code for each in intake.leftovers] == [
        "input.no-name",
        "input.unknown-sex",
        "input.impossible-date",
        "input.ambiguous-nationality",
    ]
    assert intake.rows_left == 1


def test_a_formula_in_a_column_that_is_taken_refuses_the_list():
    content = a_workbook(formulas=((2, 3, "=DATE(1998,3,12)", 35866),))
    with pytest.raises(InputError) as raised:
        read_leaving(content, "l.xlsx")
    assert (raised.value.code, raised.value.at.row, raised.value.at.column) == ("input.formula", 3, "D")


def test_a_formula_in_a_total_row_is_a_finding_and_elsewhere_nothing():
    rows = (*((*row, "x") for row in ROWS), ("", "Total", "", "", "", "", ""))
    content = a_workbook(
        *rows, headings=(*HEADINGS, "Remarks"), formulas=((4, 2, "=COUNTA(B2:B4)", 3), (1, 6, "=1+1", 2))
    )
    intake = read(content, "l.xlsx")
    assert [(finding.code, finding.row) for finding in intake.findings] == [("total-is-formula", 5)]
    assert intake.rows_read == 3


def test_a_formula_in_a_csv_refuses_the_list():
    with pytest.raises(InputError, match=r"input\.formula"):
        read(a_csv(("=cmd|' /C calc'!A0", "China"), headings=("Name", "Nationality")))


def test_other_sheets_are_named_as_not_read():
    intake = read(a_workbook(sheets=2), "l.xlsx")
    assert [finding.code for finding in intake.findings] == ["sheets-not-read"]
    assert intake.sheet == "Sheet1"
    assert read(a_workbook(sheets=2), "l.xlsx", mapping=Mapping(sheet="Sheet2")).sheet == "Sheet2"


def test_headings_without_people_are_an_empty_list():
    with pytest.raises(InputError, match=r"input\.empty"):
        read(b"Name,Sex\n")


def test_the_mapping_used_reads_the_list_again_alike():
    content = a_workbook(titles=(("List of camp 1",),))
    first = read(content, "l.xlsx")
    again = read(content, "l.xlsx", mapping=first.mapping)
    assert again.records == first.records
    assert again.digest == first.digest


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError) as raised:
        read_list(tmp_path / "nobody-here.csv", list_id="L", policy=POLICY)
    assert raised.value.code == "input.missing-file"
    assert str(tmp_path) not in raised.value.message


def test_a_faulty_list_says_nothing_of_anybody():
    secret = "Zephyrine"
    content = a_csv((secret, secret, secret, secret), headings=("Name", "Sex", "Born", "Nationality"))
    with pytest.raises(RowsRefused) as raised:
        read(content)
    assert secret not in raised.value.message + repr(raised.value.leftovers)


CELLS = st.sampled_from(
    [
        "",
        "Li Wei",
        "M",
        "f",
        "1998",
        "12.3.1998",
        "NA",
        "China",
        "Congolese",
        "Total",
        "53",
        "Name",
        "Sex",
        "=1",
        "a\nb",
        '"',
    ]
) | st.text(max_size=8)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"]))
def test_any_table_is_read_or_refused(rows, sign):
    content = "\n".join(sign.join(row) for row in [["No", "Name", "Sex", "Born", "Nationality"], *rows]).encode(
        "utf-8", "ignore"
    )
    try:
        intake = read_leaving(content)
    except InputError:
        return
    assert intake.rows_read == len(intake.records) + intake.rows_left
    assert len({record.id for record in intake.records}) == len(intake.records)


@given(st.permutations(range(6)))
def test_the_order_of_columns_changes_no_claim(order):
    rows = [[row[place] for place in order] for row in ROWS]
    intake = read(a_workbook(*rows, headings=[HEADINGS[place] for place in order]), "l.xlsx")
    plain = read(a_workbook(), "l.xlsx")
    for left, right in zip(intake.records, plain.records, strict=True):
        assert set(left.claims) == set(right.claims)


def a_long_list(rows):
    chance = random.Random(7)
    nationalities = ("China", "Viet Nam", "India", "Ethiopia", "Indonesia", "Nepal", "Myanmar", "Thailand")
    for number in range(1, rows + 1):
        year, month, day = chance.randrange(1970, 2008), chance.randrange(1, 13), chance.randrange(1, 29)
        nationality = chance.choice(nationalities)
        born = f"{day}/{month}/{year + 543}" if nationality == "Thailand" else f"{year}-{month:02}-{day:02}"
        yield (
            number,
            f"Person {chance.randrange(10**6)}",
            chance.choice("MF"),
            born,
            nationality,
            f"E{chance.randrange(10**8)}",
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["l.csv", "l.xlsx"])
def test_a_hundred_thousand_rows_take_less_than_twenty_seconds(name):
    rows = list(a_long_list(100_000))
    content = a_csv(*rows) if name == "l.csv" else a_workbook(*rows)
    begin = time.process_time()  # the machine may be busy with more than this test
    intake = read(content, name)
    assert intake.rows_read == 100_000
    assert time.process_time() - begin < 20


def test_only_errors_of_the_tree_come_out():
    for content in (b"Name\n\x00", b"\xff\xfe", b"Name,Sex\n" + b"a" * 200_000 + b",M"):
        try:
            read(content)
        except HomewardError:
            continue
