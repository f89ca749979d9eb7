"""Birth dates: every reading of one against every reading of the other; the best level counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

ORDER = ("same", "reading", "swapped", "near", "year", "about", "different")
# Registrars write the day somebody came to them; people are moved within days, seldom later.
_APART = (("same", 0), ("days", 3), ("weeks", 14), ("different", 10**6))
# Days that lists write when only the year is known: 1 January, and 1 Meskerem of the Ethiopian year.
PLACEHOLDERS = ("-01-01", "-09-11", "-09-12")


@lru_cache(maxsize=200_000)
def compare_dates(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    """Return the best level over all readings; "missing" where one side has none.

    >>> compare_dates(("1998-03-12",), ("1998-12-03",))
    'swapped'
    """
    if not left or not right:
        return "missing"
    if len(left) == 1 == len(right):
        return _level(left[0], right[0], is_first=True)
    best = min(
        ORDER.index(_level(a, b, is_first=i == 0 and j == 0)) for i, a in enumerate(left) for j, b in enumerate(right)
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
    return next(level for level, most in _APART if apart <= most)


def _level(left: str, right: str, *, is_first: bool) -> str:
    vague = len(left) < 10 or len(right) < 10 or left[4:] in PLACEHOLDERS or right[4:] in PLACEHOLDERS
    if left == right and not vague:
        return "same" if is_first else "reading"
    apart = abs(int(left[:4]) - int(right[:4]))
    if vague:
        return ("year", "about", "about")[apart] if apart <= 2 else "different"
    if apart == 0 and left[5:7] == right[8:10] and left[8:10] == right[5:7]:
        return "swapped"
    return "near" if _one_off(left, right) else "different"


def _one_off(left: str, right: str) -> bool:
    """One digit differs, or two neighbours changed places."""
    apart = [i for i in range(10) if left[i] != right[i]]
    if len(apart) == 1:
        return True
    return len(apart) == 2 and left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]


def precise(readings: Sequence[str]) -> tuple[str, ...]:
    """Return the readings that name a day which is more than a placeholder."""
    return tuple(text for text in readings if len(text) == 10 and text[4:] not in PLACEHOLDERS)
