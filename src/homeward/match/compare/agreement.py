"""What comparing one attribute gives."""

from __future__ import annotations

from dataclasses import dataclass

MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How well one attribute agrees: the level, its bits, and the bits if the two were close relatives."""

    level: str
    bits: float = 0.0
    family: float = 0.0


NOTHING_SAID = Agreement(level=MISSING)
