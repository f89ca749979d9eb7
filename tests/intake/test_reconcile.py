from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.build import HEADINGS, POLICY, ROWS, a_csv, a_workbook

from homeward.errors import InputError
from homeward.intake import reconcile
from homeward.intake.slips import slip

PUBLISHED = Path(__file__).parents[1] / "data" / "published"


def of_file(name):
    return reconcile(PUBLISHED / name, policy=POLICY)


def of(tmp_path, content, name="l.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    found = reconcile(path, policy=POLICY)
    assert path.read_bytes() == content  # it proposes, and changes nothing
    return found


def told(found):
    return [(f.code, f.row, f.column, f.found, f.stated) for f in found.findings]


def test_the_list_of_february_2025():
    found = of_file("t01_bgf_list_2025-02.csv")
    assert found.rows == 28
    assert found.sums == {"total": 7158, "male": 6714, "female": 425}
    assert found.stated == {"total": 7141, "male": 6716, "female": 425}
    assert told(found) == [
        ("parts-short", 8, "total", 68, 78),  # Pakistan
        ("no-parts", 15, "total", None, 9),  # stateless
        ("sum-differs", 30, "male", 6714, 6716),
        ("sum-differs", 30, "total", 7158, 7141),
    ]
    assert "close 10 of the 17" in found.findings[0].proposal


def test_a_table_that_adds_up_has_no_findings():
    found = of_file("t02_dkba_handover_2025-02-12.csv")
    assert (found.rows, found.sums, found.stated, found.findings) == (20, {"total": 260}, {"total": 260}, ())


def test_a_counter_derives_what_is_missing_and_adds_no_days_up():
    found = of_file("t03_myanmar_counter.csv")
    assert (found.sums, found.stated) == ({}, {})
    assert told(found) == [
        ("no-parts", 3, "identified", None, 7107),
        ("derived", 4, "remaining", 410, None),
        ("derived", 6, "remaining", 779, None),
        ("derived", 7, "deported", 11617, None),
    ]


def test_daily_tables_may_name_a_nationality_twice():
    assert {f.code for f in of_file("t04_daily_handovers.csv").findings} == {"no-parts"}


def test_men_and_women_short_of_the_total_are_not_forced(tmp_path):
    found = of(tmp_path, b"site,total,men,women\nBGF,7968,7143,550\n")
    assert told(found) == [("parts-short", 2, "total", 7693, 7968)]
    assert found.findings[0].proposal.startswith("275 have no sex stated; keep them so, neither men nor women")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "China,10,7,3\nIndia,5,5,1\nTOTAL,15,12,4\n",
            [("parts-over", 3, "total", 6, 5), ("parts-over", 4, "total", 16, 15)],
        ),
        ("China,10,7,3\nChinese,5,5,0\nTOTAL,15,12,3\n", [("duplicate-row", 3, "nationality", 2, 1)]),
        ("Congolese,1,1,0\nTOTAL,1,1,0\n", [("ambiguous-nationality", 2, "nationality", None, None)]),
        ("Atlantis,1,1,0\nTOTAL,1,1,0\n", [("unknown-nationality", 2, "nationality", None, None)]),
        ("China,many,1,0\n", [("derived", 2, "total", 1, None), ("not-a-number", 2, "total", None, None)]),
        ("China,3,2,\nTOTAL,3,2,\n", [("derived", 2, "female", 1, None), ("derived", 3, "female", 1, None)]),
        ("China,2,3,\n", [("parts-over", 2, "female", 3, 2)]),
        ("China,2,1,1\nSub total,2,1,1\nIndia,3,3,0\nSub total,3,3,0\nTOTAL,5,4,1\n", []),
        (
            "China,2,1,1\nSub total,9,1,1\nIndia,3,3,0\nTOTAL,5,4,1\n",
            [("parts-short", 3, "total", 2, 9), ("sum-differs", 3, "total", 2, 9)],
        ),
    ],
)
def test_rules_of_a_table_of_counts(tmp_path, rows, expected):
    found = of(tmp_path, f"nationality,total,male,female\n{rows}".encode())
    assert sorted(told(found), key=str) == sorted(expected, key=str)


def test_a_counter_that_falls_is_kept_with_its_date(tmp_path):
    found = of(tmp_path, b"as of,identified\n2025-02-22,621\n2025-03-06,5088\n2025-03-15,5008\n")
    assert told(found) == [("falls", 4, "identified", 5008, 5088)]
    assert found.findings[0].proposal.startswith("One digit differs.")


def test_headings_and_totals_in_other_languages(tmp_path):
    found = of(tmp_path, "ลำดับ,สัญชาติ,จำนวน,ชาย,หญิง\n1,จีน,10,6,4\n2,เวียดนาม,5,5,0\n,รวม,16,11,4\n".encode())
    assert found.rows == 2
    assert told(found) == [("parts-short", 4, "จำนวน", 15, 16), ("sum-differs", 4, "จำนวน", 15, 16)]


