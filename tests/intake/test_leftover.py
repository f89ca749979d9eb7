from __future__ import annotations

import re
from pathlib import Path

from homeward.errors import CODES
from homeward.intake import ROW_FAULTS, Leftover, RowsRefused
from homeward.record import Attribute

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")


def test_every_fault_of_a_row_has_its_rule():
    assert set(ROW_FAULTS) <= set(CODES)
    assert Leftover(row=3, column="Sex", code="input.unknown-sex").rule == CODES["input.unknown-sex"]


def test_a_refused_list_says_the_first_fault_and_how_many_rows():
    faults = [Leftover(row=row, column="Sex", code="input.unknown-sex") for row in (3, 3, 8)]
    error = RowsRefused("list.csv", faults)
    assert (error.at.file, error.at.row, error.at.column) == ("list.csv", 3, "Sex")
    assert "2 rows have" in error.message
    assert error.leftovers == tuple(faults)


def test_the_page_names_every_finding_and_every_column():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/homeward/intake").glob("*.py"))
    codes = set(re.findall(r'code = ?"([a-z-]+)"|code="([a-z-]+)"|else "([a-z-]+-[a-z-]+)"', source))
    named = {code for group in codes for code in group if code}
    assert len(named) >= 15
    assert {code for code in named if f"`{code}`" not in PAGE} == set()
    assert {attribute for attribute in Attribute if f"`{attribute}`" not in PAGE} == set()
