"""Nationalities as people write them, and the codes they stand for.

The table (`data/nationalities.csv`) holds every ISO 3166-1 entry, Taiwan apart as operations list it, and XXA
for stateless people. A word that stands on two rows is ambiguous by that alone. Nothing is guessed: not from a
name, not from likeness of spelling, not from an ethnicity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from homeward.errors import InputError
from homeward.record.calendars import table

STATELESS = "XXA"

_COMBINING = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[\s.,;:'’`´\-–—_]+")
# What stands before or after a nationality and says only that it is one; as folded text.
_BEFORE = ("the ", "citizen of ", "national of ", "สัญชาติ", "ประเทศ", "ชาว", "คน", "quoc tich ", "nguoi ", "nuoc ")
_AFTER = (
    *(" national", " nationals", " citizen", " citizens", " nationality"),
    *("国籍", "國籍", "籍", "国", "人", "နိုင်ငံသား", "နိုင်ငံ", "လူမျိုး", "ዊ", "नागरिक", "국적", "인"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nationality:
    """A row of the table. `region` is the UN M49 sub-region, empty where M49 has none."""

    alpha2: str
    alpha3: str
    numeric: str
    region: str
    name: str
    words: tuple[str, ...]
    native: tuple[str, ...]
    source: str


@lru_cache(maxsize=1)
def nationalities() -> dict[str, Nationality]:
    """Return the whole table by alpha-3 code."""
    return {row["alpha3"]: _row(row) for row in table("nationalities.csv")}


def _row(row: dict[str, str]) -> Nationality:
    return Nationality(
        alpha2=row["alpha2"],
        alpha3=row["alpha3"],
        numeric=row["numeric"],
        region=row["region"],
        name=row["name"],
        words=tuple(row["words"].split("|")) if row["words"] else (),
        native=tuple(row["native"].split("|")) if row["native"] else (),
        source=row["source"],
    )


def _fold(text: str) -> str:
    """Return the text without case, Latin accents and signs. Marks of other scripts are part of their letters."""
    plain = _COMBINING.sub("", unicodedata.normalize("NFD", text.casefold()))
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", plain)).strip().replace("đ", "d")


@lru_cache(maxsize=1)
def _index() -> dict[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for row in nationalities().values():
        for word in (row.name, *row.words, *row.native):
            for form in {_fold(word), _fold(word).replace(" ", "")} - {""}:
                index.setdefault(form, set()).add(row.alpha3)
    return {word: frozenset(codes) for word, codes in index.items()}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {code: row.alpha3 for row in nationalities().values() for code in (row.alpha2, row.alpha3) if code}


def _forms(folded: str) -> Iterator[str]:
    """Yield the folded text, then without a word before it, then without one after it."""
    yield folded
    for head in ("", *_BEFORE):
        bare = folded.removeprefix(head).strip()
        yield from (bare.removesuffix(tail).strip() for tail in ("", *_AFTER))


def _lookup(text: str) -> frozenset[str]:
    # A code counts in capitals only: "no", "and" and "can" are words before they are countries.
    code = _codes().get(text.strip())
    if code:
        return frozenset({code})
    index = _index()
    forms = (form for bare in _forms(_fold(text)) for form in (bare, bare.replace(" ", "")))
    return next((index[form] for form in forms if form in index), frozenset())


def read_nationality(text: str) -> str:
    """Return the alpha-3 code of a written nationality ("XXA" stateless).

    A form with brackets or a stroke is read part by part, and the parts that are known must agree.

    >>> read_nationality("NA"), read_nationality("Congo (DRC)"), read_nationality("ชาวจีน")
    ('NAM', 'COD', 'CHN')
    """
    whole = _lookup(text)
    if not whole:
        parts = [codes for part in re.split(r"[()（）\[\]/|,+&]", text) if part.strip() and (codes := _lookup(part))]
        if not parts:
            raise InputError("input.unknown-nationality")
        whole = frozenset.intersection(*parts)
    if len(whole) != 1:
        raise InputError("input.ambiguous-nationality")
    return next(iter(whole))


def nationality_name(alpha3: str) -> str:
    """Return the English name of a code of the table."""
    row = nationalities().get(alpha3)
    if row is None:
        raise InputError("input.unknown-nationality", "not a code of the table")
    return row.name
