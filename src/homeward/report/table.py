"""Counts as they are, for inside, and releases: the bands that may be published. Every figure says what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from homeward.errors import InputError

OTHER = "other nationalities"


class Measure(StrEnum):
    """What is counted. REMAINING is what IDENTIFIED leaves after HANDED_OVER and SIDE_EXITS."""

    IDENTIFIED = "identified"
    HANDED_OVER = "handed over"
    SIDE_EXITS = "no longer here otherwise"
    REMAINING = "remaining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure counts: persons of one measure from `since` (the base date) to `as_of`, both days included.

    `cut_off` is the time of day at which counting stopped; `sources` are the lists it was counted from. `revision` says
    how often it was found since that people had been counted twice: figures of another revision are another count.
    """

    measure: Measure
    definition: str
    since: date
    as_of: date
    sources: tuple[str, ...]
    cut_off: str = ""
    unit: str = "persons"
    revision: int = 0

    def __post_init__(self) -> None:
        if not self.definition.strip() or not self.sources:
            raise InputError("input.bad-value", "a figure needs a definition and its sources")
        if self.since > self.as_of:
            raise InputError("input.bad-value", "a figure's base date is not after its as-of date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Exact counts, never published: a total, and its parts by label where they were counted."""

    scope: Scope
    total: int
    cells: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        labels = [label for label, _ in self.cells]
        if len(set(labels)) < len(labels) or not all(labels) or OTHER in labels:
            raise InputError("input.bad-value", "labels of a table are named, different, and not the rest")
        if min([self.total, *(count for _, count in self.cells)]) < 0:
            raise InputError("input.bad-value", "a count is 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What is published of a count: it lies from `low` to `high`; no `high` means that nothing is said."""

    low: int
    high: int | None

    @property
    def words(self) -> str:
        """The band as it is printed: rounded down, or "under" where it starts at nothing."""
        if self.high is None:
            return "not published"
        return f"{self.low:,}" if self.low else f"under {self.high + 1:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A table that passed: bands only, with the checks it passed. `release` makes it from a table and the history.

    `other` is everybody under no printed label; None where no labels are printed.
    """

    scope: Scope
    total: Band
    cells: tuple[tuple[str, Band], ...]
    other: Band | None
    base: int
    checks: tuple[str, ...]


def band_of(count: int, *, base: int) -> Band:
    """Round a count down to its band; the first two bands are one, so that zero and a few look alike.

    >>> band_of(7, base=10).words, band_of(1036, base=10).words
    ('under 20', '1,030')
    """
    low = count // base * base if count >= 2 * base else 0
    return Band(low=low, high=low + base - 1 if low else 2 * base - 1)
