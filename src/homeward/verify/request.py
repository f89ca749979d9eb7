"""What is asked of which mission: is this person yours?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from homeward.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestItem:
    """One person asked about. `fields` holds only what the allow-list lets leave, field name to value."""

    person: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question to one mission about people who say they are nationals of `state` (alpha-3).

    The items are kept in the order of their person references, so that a request does not depend on the
    order in which somebody collected them. A person stands in a request once.
    """

    id: str
    state: str
    mission: str
    sent_at: datetime
    due_date: date
    items: tuple[RequestItem, ...]

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise InputError("input.bad-value", "a request's time needs its time zone")
        if self.due_date < self.sent_at.date():
            raise InputError("input.bad-value", "a request cannot be due before it is sent")
        ordered = tuple(sorted(self.items, key=lambda item: item.person))
        if not ordered or len({item.person for item in ordered}) != len(ordered):
            raise InputError("input.bad-value", "a request holds at least one person, and each only once")
        object.__setattr__(self, "items", ordered)

    @property
    def persons(self) -> tuple[str, ...]:
        """The references of everybody asked about, in order."""
        return tuple(item.person for item in self.items)
