"""Holds: the gate shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from homeward.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A shut gate, set by one and lifted by two. Its reason lies sealed elsewhere and is no part of it."""

    set_by: str
    set_on: date
    lifted_by: tuple[str, ...] = ()
    lifted_on: date | None = None

    def __post_init__(self) -> None:
        if self.lifted_on is None and self.lifted_by:
            raise Refused("refused.second-person", "a lifted hold has its day")
        if self.lifted_on is not None and (len(set(self.lifted_by)) < 2 or self.lifted_on < self.set_on):
            raise Refused("refused.second-person", "two different people lift a hold, after it was set")

    def stands(self, on: date) -> bool:
        """Tell whether the gate is shut on this day. A hold that is lifted on a day is lifted on that day."""
        return self.set_on <= on and (self.lifted_on is None or on < self.lifted_on)
