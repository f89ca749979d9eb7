"""Figures that others state: quoted as theirs, kept side by side, never added up and never mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure:
    """A figure somebody else gave: who, of what, how many, as of when, in their definition, since what date."""

    who: str
    what: str
    value: int
    as_of: date
    definition: str
    base_date: date | None = None

    @property
    def words(self) -> str:
        """The figure as a quotation."""
        since = f" since {self.base_date}" if self.base_date else ""
        return f"{self.value:,} {self.what}{since}, as stated by {self.who} as of {self.as_of} ({self.definition})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What does not fit between stated figures: its kind, and the figures in words. Nothing is changed by it."""

    kind: str
    words: str


def find_doubts(figures: Sequence[StatedFigure]) -> tuple[Doubt, ...]:
    """Compare figures of one thing as stated by anybody, in the order of their dates; keep them all.

    Kinds: "typo" (two figures of one day differ by one digit, or by two that changed places), "conflict" (two
    figures of one day differ otherwise), "falls" (a count that can only rise is lower than one before), "definition"
    (not the same definition or base date, so not comparable).
    """
    ordered = sorted(figures, key=lambda figure: (figure.as_of, figure.who, figure.value))
    doubts = []
    for number, late in enumerate(ordered):
        for early in ordered[:number]:
            kind = _doubt(early, late)
            if kind:
                doubts.append(Doubt(kind=kind, words=f"{early.words}; {late.words}"))
    return tuple(doubts)


def _doubt(early: StatedFigure, late: StatedFigure) -> str:
    if (early.definition, early.base_date) != (late.definition, late.base_date):
        return "definition"
    if early.as_of == late.as_of and early.value != late.value:
        return "typo" if _looks_mistyped(early.value, late.value) else "conflict"
    return "falls" if late.value < early.value else ""


def _looks_mistyped(left: int, right: int) -> bool:
    """Tell whether two numbers differ by one digit, or by two digits that changed places.

    >>> _looks_mistyped(5008, 5088), _looks_mistyped(169, 196), _looks_mistyped(169, 154)
    (True, True, False)
    """
    one, other = str(left), str(right)
    if len(one) != len(other):
        return False
    apart = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(apart) == 2 and sorted(one[n] for n in apart) == sorted(other[n] for n in apart)
    return len(apart) == 1 or swapped
