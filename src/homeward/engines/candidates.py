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
from homeward.match.keys import sounds, syllable_sounds, word_forms

if TYPE_CHECKING:
    import duckdb

# In registers up to this size a birth date may be enough to be compared; in larger ones a word has to agree too.
_SMALL = 60_000
_MOST = 250  # candidates of one claim by names; those that share most come first
_STRANGERS = 2  # log2 of how many strangers may share as much
_YEAR_BITS, _OTHER_YEAR_BITS = 3.3, -7.0
_COMMON = 500  # a word that more than one in so many entries have is looked up within the claim's birth years only

# Each claim's words: `place` tells words apart, `form` how each may sound. What an entry shares is worth the rarity of
# its forms; who shares less than chance gives to `_STRANGERS` others is no candidate.
_BY_NAME = """
WITH word AS (
    SELECT w.claim, w.place, w.form, log2({size} / s.times) AS bits, s.times <= {common} OR NOT c.has_year AS is_open
    FROM asked_word w JOIN form_size s USING (form) JOIN asked c USING (claim)
), hit AS (
    SELECT w.claim, w.place, w.bits, p.row, {year_bits} AS year_bits
    FROM word w JOIN asked_year y USING (claim) JOIN posting p ON p.form = w.form AND p.year = y.year
    UNION ALL
    SELECT w.claim, w.place, w.bits, p.row, CASE WHEN p.year IS NULL OR NOT c.has_year THEN 0 ELSE {other_year} END
    FROM word w JOIN asked c USING (claim) JOIN posting p ON p.form = w.form
    WHERE w.is_open OR p.year IS NULL
), best AS (
    SELECT claim, place, row, max(bits) AS bits, max(year_bits) AS year_bits FROM hit GROUP BY claim, place, row
), summed AS (
    SELECT claim, row, sum(bits) AS bits, max(year_bits) AS year_bits FROM best GROUP BY claim, row
)
SELECT claim, row, bits FROM (
    SELECT claim, row, bits, row_number() OVER (PARTITION BY claim ORDER BY bits + year_bits DESC, row) AS place
    FROM summed WHERE bits + year_bits >= {least}
) WHERE place <= {most}
"""
_BY_BIRTH = "SELECT a.claim, b.row, 0.0 FROM asked_day a JOIN birth b ON b.day = a.day"
_BY_BIRTH_AND_NAME = """
SELECT DISTINCT a.claim, b.row, 0.0 FROM asked_day a JOIN birth b ON b.day = a.day
JOIN asked_word w ON w.claim = a.claim JOIN posting p ON p.form = w.form AND p.year = b.year AND p.row = b.row
"""
_BY_CODE = "SELECT a.claim, c.row, 0.0 FROM asked_code a JOIN code c ON c.code = a.code"


def find_candidates(connection: duckdb.DuckDBPyConnection, claims: Iterable[Features]) -> dict[str, dict[int, float]]:
    """Return the rows of the register to compare each claim with, by claim id, and what the shared words are worth."""
    asked = list(claims)
    _put_asked(connection, asked)
    size = register_size(connection)
    by_birth = _BY_BIRTH if size <= _SMALL else _BY_BIRTH_AND_NAME
    by_name = _BY_NAME.format(
        size=float(size), common=max(50, size // _COMMON), year_bits=_YEAR_BITS, other_year=_OTHER_YEAR_BITS,
        least=log2(size) - _STRANGERS, most=_MOST,
    )  # fmt: skip
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    query = (
        f"SELECT claim, row, max(bits) FROM (({by_name}) UNION ALL ({by_birth}) UNION ALL ({_BY_CODE})) GROUP BY 1, 2"  # noqa: S608
    )
    for claim, row, bits in sorted(connection.execute(query).fetchall()):
        found[asked[claim].id][row] = bits
    return dict(found)


def _put_asked(connection: duckdb.DuckDBPyConnection, asked: Sequence[Features]) -> None:
    people: list[tuple[int, bool]] = []
    words: list[tuple[int, int, str]] = []
    days: list[tuple[int, str]] = []
    years: list[tuple[int, int]] = []
    codes: list[tuple[int, str]] = []
    for number, claim in enumerate(asked):
        for place, group in enumerate(word_forms(claim.names)):
            words.extend((number, place, form) for form in group)
        latin = {token.text for name in claim.names for token in name.tokens if token.script == "latin"}
        syllables = sorted({sound for text in latin for sound in syllable_sounds(text)})
        words.extend((number, -1 - place, form) for place, form in enumerate(syllables))
        own = {(t.text, t.script) for name in claim.names for t in name.tokens if t.script == "han"}
        words.extend((number, -100 - place, form) for place, key in enumerate(sorted(own)) for form in sounds(*key))
        for day in precise(claim.born):
            days.append((number, day))
            if int(day[8:]) <= 12:
                days.append((number, f"{day[:5]}{day[8:]}-{day[5:7]}"))
        years.extend((number, year) for year in {int(t[:4]) + step for t in claim.born for step in (-1, 0, 1)})
        people.append((number, bool(claim.born)))
        codes.extend((number, f"f{fold_shapes(code)}") for code in claim.documents)
        codes.extend((number, f"t{phone}") for phone in claim.phones)
    put_rows(connection, "asked", {"claim": 0, "has_year": 1}, people)
    put_rows(connection, "asked_word", {"claim": 0, "place": 1, "form": 2}, words or [(-1, 0, "")])
    put_rows(connection, "asked_day", {"claim": 0, "day": 1}, sorted(set(days)) or [(-1, "")])
    put_rows(connection, "asked_year", {"claim": 0, "year": 1}, years or [(-1, 0)])
    put_rows(connection, "asked_code", {"claim": 0, "code": 1}, codes or [(-1, "")])
