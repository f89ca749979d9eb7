"""Birth dates: every reading of one against every reading of the other; the best level counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

ORDER = ("same", "reading", "swapped", "near", "year", "about", "digits", "different")
# Registrars write the day somebody came to them; people are moved within days, seldom later.
APART = (("same", 0), ("days", 3), ("weeks", 14), ("different", 10**6))
# Days that lists write when only the year is known: 1 January; where the Ethiopian year counts, 1 Meskerem too.
PLACEHOLDERS = ("-01-01",)
_MESKEREM = {nationality: (*PLACEHOLDERS, "-09-11", "-09-12") for nationality in ("ETH", "ERI")}


def placeholders_of(*nationalities: str) -> tuple[str, ...]:
    """Return the days that say no more than a year in lists of these nationalities."""
    return next((_MESKEREM[code] for code in nationalities if code in _MESKEREM), PLACEHOLDERS)


@lru_cache(maxsize=200_000)
def compare_dates(left: tuple[str, ...], right: tuple[str, ...], placeholders: tuple[str, ...] = PLACEHOLDERS) -> str:
    """Return the best level over all readings; "missing" where one side has none.

    >>> compare_dates(("1998-03-12",), ("1998-12-03",))
    'swapped'
    """
    if not left or not right:
        return "missing"
    if len(left) == 1 == len(right):
        return _level(left[0], right[0], placeholders, is_first=True)
    best = min(
        ORDER.index(_level(a, b, placeholders, is_first=i == 0 and j == 0))
        for i, a in enumerate(left)
        for j, b in enumerate(right)
    )
    return ORDER[best]


@lru_cache(maxsize=50_000)
def compare_arrivals(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    """Return how far apart two lists put somebody's arrival, by the nearest readings; only whole dates count.

    >>> compare_arrivals(("2025-02-04", "2025-04-02"), ("2025-02-06",))
    'days'
    """
    if not left or not right:
        return "missing"
    apart = min(abs((date.fromisoformat(a) - date.fromisoformat(b)).days) for a in left for b in right)
    return next(level for level, most in APART if apart <= most)


def _level(left: str, right: str, placeholders: tuple[str, ...], *, is_first: bool) -> str:
    vague = len(left) < 10 or len(right) < 10 or left[4:] in placeholders or right[4:] in placeholders
    if left == right and not vague:
        return "same" if is_first else "reading"
    apart = abs(int(left[:4]) - int(right[:4]))
    if vague:
        return ("year", "about", "about")[apart] if apart <= 2 else "different"
    if apart == 0 and left[5:7] == right[8:10] and left[8:10] == right[5:7]:
        return "swapped"
    return _digits(left, right)


def _digits(left: str, right: str) -> str:
    """ "near": one digit differs or two changed places; "digits": two differ."""
    apart = [i for i in range(10) if left[i] != right[i]]
    if len(apart) > 2:
        return "different"
    if len(apart) == 2 and (left[apart[0]], left[apart[1]]) != (right[apart[1]], right[apart[0]]):
        return "digits"
    return "near"


def precise(readings: Sequence[str]) -> tuple[str, ...]:
    """Return the readings that name a day which is more than a placeholder."""
    return tuple(text for text in readings if len(text) == 10 and text[4:] not in PLACEHOLDERS)