def test_a_nominal_list_is_counted(tmp_path):
    rows = (*ROWS, ("", "Total", 5, "", "", ""))
    found = of(tmp_path, a_workbook(*rows, titles=(("List of 4 persons",),)), "l.xlsx")
    assert (found.rows, found.sums, found.stated) == (3, {"total": 3, "male": 2, "female": 1}, {"total": 5})
    assert told(found) == [("total-differs", 1, "", 3, 4), ("total-differs", 6, "C", 3, 5)]


def test_numbers_given_twice_and_left_out_are_found(tmp_path):
    rows = [(1, "Li Wei"), (2, "Aung Ko"), (2, "Abel"), (6, "Ram")]
    found = of(tmp_path, a_csv(*rows, headings=("No", "Name")))
    assert told(found) == [("numbers-missing", None, "No", 3, 0), ("duplicate-reference", 4, "No", 2, 1)]
    assert "3–5" in found.findings[0].proposal
    assert "3–4" in found.findings[1].proposal


def test_numbers_that_begin_again_in_every_section_are_no_doubles(tmp_path):
    rows = [("Ethiopia: 1", ""), (1, "Abel"), ("China: 1", ""), (1, "Li Wei")]
    assert told(of(tmp_path, a_csv(*rows, headings=("No", "Name")))) == []


def test_part_totals_are_held_against_their_part(tmp_path):
    rows = [(1, "Abel"), ("Sub total", 1), (2, "Li Wei"), (3, "Aung"), ("Sub total", 3), (4, "Ram"), ("Total", 4)]
    assert told(of(tmp_path, a_csv(*rows, headings=("No", "Name")))) == [("part-total-differs", 6, "B", 2, 3)]


def test_a_row_that_says_the_same_is_found(tmp_path):
    rows = [(1, "Li Wei", "M", "1998"), (2, "Abel", "M", "1999"), (3, "li wei", "M", "1998")]
    assert told(of(tmp_path, a_csv(*rows, headings=("No", "Name", "Sex", "Born")))) == [("duplicate-row", 4, "", 2, 1)]


def test_formulas_among_people_are_counted_not_refused(tmp_path):
    found = of(tmp_path, a_workbook(formulas=((1, 0, "=1", 1), (2, 0, "=A2+1", 2))), "l.xlsx")
    assert told(found)[0] == ("formula", 2, "A", 2, 0)


def test_a_list_that_adds_up_says_nothing(tmp_path):
    assert told(of(tmp_path, a_csv(*ROWS, ("", "Total", 3, "", "", ""), headings=HEADINGS))) == []


def test_neither_names_nor_counts_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"input\.missing-column"):
        of(tmp_path, b"colour,shape\nred,round\n")


@pytest.mark.parametrize(
    ("found", "stated", "expected"),
    [
        (68, 78, "One digit differs."),
        (5008, 5088, "One digit differs."),
        (465, 456, "Two digits are swapped."),
        (7158, 7141, ""),
        (25, 26, "One digit differs."),
        (5, 6, ""),
        (100, 99, ""),
        (7, 7, ""),
        (123, 321, ""),
    ],
)
def test_slips_of_the_pen(found, stated, expected):
    assert slip(found, stated) == expected


COUNTS = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=1, max_size=12)


@given(COUNTS)
def test_a_table_made_to_add_up_has_no_findings(tmp_path_factory, counts):
    names = (
        "China",
        "India",
        "Kenya",
        "Nepal",
        "Ghana",
        "Brazil",
        "Japan",
        "Chad",
        "Laos",
        "Uganda",
        "Rwanda",
        "Tunisia",
    )
    rows = [(name, m + f, m, f) for name, (m, f) in zip(names, counts, strict=False)]
    men, women = sum(m for m, _ in counts), sum(f for _, f in counts)
    table = a_csv(*rows, ("TOTAL", men + women, men, women), headings=("nationality", "total", "male", "female"))
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(table)
    found = reconcile(path, policy=POLICY)
    assert (found.rows, found.findings) == (len(rows), ())
    assert found.sums == found.stated


@given(COUNTS, st.integers(0, 11), st.integers(1, 500))
def test_one_changed_figure_is_found(tmp_path_factory, counts, place, change):
    place %= len(counts)
    names = (
        "China",
        "India",
        "Kenya",
        "Nepal",
        "Ghana",
        "Brazil",
        "Japan",
        "Chad",
        "Laos",
        "Uganda",
        "Rwanda",
        "Tunisia",
    )
    rows = [[name, m + f, m, f] for name, (m, f) in zip(names, counts, strict=False)]
    total = sum(row[1] for row in rows)
    rows[place][1] += change
    table = a_csv(*rows, ("TOTAL", total), headings=("nationality", "total", "male", "female"))
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(table)
    found = reconcile(path, policy=POLICY)
    assert found.sums["total"] - found.stated["total"] == change
    assert {(f.code, f.row) for f in found.findings} >= {("sum-differs", len(rows) + 2), ("parts-short", place + 2)}
