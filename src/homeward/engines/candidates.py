"""Candidates by key join: which entries of a register each claim has to be compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log2
from typing import TYPE_CHECKING

from homeward.engines.index import put_rows, register_size
from homeward.match.compare.codes import fold_shapes
from homeward.match.compare.dates import precise
from homeward.match.features import Features
from homeward.match.keys import word_forms

if TYPE_CHECKING:
    import duckdb

# In registers up to this size a birth date may be enough to be compared; in larger ones a word has to agree too.
_SMALL = 200_000
_MOST = 250  # candidates of one claim by names; those that share most come first
_STRANGERS = 5  # log2 of how many strangers may share as much
_YEAR_BITS = 3.3  # a birth year within one year

# Each claim's words: `place` tells words apart, `form` how each may sound. What an entry shares is worth the rarity of
# its forms; who shares less than chance gives to `_STRANGERS` others is no candidate.
_BY_NAME = """
WITH hit AS (
    SELECT w.claim, p.row, w.place, max(log2({size} / s.times)) AS bits,
           bool_or(y.year IS NOT NULL) AS is_year
    FROM asked_word w
    JOIN posting p ON p.form = w.form
    JOIN form_size s ON s.form = w.form
    LEFT JOIN asked_year y ON y.claim = w.claim AND y.year = p.year
    GROUP BY w.claim, p.row, w.place
), summed AS (
    SELECT claim, row, sum(bits) + CASE WHEN bool_or(is_year) THEN {year_bits} ELSE 0 END AS bits
    FROM hit GROUP BY claim, row
)
SELECT claim, row FROM (
    SELECT claim, row, row_number() OVER (PARTITION BY claim ORDER BY bits DESC, row) AS place
    FROM summed WHERE bits >= {least}
) WHERE place <= {most}
"""
_BY_BIRTH = "SELECT a.claim, b.row FROM asked_day a JOIN birth b ON b.day = a.day"
_BY_BIRTH_AND_NAME = """
SELECT DISTINCT a.claim, b.row FROM asked_day a JOIN birth b ON b.day = a.day
JOIN asked_word w ON w.claim = a.claim JOIN posting p ON p.form = w.form AND p.year = b.year AND p.row = b.row
"""
_BY_CODE = "SELECT a.claim, c.row FROM asked_code a JOIN code c ON c.code = a.code"


def find_candidates(connection: duckdb.DuckDBPyConnection, claims: Iterable[Features]) -> dict[str, list[int]]:
    """Return the rows of the register to compare each claim with, by claim id; sorted, none twice."""
    asked = list(claims)
    _put_asked(connection, asked)
    size = register_size(connection)
    by_birth = _BY_BIRTH if size <= _SMALL else _BY_BIRTH_AND_NAME
    by_name = _BY_NAME.format(size=float(size), year_bits=_YEAR_BITS, least=log2(size) - _STRANGERS, most=_MOST)
    found: defaultdict[str, list[int]] = defaultdict(list)
    query = f"SELECT DISTINCT claim, row FROM (({by_name}) UNION ALL ({by_birth}) UNION ALL ({_BY_CODE})) ORDER BY 1, 2"  # noqa: S608
    for claim, row in connection.execute(query).fetchall():
        found[asked[claim].id].append(row)
    return dict(found)


def _put_asked(connection: duckdb.DuckDBPyConnection, asked: Sequence[Features]) -> None:
    words, days, years, codes = [], [], [], []
    for number, claim in enumerate(asked):
        for place, group in enumerate(word_forms(claim.names)):
            words.extend((number, place, form) for form in group)
        for day in precise(claim.born):
            days.append((number, day))
            if int(day[8:]) <= 12:
                days.append((number, f"{day[:5]}{day[8:]}-{day[5:7]}"))
        years.extend((number, year) for year in {int(t[:4]) + step for t in claim.born for step in (-1, 0, 1)})
        if not claim.born:
            years.extend((number, year) for year in range(1900, 2100))
        codes.extend((number, f"f{fold_shapes(code)}") for code in claim.documents)
        codes.extend((number, f"t{phone}") for phone in claim.phones)
    put_rows(connection, "asked_word", {"claim": 0, "place": 1, "form": 2}, words or [(-1, 0, "")])
    put_rows(connection, "asked_day", {"claim": 0, "day": 1}, sorted(set(days)) or [(-1, "")])
    put_rows(connection, "asked_year", {"claim": 0, "year": 1}, years or [(-1, 0)])
    put_rows(connection, "asked_code", {"claim": 0, "code": 1}, codes or [(-1, "")])
