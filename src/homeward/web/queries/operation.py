"""The operation itself: its name and its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from homeward.web import models
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSeen:
    """What stands at the head of every page. `zone` is the offset as people write it."""

    name: str
    is_demo: bool
    now: datetime
    utc_offset_minutes: int

    @property
    def zone(self) -> str:
        """The offset from UTC, as "+06:30"."""
        sign = "−" if self.utc_offset_minutes < 0 else "+"
        hours, minutes = divmod(abs(self.utc_offset_minutes), 60)
        return f"{sign}{hours:02d}:{minutes:02d}"


def operation_seen() -> OperationSeen | None:
    """Return the operation that is open, or None before it was made."""
    row = models.Operation.objects.first()
    if row is None:
        return None
    return seen(OperationSeen, row, {"now": row.clock or datetime.now(UTC)})
