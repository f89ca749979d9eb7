"""The words that lists are written in: headings, sexes, totals, and the signs for "not known"."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The tables of `data/headings.toml`, from folded word to meaning; `missing` has signs, so it is not folded."""

    attributes: dict[str, str]
    register: dict[str, str]
    counts: dict[str, str]
    sex: dict[str, str]
    missing: frozenset[str]
    totals: frozenset[str]
    persons: tuple[str, ...]


def fold(text: str) -> str:
    """Return a word without case, Latin accents, blanks and signs; marks of other scripts stay.

    >>> fold("D.O.B."), fold("Prénom(s)"), fold("#")
    ('dob', 'prenoms', '#')
    """
    if text.isascii():
        kept = "".join(c for c in text.casefold() if c.isalnum())
    else:
        apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))
        kept = "".join(c for c in plain if unicodedata.category(c)[0] not in "PSZC")
    return kept or text.strip()


def heading_words(table: str) -> dict[str, list[str]]:
    """Return the words of one table of headings ("attributes", "register", "counts") by what they mean, as written."""
    return _tables()[table]


def _tables() -> dict[str, dict[str, list[str]]]:
    text = resources.files("homeward.intake").joinpath("data/headings.toml").read_text(encoding="utf-8")
    return {name: table for name, table in tomllib.loads(text).items() if isinstance(table, dict)}


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the tables that ship with Homeward."""
    table = _tables()
    return Words(
        attributes=_by_word(table["attributes"]),
        register=_by_word(table["register"]),
        counts=_by_word(table["counts"]),
        sex=_by_word(table["sex"]),
        missing=frozenset(word.casefold() for word in table["missing"]["words"]),
        totals=frozenset(fold(word) for word in table["total"]["words"]),
        persons=tuple(fold(word) for word in table["total"]["persons"]),
    )


def _by_word(table: dict[str, list[str]]) -> dict[str, str]:
    return {fold(word): meaning for meaning, each in table.items() for word in each}
